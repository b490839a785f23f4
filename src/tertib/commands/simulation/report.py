"""The report of a simulated campaign as files: report.md, report.html, figures.json, a CSV and a plot for each table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from tertib.commands.simulation import tables
from tertib.commands.simulation.compare import Outcome
from tertib.commands.simulation.office import Office
from tertib.commands.simulation.plots import Line, plot
from tertib.commands.simulation.tables import Table, Without
from tertib.core.statistics import Curve
from tertib.sandbox.campaign.truth import Truth

STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;line-height:1.3}"
    "table{border-collapse:collapse;display:block;overflow-x:auto;margin:.5rem 0 1.5rem}"
    "th,td{border-bottom:1px solid #8886;padding:.3rem .7rem;text-align:left;font-variant-numeric:tabular-nums}"
    "td{white-space:nowrap}td:first-child{white-space:normal;min-width:11rem}"
    "svg{max-width:100%;height:auto}.missed{font-weight:700}"
)
LONG: Final = 45  # rows of a table; a longer one opens on demand
SHOW: Final = "Tampilkan tabel / Show the table"
FINEST: Final = 400  # points of a line


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: heading in both languages, what it says, a plot if there is one, and its table."""

    id: str
    en: str
    says: str
    svg: str
    table: Table


def write_report(
    folder: Path,
    office: Office,
    truth: Truth,
    outcome: Outcome,
    *,
    without: Sequence[Without] = (),
    days: int,
    seed: int,
) -> list[Path]:
    """Write all files into a folder, made if it is not there; gives what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = _sections(office, truth, outcome, without)
    files = {
        "report.md": _markdown(sections, outcome, days=days, seed=seed),
        "report.html": _html(sections, outcome, days=days, seed=seed),
        "figures.json": json.dumps(_json(outcome, days=days, seed=seed), indent=1, ensure_ascii=False) + "\n",
    }
    for section in sections:
        files[f"{section.table.name}.csv"] = section.table.csv()
        if section.svg:
            files[f"{section.table.name}.svg"] = section.svg
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def _sections(office: Office, truth: Truth, outcome: Outcome, without: Sequence[Without]) -> list[Section]:
    days = list(range(len(outcome.nothing)))
    spans = tables.spans(office)
    shown, true = outcome.shown, outcome.true
    return [
        Section(
            "Angka dan kebenarannya",
            "Figures against the truth",
            "Kolom ditampilkan dihitung aturan Tertib dari yang terlihat; kolom sebenarnya dibaca dari dunia tiruan. / "
            "Shown is what Tertib's rules make of what can be seen; true is read from the simulated world.",
            "",
            tables.figures(outcome),
        ),
        Section(
            "Tayangan pedagang yang masih dijual",
            "Dealers' listings on sale",
            "Dunia yang sama dua kali: dengan dan tanpa Tertib. / The same world twice: with and without Tertib.",
            plot(
                "Tayang per hari / Up by day",
                [
                    Line("dengan / with", list(zip(days, outcome.product, strict=True))),
                    Line("tanpa / without", list(zip(days, outcome.nothing, strict=True))),
                ],
                x_name="hari / day",
                y_name="tayangan / listings",
            ),
            tables.prevalence(outcome),
        ),
        *([_worth(outcome, without)] if without else []),
        _curve("Sampai turun", "Until down", "until_down", shown.up.curve, true.up, days=7),
        _curve("Tetap turun", "Still down", "still_down", shown.away.curve, true.away, days=90),
        Section(
            "Kecepatan tiap putaran",
            "Speed of each loop",
            "Jam sejak tayang. / Hours since a listing was put up.",
            plot(
                "Bagian yang sudah sampai / Share that got there",
                [
                    Line(name, _rising(hours))
                    for name, hours in zip(
                        ("ditemukan / found", "surat / notice", "turun / down"), spans, strict=True
                    )
                ],
                x_name="jam / hours",
                y_name="bagian / share",
                top=1.0,
            ),
            tables.speed(office),
        ),
        Section(
            "Kata baru",
            "New words",
            "Kata yang dipakai lingkaran pedagang, dan kapan terdaftar. / Words that circles of dealers used, and when "
            "they were listed.",
            "",
            tables.words(office, truth),
        ),
        Section("Langkah pedagang", "What dealers did", "", "", tables.moves(truth)),
        Section("Pemeriksaan halaman", "Looks", "", "", tables.looks(office)),
    ]


def _worth(outcome: Outcome, without: Sequence[Without]) -> Section:
    days = list(range(len(outcome.nothing)))
    whole = Line("seluruhnya / whole", list(zip(days, outcome.product, strict=True)))
    others = [Line(f"− {one.loop}", list(zip(days, one.outcome.product, strict=True))) for one in without]
    return Section(
        "Arti tiap putaran",
        "What each loop is worth",
        "Kampanye yang sama, tiap kali tanpa satu putaran. Putaran lain menutup sebagian: selisihnya tak dapat dijumlah; "
        "yang kecil dapat kebetulan, ulangi dengan benih lain. / The same campaign, each time without one loop. Others "
        "make up for a part: the differences do not add up; small ones may be chance, repeat with other seeds.",
        plot(
            "Tayang per hari / Up by day", [whole, *others], x_name="hari / day", y_name="tayangan / listings"
        ),
        tables.worth(outcome, without),
    )


def _curve(id_: str, en: str, name: str, shown: Curve | None, true: Curve, *, days: int) -> Section:
    lines = [Line("sebenarnya / true", _steps(true, days), is_step=True)]
    if shown is not None:
        lines.insert(0, Line("ditampilkan / shown", _steps(shown, days), is_step=True))
    return Section(
        id_,
        en,
        "Kurva Kaplan-Meier dari pemeriksaan, di samping yang sebenarnya. / The Kaplan-Meier curve from looks, beside "
        "the true one.",
        plot(f"{id_} / {en}", lines, x_name="hari / days", y_name="bagian / share", top=1.0),
        tables.curve(name, shown, true),
    )


def _steps(curve: Curve, days: int) -> list[tuple[float, float]]:
    points = [(0.0, 1.0)]
    for hours, share in zip(curve.hours.tolist(), curve.share.tolist(), strict=True):
        if hours / 24 <= days:
            points.append((hours / 24, share))
    return _thinned([*points, (float(days), points[-1][1])])


def _rising(hours: Sequence[float]) -> list[tuple[float, float]]:
    count = max(1, len(hours))
    return _thinned([(at, (place + 1) / count) for place, at in enumerate(hours) if at <= 168.0])


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    every = max(1, len(points) // FINEST)
    return [*points[::every], *points[-1:]]


def _head(outcome: Outcome, *, days: int, seed: int) -> tuple[str, str]:
    title = f"Kampanye tiruan {days} hari, benih {seed} / Simulated campaign of {days} days, seed {seed}"
    missed = "; ".join(f"{one.id} / {one.en}" for one in outcome.missed)
    said = (
        f"Sasaran yang TIDAK tercapai / Aims NOT reached: {missed}."
        if missed
        else "Semua sasaran tercapai. / Every aim was reached."
    )
    return title, said


def _markdown(sections: Sequence[Section], outcome: Outcome, *, days: int, seed: int) -> str:
    title, said = _head(outcome, days=days, seed=seed)
    lines = [f"# {title}", "", said, ""]
    for section in sections:
        lines += [f"## {section.id} / {section.en}", ""]
        lines += [section.says, ""] if section.says else []
        if section.svg:
            lines += [f"![{section.id} / {section.en}]({section.table.name}.svg)", ""]
        head = section.table.head
        lines += [*tables.text_rows([head, ["---"] * len(head), *section.table.rows]), ""]
    return "\n".join(lines)


def _html(sections: Sequence[Section], outcome: Outcome, *, days: int, seed: int) -> str:
    title, said = _head(outcome, days=days, seed=seed)
    parts = [
        '<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1>",
        f'<p class="{"missed" if outcome.missed else ""}">{escape(said)}</p>',
    ]
    for section in sections:
        parts.append(
            f"<h2>{escape(section.id)} / {escape(section.en)}</h2><p>{escape(section.says)}</p>{section.svg}"
        )
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in section.table.head)
        rows = (
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in section.table.rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        parts.append(
            table
            if len(section.table.rows) <= LONG
            else f"<details><summary>{SHOW}</summary>{table}</details>"
        )
    return "\n".join([*parts, "</html>", ""])


def _json(outcome: Outcome, *, days: int, seed: int) -> dict[str, object]:
    return {
        "schema": "simulation-1",
        "days": days,
        "seed": seed,
        "missed": [one.key for one in outcome.missed],
        "figures": {
            one.key: {
                "shown": one.shown,
                "true": one.true,
                "unit": one.unit,
                "aim": one.aim,
                "kept": one.kept,
            }
            for one in outcome.held
        },
        "up_by_day": {"without": outcome.nothing, "with": outcome.product},
    }
