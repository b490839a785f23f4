"""Where shops, links and hubs of a group stand in its drawing; the template draws it as SVG, a table stands beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tertib.queries.sellers.pages import HubMet, ShopLink
from tertib.vocabulary import TokenWeight

WIDTH, HEIGHT = 640, 420
MIDDLE_X, MIDDLE_Y = WIDTH / 2, 190.0
RADIUS_X, RADIUS_Y = 255.0, 150.0
NODE = 17  # radius
HUB_Y = HEIGHT - 26.0
MOST_DRAWN = 36  # shops; more would be a knot, and the table tells it better


@dataclass(frozen=True, slots=True)
class Node:
    """A shop: its number in the table, its name, its place."""

    number: int
    shop: str
    x: str
    y: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Line:
    """A link; `look` is strong, weaker, person or hub, each drawn in a way of its own."""

    x1: str
    y1: str
    x2: str
    y2: str
    look: str
    says: str


@dataclass(frozen=True, slots=True)
class HubBox:
    """A hub: a square below the shops, with its letter in the table."""

    letter: str
    x: str
    y: str
    left: str
    top: str
    says: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of `width` x `height` units."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    hubs: tuple[HubBox, ...]
    width: int = WIDTH
    height: int = HEIGHT
    node: int = NODE


def drawing(shops: Sequence[str], links: Sequence[ShopLink], hubs: Sequence[HubMet]) -> Drawing | None:
    """Shops on an oval in their order, links between them, hubs below; None for more shops than can be read."""
    if not 2 <= len(shops) <= MOST_DRAWN:
        return None
    at = {shop: _place(number, len(shops)) for number, shop in enumerate(shops)}
    boxes = {index: _hub_x(index, len(hubs)) for index in range(len(hubs))}
    lines = [_line(at[link.one], at[link.other], _look(link), f"{link.one} – {link.other}") for link in links]
    lines += [
        _line(at[shop], (boxes[index], HUB_Y), "hub", shop)
        for index, hub in enumerate(hubs)
        for shop in hub.shops
        if shop in at
    ]
    return Drawing(
        nodes=tuple(
            Node(number, shop, f"{x:.1f}", f"{y:.1f}", f"{y + 4.5:.1f}")
            for number, (shop, (x, y)) in enumerate(at.items(), 1)
        ),
        lines=tuple(lines),
        hubs=tuple(
            HubBox(
                hub_letter(index),
                f"{boxes[index]:.1f}",
                f"{HUB_Y + 4.5:.1f}",
                f"{boxes[index] - 13:.1f}",
                f"{HUB_Y - 13:.1f}",
                str(hub.evidence.kind),
            )
            for index, hub in enumerate(hubs)
        ),
    )


def hub_letter(index: int) -> str:
    """A, B, ... Z, then AA and so on."""
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def _place(number: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * number / count - math.pi / 2
    if count == 2:
        turn = math.pi * (1 - number)
    return MIDDLE_X + RADIUS_X * math.cos(turn), MIDDLE_Y + RADIUS_Y * math.sin(turn)


def _hub_x(index: int, count: int) -> float:
    return WIDTH * (index + 1) / (count + 1)


def _look(link: ShopLink) -> str:
    if link.by_person:
        return "person"
    strong = any(one.weight is TokenWeight.STRONG for one in link.evidence)
    return "strong" if strong else "weaker"


def _line(one: tuple[float, float], other: tuple[float, float], look: str, says: str) -> Line:
    return Line(f"{one[0]:.1f}", f"{one[1]:.1f}", f"{other[0]:.1f}", f"{other[1]:.1f}", look, says)
