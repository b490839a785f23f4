"""Plots of the report as SVG: lines that are told apart by dashes as well as by colour, on a round scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

Scale = Callable[[float], float]

SVG: Final = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 44, 44
DASHES: Final = ("", "7 4", "2 4", "9 3 2 3", "1 3")
STEPS: Final = (1, 2, 2.5, 5, 10)
STYLE: Final = (
    "svg{background:#fff;color:#16202a;font:13px system-ui,sans-serif}"
    ".l0{stroke:#0b57a4}.l1{stroke:#b3261e}.l2{stroke:#4f6228}.l3{stroke:#6a3d9a}.l4{stroke:#8a5a00}.grid{stroke:#16202a;stroke-opacity:.15}"
    "@media(prefers-color-scheme:dark){svg{background:#12171c;color:#e8edf2}"
    ".l0{stroke:#7db7f0}.l1{stroke:#ff9a91}.l2{stroke:#b6cf7e}.l3{stroke:#c9a6f0}.l4{stroke:#f0c36a}.grid{stroke:#e8edf2;stroke-opacity:.2}}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A named line. `is_step`: it keeps its height until the next point."""

    name: str
    points: Sequence[tuple[float, float]]
    is_step: bool = False


def plot(title: str, lines: Sequence[Line], *, x_name: str, y_name: str, top: float | None = None) -> str:
    """An SVG of at most five lines; `top` is the height of the scale, by the points if it is not given."""
    right = max((x for line in lines for x, _ in line.points), default=1.0) or 1.0
    high = top if top is not None else max((y for line in lines for _, y in line.points), default=1.0) or 1.0
    across, up = _unit(right), _unit(high)
    high = top if top is not None else up * -(-high // up)

    def x_of(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * x / right

    def y_of(y: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / high

    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<text x="{LEFT}" y="16" fill="currentColor" font-weight="600">{escape(title)}</text>',
    ]
    for y in _marks(high, up):
        at = f"{y_of(y):.1f}"
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(_text(LEFT - 8, y_of(y) + 4, _number(y), "end"))
    parts += [_text(x_of(x), HEIGHT - BOTTOM + 18, _number(x), "middle") for x in _marks(right, across)]
    parts.append(_text(WIDTH - RIGHT, HEIGHT - 6, x_name, "end"))
    parts.append(_text(LEFT, HEIGHT - 6, y_name, "start"))
    legend = LEFT
    for place, line in enumerate(lines):
        dash = f' stroke-dasharray="{DASHES[place]}"' if DASHES[place] else ""
        style = f'class="l{place}" fill="none" stroke-width="2.2"{dash}'
        parts.append(f'<path {style} d="M{legend} 31h26"/>')
        parts.append(_text(legend + 32, 35, line.name, "start"))
        legend += 52 + 7 * len(line.name)
        if line.points:
            parts.append(f'<path {style} d="{_path(line, x_of, y_of)}"/>')
    return "\n".join([*parts, "</svg>", ""])


def _path(line: Line, x_of: Scale, y_of: Scale) -> str:
    found: list[str] = []
    last = 0.0
    for x, y in line.points:
        if found and line.is_step:
            found.append(f"L{x_of(x):.1f} {y_of(last):.1f}")
        found.append(f"{'L' if found else 'M'}{x_of(x):.1f} {y_of(y):.1f}")
        last = y
    return "".join(found)


def _unit(reach: float) -> float:
    """A round step of which four to eight make up the reach."""
    size = 1.0
    while size * 10 <= reach:
        size *= 10
    while size > reach:
        size /= 10
    return next(step * size / 10 for step in (*STEPS, 20, 25, 50) if reach / (step * size / 10) <= 8)


def _marks(reach: float, unit: float) -> list[float]:
    return [place * unit for place in range(int(reach / unit + 1e-9) + 1)]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2g}"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="currentColor" text-anchor="{anchor}">{escape(text)}</text>'
