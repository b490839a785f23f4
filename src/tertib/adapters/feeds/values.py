"""Turns a source's column of any type into a field's column, and says which values are wrong."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertib.adapters.feeds.columns import COLUMNS
from tertib.adapters.feeds.numbers import MAX_COUNT, MAX_MINOR, read_count, read_price, read_rating
from tertib.core.detection.listing import LISTING

KEPT_VALUES = 100_000  # read values that are remembered for each kind; prices and counters repeat a lot
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?")
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
MILLISECONDS_FROM = 10**11  # as seconds this would be the year 5138

Wrong = tuple[int, str, str]  # index in the column, the value as text, why it is wrong
Single = Callable[[Any], tuple[Any, str]]


@dataclass(slots=True)
class Read:
    """A field's column, the wrong values of its source, and the currencies that a column of prices says."""

    values: pa.Array
    wrong: list[Wrong] = field(default_factory=list)
    currency: pa.Array | None = None


class Values:
    """Reads columns kind by kind; remembers what it has read, for one file."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: dict[str, dict[Any, tuple[Any, str]]] = {}
        self._kinds: dict[str, tuple[Single, pa.DataType]] = {
            "price": (_price, pa.struct([("minor", pa.int64()), ("currency", pa.string())])),
            "count": (read_count, pa.int64()),
            "rating": (read_rating, pa.float64()),
            "currency": (_currency, pa.string()),
            "flag": (_flag, pa.bool_()),
            "moment": (_moment, LISTING.field("listed_at").type),
            "hash64": (lambda value: _hash(value, digits=16), pa.string()),
            "hash256": (lambda value: _hash(value, digits=64), pa.string()),
        }

    def read(self, column: pa.Array, kind: str) -> Read:
        """Read a column as `kind` of columns.toml. Never raises for what it holds."""
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if kind in ("text", "block"):
            return as_text(column)
        if kind in ("price", "count") and pa.types.is_integer(column.type) and column.type != pa.uint64():
            return self._whole(column.cast(pa.int64()), kind)
        if kind in ("price", "rating") and pa.types.is_floating(column.type):
            return self._broken(column.cast(pa.float64()), kind)
        return self._each(column, kind)

    def _whole(self, column: pa.Array, kind: str) -> Read:
        factor, highest = (100, MAX_MINOR // 100) if kind == "price" else (1, MAX_COUNT)
        good = pc.and_(pc.greater_equal(column, 0), pc.less_equal(column, highest))
        kept = _where(good, column)
        return Read(pc.multiply(kept, factor), _wrong(column, good, f"is no {kind}"))

    def _broken(self, column: pa.Array, kind: str) -> Read:
        column = _where(pc.invert(pc.is_nan(column)), column)  # how tables of numbers write "nothing"
        highest = MAX_MINOR // 100 if kind == "price" else 5
        good = pc.and_(pc.greater_equal(column, 0.0), pc.less_equal(column, float(highest)))
        kept = _where(good, column)
        if kind == "rating":
            return Read(kept, _wrong(column, good, "is no rating of 0 to 5 stars"))
        return Read(pc.round(pc.multiply(kept, 100.0)).cast(pa.int64()), _wrong(column, good, "is no price"))

    def _each(self, column: pa.Array, kind: str) -> Read:
        """Read each distinct value once; the prices of a million listings are some thousands."""
        single, kept_type = self._kinds[kind]
        known = self._known.setdefault(kind, {})
        if len(known) > KEPT_VALUES:
            known.clear()
        if not _is_plain(column.type):
            column = as_text(column).values
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = as_text(column).values
        distinct = column.dictionary_encode() if not pa.types.is_null(column.type) else None
        if distinct is None:
            return Read(pa.nulls(len(column), kept_type))
        said = distinct.dictionary.to_pylist()
        answers = []
        for value in said:
            key = (type(value), value)
            answer = known.get(key)
            if answer is None:
                answer = known[key] = single(value)
            answers.append(answer)
        read = pa.array([value for value, _ in answers], kept_type).take(distinct.indices)
        wrong = self._named(distinct.indices, said, answers)
        if kind != "price":
            return Read(read, wrong)
        return Read(pc.struct_field(read, "minor"), wrong, pc.struct_field(read, "currency"))

    def _named(self, indices: pa.Array, said: list[Any], answers: list[tuple[Any, str]]) -> list[Wrong]:
        if not any(why for _, why in answers):
            return []
        bad = pa.array([bool(why) for _, why in answers]).take(indices)
        rows = pc.indices_nonzero(bad).to_pylist()
        at = indices.take(pa.array(rows, pa.int64())).to_pylist()
        return [(row, str(said[place]), answers[place][1]) for row, place in zip(rows, at, strict=True)]


def as_text(column: pa.Array) -> Read:
    """Give a column as strings, null where there is none or an empty one.

    Lists of texts are joined with " / ", bytes are read as UTF-8 (a wrong byte is named and shown as U+FFFD).
    Structures say nothing.
    """
    kind = column.type
    if pa.types.is_string(kind):
        pass
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        texts = as_text(column.flatten())
        if texts.values.null_count == 0 and len(column.flatten()) == len(column.values):
            column = pc.binary_join(type(column).from_arrays(column.offsets, texts.values), " / ")
        else:
            column = pa.array(
                [
                    None if row is None else " / ".join(str(one) for one in row if one)
                    for row in column.to_pylist()
                ],
                pa.string(),
            )
    elif pa.types.is_floating(kind):
        column = pa.array([_number_text(value) for value in column.to_pylist()], pa.string())
    elif (
        _is_plain(kind)
        or pa.types.is_temporal(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    ):
        try:
            column = column.cast(pa.string())
        except pa.ArrowInvalid:
            return _repaired(column.cast(pa.large_binary()))
    else:
        return Read(pa.nulls(len(column), pa.string()))
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return _repaired(column.cast(pa.large_binary()))
    return Read(_without_empty(column))


def _repaired(column: pa.Array) -> Read:
    wrong: list[Wrong] = []
    texts: list[str | None] = []
    for index, value in enumerate(column.to_pylist()):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(value.decode(errors="replace"))
            wrong.append((index, texts[-1] or "", "has bytes that are no UTF-8"))
    return Read(_without_empty(pa.array(texts, pa.string())), wrong)


def _without_empty(column: pa.Array) -> pa.Array:
    empty = pc.equal(pc.binary_length(column), 0)
    return _where(pc.invert(empty), column) if pc.any(empty).as_py() else column


def _where(good: pa.Array, column: pa.Array) -> pa.Array:
    return pc.if_else(good, column, pa.scalar(None, column.type))


def _wrong(column: pa.Array, good: pa.Array, why: str) -> list[Wrong]:
    if pc.all(good).as_py() in (True, None):
        return []
    rows = pc.indices_nonzero(pc.invert(good))
    return [
        (row, str(value), why)
        for row, value in zip(rows.to_pylist(), column.take(rows).to_pylist(), strict=True)
    ]


def _is_plain(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_timestamp(kind)
        or pa.types.is_date(kind)
        or pa.types.is_null(kind)
    )


def _number_text(value: float | None) -> str | None:
    if value is None or value != value:
        return None
    return str(int(value)) if abs(value) < 2**63 and value == int(value) else repr(value)


def _price(value: Any) -> tuple[dict[str, Any] | None, str]:
    minor, currency, why = read_price(value)
    return {"minor": minor, "currency": currency}, why


def _currency(value: Any) -> tuple[str | None, str]:
    text = str(value or "").strip().upper()
    if not text or text.lower() in COLUMNS.words["silent"]:
        return None, ""
    if text in ("RP", "RP."):
        return "IDR", ""
    return (text, "") if re.fullmatch("[A-Z]{3}", text) else (None, "is no currency of three letters")


def _flag(value: Any) -> tuple[bool | None, str]:
    if isinstance(value, bool) or value is None:
        return value, ""
    text = " ".join(str(value).lower().split())
    if isinstance(value, float | Decimal) and value in (0, 1):
        return bool(value), ""
    if not text or text in COLUMNS.words["silent"]:
        return None, ""
    if text in COLUMNS.words["official_yes"]:
        return True, ""
    return (False, "") if text in COLUMNS.words["official_no"] else (None, "is neither yes nor no")


def _hash(value: Any, *, digits: int) -> tuple[str | None, str]:
    text = str(value if value is not None else "").strip().lower()
    if not text or text in COLUMNS.words["silent"]:
        return None, ""
    good = re.fullmatch(f"[0-9a-f]{{{digits}}}", text)
    return (text, "") if good else (None, f"is no hash of {digits} hex digits")


def _moment(value: Any) -> tuple[dt.datetime | None, str]:
    why = "is no time"
    try:
        match value:
            case None:
                return None, ""
            case bool():
                return None, why
            case dt.datetime():
                moment = value
            case dt.date():
                moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone comes below
            case int() | float() | Decimal():
                moment = _since_1970(float(value))
            case _:
                text = str(value).strip()
                if not text or text.lower() in COLUMNS.words["silent"]:
                    return None, ""
                moment = _moment_text(text)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None, why
    return (moment, "") if EARLIEST <= moment < LATEST else (None, why)


def _moment_text(text: str) -> dt.datetime:
    if text.replace(".", "", 1).isdecimal() and len(text) >= 9:
        return _since_1970(float(text))
    if match := DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        return dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone comes with the caller
    return dt.datetime.fromisoformat(text)


def _since_1970(number: float) -> dt.datetime:
    seconds = number / 1000 if abs(number) >= MILLISECONDS_FROM else number
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
