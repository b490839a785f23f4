"""Check before you post: what the live policies' rules read in a text, told to whoever wrote it. Nothing is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from tertib.core.detection.compiled import FIELDS, CompiledPolicy
from tertib.core.detection.listing import LISTING
from tertib.core.detection.reading import Hits, Reading, read
from tertib.core.detection.rules.model import Sign, Term
from tertib.core.detection.run import detect
from tertib.queries.policies.named import live_rules, policies_by_id
from tertib.vocabulary import Band

MAX_LISTINGS = 20  # in one call
MAX_TITLE = 500  # the longest of the large marketplaces' titles have 255
MAX_DESCRIPTION = 10_000
MAX_SHORT = 200  # shop, condition, place, category
MAX_PRICE = 10**12  # rupiah
MOST_COMPANY = 3  # words named beside one


class Outcome(StrEnum):
    """What would follow from the words alone."""

    LOOK = "look"  # a person would look at it
    NOTHING = "nothing"  # nobody would for these words
    TOO_LITTLE = "too_little"  # the text describes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A listing as it is to be posted. `price` is in whole rupiah; null where the writer does not say."""

    title: str = ""
    description: str = ""
    price: float | None = None
    shop: str = ""
    condition: str = ""
    place: str = ""
    category: str = ""
    sold: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was read. `text` is as written, with its place (code points) in `field`; all null where a fact of
    the listing, and no word, is meant. `meaning` is empty for the text as a whole.

    `speaks_for` and `against` are keys of questions: "yes" and "no" to them. `company` are words elsewhere in the
    text without which this one would not count.
    """

    field: str | None
    text: str | None
    start: int | None
    end: int | None
    meaning: str
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    company: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a checker asks; `advice`: how to be clear on it. `touched`: a point speaks for it."""

    key: str
    name: str
    asks: str
    advice: str
    touched: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One listing under one policy."""

    policy: str
    name: str
    reference: str
    outcome: Outcome
    points: tuple[Point, ...]
    questions: tuple[Asked, ...]

    @property
    def speaking(self) -> tuple[Point, ...]:
        """Points that say yes to a question."""
        return tuple(point for point in self.points if point.speaks_for)

    @property
    def lawful(self) -> tuple[Point, ...]:
        """Points that say no to a question: what speaks for lawful goods."""
        return tuple(point for point in self.points if point.against)


def check(drafts: Sequence[Draft], *, policy: str = "", language: str, today: date) -> list[list[Checked]]:
    """Each listing under each live policy (or the one named): those that a person would look at first.

    Raises BadInput for a policy that there is not. Reads the tables of policies, and writes nothing.
    """
    known = policies_by_id()
    batch = _batch(drafts)
    columns: list[list[Checked]] = []
    for key in [policy] if policy else sorted(known):
        rules = live_rules(key, today=today)
        name = known[key].name.in_language(language)
        reading = read(batch, rules)
        rows = detect(batch, rules).to_pylist()
        columns.append(
            [_checked(row, place, name, rules, reading, language) for place, row in enumerate(rows)]
        )
    order = list(Outcome)
    return [
        sorted(row, key=lambda one: (order.index(one.outcome), one.name))
        for row in zip(*columns, strict=True)
    ]


def _batch(drafts: Sequence[Draft]) -> pa.RecordBatch:
    empty = dict.fromkeys(LISTING.names)
    rows = [
        empty
        | {
            "row": number,
            "title": draft.title or None,
            "description": draft.description or None,
            "price_minor": None if draft.price is None else round(draft.price * 100),
            "currency": "IDR",
            "shop": draft.shop or None,
            "condition": draft.condition or None,
            "place": draft.place or None,
            "category": draft.category or None,
            "sold": draft.sold,
        }
        for number, draft in enumerate(drafts, 1)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=LISTING)


def _checked(
    found: dict[str, object],
    row: int,
    name: str,
    rules: CompiledPolicy,
    reading: Reading,
    language: str,
) -> Checked:
    terms = {term.key: term for term in rules.terms}
    signs = {f"{sign.signal}.{sign.key}": sign for sign in rules.rules.signs}
    said: dict[tuple[object, ...], tuple[Point, list[str], list[str]]] = {}
    for reason in found["reasons"]:  # type: ignore[attr-defined]  # a list of dicts, as FINDING says
        point = _point(reason, row, terms, signs, rules, reading, language)
        _, yes, no = said.setdefault(
            (reason["signal"], point.field, point.start, point.end, point.meaning), (point, [], [])
        )
        (yes if reason["weight"] > 0 else no).append(reason["question"])
    points = tuple(
        Point(p.field, p.text, p.start, p.end, p.meaning, tuple(yes), tuple(no), p.company)
        for p, yes, no in said.values()
    )
    outcome = {Band.NONE: Outcome.NOTHING, Band.CANNOT_TELL: Outcome.TOO_LITTLE}.get(
        Band(str(found["band"])), Outcome.LOOK
    )
    if outcome is not Outcome.LOOK and not any(point.text and point.speaks_for for point in points):
        points = tuple(
            point for point in points if point.text
        )  # a price says nothing of goods that are not meant
    touched = {key for point in points for key in point.speaks_for}
    questions = tuple(
        Asked(
            one.key,
            one.name.in_language(language),
            one.asks.in_language(language),
            one.advice.in_language(language) if one.advice else "",
            one.key in touched,
        )
        for one in rules.rules.questions
    )
    return Checked(rules.reference.partition("@")[0], name, rules.reference, outcome, points, questions)


def _point(
    reason: dict[str, object],
    row: int,
    terms: dict[str, Term],
    signs: dict[str, Sign],
    rules: CompiledPolicy,
    reading: Reading,
    language: str,
) -> Point:
    """A reason as its writer may read it: neither how much it weighs, nor how a word was read."""
    signal = str(reason["signal"])
    kind, _, rest = signal.partition(".")
    key, _, where = rest.partition("@")
    if kind in ("terms", "disguise") and key in terms:
        term = terms[key]
        field = where or FIELDS[0].value
        start, end = int(str(reason["start"])), int(str(reason["end"]))
        company = _company(term, row, field, start, end, rules, reading) if kind == "terms" else ()
        meaning = term.meaning.in_language(language)
        return Point(field, str(reason["text"]), start, end, meaning, (), (), company)
    sign = signs.get(signal)
    if sign is None:  # the text as a whole
        return Point(None, None, None, None, "", (), (), ())
    meaning = sign.meaning.in_language(language)
    words = all(rules.rules.facts[fact].groups for fact in sign.all)
    if not words or reason["start"] is None:
        return Point(None, None, None, None, meaning, (), (), ())
    start, end = int(str(reason["start"])), int(str(reason["end"]))
    return Point(_field_of(reading, row, start, end), str(reason["text"]), start, end, meaning, (), (), ())


def _field_of(reading: Reading, row: int, start: int, end: int) -> str:
    """The field in which a word of a group stands there: the title, if there is one in it."""
    hits = reading.groups
    here = (hits.row == row) & (hits.start == start) & (hits.end == end)
    fields = hits.field[here]
    return FIELDS[int(fields.min())].value if len(fields) else FIELDS[0].value


def _company(
    term: Term, row: int, field: str, start: int, end: int, rules: CompiledPolicy, reading: Reading
) -> tuple[str, ...]:
    """The words elsewhere in the listing that let an ambiguous word count."""
    if not term.needs:
        return ()
    hits = reading.of_groups([rules.group_keys.index(key) for key in term.needs])
    mine = hits.where(hits.row == row)
    words = (
        text
        for at, first, last, text in _written(mine, reading, row)
        if not (at == field and first < end and start < last)
    )
    return tuple(dict.fromkeys(words))[:MOST_COMPANY]


def _written(hits: Hits, reading: Reading, row: int) -> Iterable[tuple[str, int, int, str]]:
    """Field, place and words as written of every hit."""
    for place, start, end in zip(hits.field.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True):
        field = FIELDS[place].value
        text = reading.batch.column(field)[row].as_py() or ""
        yield field, start, end, text[start:end]
