"""Tables of the report: what each plot shows, row by row, and the figures against their truth."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from tertib.commands.simulation.compare import Outcome
from tertib.commands.simulation.hours import hour_of
from tertib.commands.simulation.loops import Loop
from tertib.commands.simulation.office import Office
from tertib.core.statistics import Curve
from tertib.sandbox.campaign.truth import Truth

WHOLE = "seluruhnya / the whole product"
LOOPS = {
    Loop.AGAIN: ("meminta lagi yang kembali", "asking again for what came back"),
    Loop.RETURNS: ("mencocokkan penawaran ulang", "matching what is offered again"),
    Loop.SELLERS: ("penjual yang sama", "same sellers"),
    Loop.WORDS: ("kata baru", "new words"),
}
CURVE_DAYS = (0, 1, 2, 3, 7, 14, 30, 60, 90)
PARTS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; every cell is text."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> str:
        """The table as a CSV file."""
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.head)
        writer.writerows(self.rows)
        return text.getvalue()


@dataclass(frozen=True, slots=True)
class Without:
    """What came out of the same campaign with one loop left out."""

    loop: Loop
    outcome: Outcome


def worth(whole: Outcome, without: Sequence[Without]) -> Table:
    """What each loop is worth: the whole product first, then without each, in the order given."""
    rows = []
    for name, outcome in (
        (WHOLE, whole),
        *((f"tanpa {id_} / without {en}", one.outcome) for one in without for id_, en in (LOOPS[one.loop],)),
    ):
        held = {one.key: one for one in outcome.held}
        told = [held[key] for key in ("prevalence", "asked", "innocent")]
        cells = [one.written(one.shown if one.true is None else one.true) for one in told]
        missed = "; ".join(one.key for one in outcome.missed)
        rows.append((name, *cells, missed))
    head = (
        "putaran / loop",
        "tayang dibanding tanpa Tertib / up, against doing nothing",
        "diminta turun / asked to go down",
        "penjual jujur kena / honest sellers hit",
        "sasaran tak tercapai / aims missed",
    )
    return Table("loops", head, tuple(rows))


def figures(outcome: Outcome) -> Table:
    """All figures: shown, true, aimed at, kept."""
    words = {None: "", True: "ya / yes", False: "TIDAK / NO"}
    return Table(
        "figures",
        ("angka / figure", "ditampilkan / shown", "sebenarnya / true", "sasaran / aim", "tercapai / kept"),
        tuple(
            (f"{one.id} / {one.en}", one.written(one.shown), one.written(one.true), one.aim, words[one.kept])
            for one in outcome.held
        ),
    )


def prevalence(outcome: Outcome) -> Table:
    """Dealers' listings up at the end of each day, in both worlds."""
    pairs = zip(outcome.nothing, outcome.product, strict=True)
    return Table(
        "prevalence",
        ("hari / day", "tanpa Tertib / without", "dengan Tertib / with", "rasio / ratio"),
        tuple(
            (str(day), str(without), str(using), f"{using / max(1, without):.3f}")
            for day, (without, using) in enumerate(pairs)
        ),
    )


def curve(name: str, shown: Curve | None, true: Curve) -> Table:
    """A curve as it is shown, with its band, and as it is."""
    rows = []
    for day in CURVE_DAYS:
        said = shown.share_at(day * 24.0) if shown is not None else None
        so = true.share_at(day * 24.0).value
        band = "" if said is None or said.low is None else f"{_share(said.low)} .. {_share(said.high)}"
        rows.append((str(day), _share(said.value if said is not None else None), band, _share(so)))
    head = ("hari / days", "ditampilkan / shown", "rentang / band", "sebenarnya / true")
    return Table(name, head, tuple(rows))


def speed(office: Office) -> Table:
    """Hours from put up to each step: the part of listings that got there by then."""
    names = ("ditemukan / pointed at", "surat / notice", "terbukti turun / verified down")
    rows = [
        (name, *(f"{_quantile(hours, part):.1f}" for part in PARTS))
        for name, hours in zip(names, spans(office), strict=True)
        if hours
    ]
    return Table("speed", ("jam sejak tayang / hours", *(f"{part:.0%}" for part in PARTS)), tuple(rows))


def spans(office: Office) -> tuple[list[float], list[float], list[float]]:
    """Sorted hours from put up until pointed at, until the notice, until verified down."""
    files = list(office.book.files.values())
    return (
        sorted(office.found_at[file.id] - file.row.listed for file in files),
        sorted(hour_of(file.notices[0]) - file.row.listed for file in files if file.notices),
        sorted(hour_of(file.down_at[0]) - file.row.listed for file in files if file.down_at),
    )


def words(office: Office, truth: Truth) -> Table:
    """Every word that was listed or meant: who used it, when it was listed, what became of it."""
    codes, listed = truth.codes(), office.words.words
    rows = []
    for term in sorted(
        {*codes, *listed}, key=lambda term: (listed[term].listed if term in listed else 1e9, term)
    ):
        use, word = codes.get(term), listed.get(term)
        third = use.third if use is not None else None
        late = "" if third is None or word is None else f"{(word.listed - third) / 24:.1f}"
        rows.append(
            (
                term,
                str(use.dealers) if use is not None else "0",
                "" if third is None else f"{third / 24:.1f}",
                "" if word is None else f"{word.listed / 24:.1f}",
                late,
                "" if word is None else word.ended,
            )
        )
    head = (
        "kata / word",
        "penjual / sellers",
        "penjual ketiga, hari / third, day",
        "terdaftar, hari / listed, day",
        "selisih hari / days late",
        "akhirnya / ended",
    )
    return Table("words", head, tuple(rows))


def moves(truth: Truth) -> Table:
    """What dealers did."""
    rows = tuple((move.value, str(count)) for move, count in truth.moves().items())
    return Table("moves", ("langkah penjual / move", "tayangan / listings"), rows)


def looks(office: Office) -> Table:
    """Looks by marketplace."""
    rows = tuple((platform, str(count)) for platform, count in sorted(office.book.hosts().items()))
    return Table("looks", ("lokapasar / marketplace", "pemeriksaan / looks"), rows)


def text_rows(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines of a Markdown table."""
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _quantile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
