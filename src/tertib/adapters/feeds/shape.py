"""Shapes what a reader gives, source columns of any type, into batches of LISTING with numbered rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tertib.adapters.feeds.columns import COLUMNS, Choice
from tertib.adapters.feeds.problems import Problem, Problems, shortened
from tertib.adapters.feeds.values import Values, Wrong, as_text
from tertib.core.detection.listing import LISTING

BLOCK = "specification"
CURRENCY = "IDR"


@dataclass(slots=True, kw_only=True)
class Rows:
    """Some rows of a source: `columns` (source name -> array, all of length `count`) and what could not be read.

    `wrong` holds (index, column or "", value, why) for what the reader itself found.
    """

    count: int
    columns: dict[str, pa.Array]
    wrong: list[tuple[int, str, str, str]] = field(default_factory=list)


class Shaper:
    """Numbers and shapes the rows of one file; wrong values go to `problems` in the order of rows."""

    def __init__(self, choice: Choice, problems: Problems, *, first_row: int = 1) -> None:
        """`choice` may learn of more columns while rows come in. Rows are numbered from `first_row`."""
        self._before = first_row - 1
        self._choice = choice
        self._problems = problems
        self._values = Values()
        self.rows = 0

    def shape(self, rows: Rows) -> pa.RecordBatch:
        """Give the rows as a batch of LISTING, one for one."""
        found: dict[str, pa.Array] = {}
        wrong = [(index, column, value, why) for index, column, value, why in rows.wrong]
        for name, sources in self._choice.sources.items():
            kind = COLUMNS.fields[name].kind
            read = []
            for column in sources:
                if column not in rows.columns:
                    continue
                one = self._values.read(rows.columns[column], kind)
                read.append(one)
                wrong += _named(column, one.wrong)
            if not read:
                continue
            found[name] = _first_said([one.values for one in read])
            if kind == "price":
                found["price currency"] = _first_said(
                    [
                        one.currency if one.currency is not None else pa.nulls(rows.count, pa.string())
                        for one in read
                    ]
                )
        if BLOCK in found:
            self._open_block(found)
        first = self._before + self.rows
        self.rows += rows.count
        for index, column, value, why in sorted(wrong, key=lambda one: one[0]):
            self._problems.add(Problem(first + index + 1, column, shortened(value), why))
        found["row"] = pa.array(range(first + 1, first + rows.count + 1), pa.int64())
        return _batch(found, rows.count)

    def _open_block(self, found: dict[str, pa.Array]) -> None:
        text = found.pop(BLOCK)
        for name, words in COLUMNS.block.items():
            said = _in_block(text, words)
            read = self._values.read(said, COLUMNS.fields[name].kind)
            found[name] = _first_said([found[name], read.values]) if name in found else read.values


def evenly(batches: Iterable[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """Give the same rows in batches of exactly `size`, the last one shorter; empty ones are left out.

    Where a batch ends then depends on the rows alone, not on how the file was read.
    """
    waiting: list[pa.RecordBatch] = []
    have = 0
    for batch in batches:
        while have + batch.num_rows >= size:
            head = batch.slice(0, size - have)
            yield _joined([*waiting, head])
            batch = batch.slice(size - have)
            waiting, have = [], 0
        if batch.num_rows:
            waiting.append(batch)
            have += batch.num_rows
    if have:
        yield _joined(waiting)


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    parts = [part for part in parts if part.num_rows]
    return parts[0] if len(parts) == 1 else pa.concat_batches(parts)


def _batch(found: dict[str, pa.Array], count: int) -> pa.RecordBatch:
    price = found.get("price_minor", pa.nulls(count, pa.int64()))
    said = [found[name] for name in ("currency", "price currency") if name in found]
    currency = _first_said([*said, pa.array([CURRENCY]).take(pa.array([0] * count, pa.int32()))])
    found["currency"] = pc.if_else(pc.is_valid(price), currency, pa.scalar(None, pa.string()))
    arrays = [
        found[part.name].cast(part.type) if part.name in found else pa.nulls(count, part.type)
        for part in LISTING
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=LISTING)


def _first_said(columns: list[pa.Array]) -> pa.Array:
    return columns[0] if len(columns) == 1 else pc.coalesce(*columns)


def _in_block(text: pa.Array, words: tuple[str, ...]) -> pa.Array:
    """What a block says under any of the words: "Kondisi: Bekas", or the word and its value on two lines."""
    names = "|".join(word.replace(" ", r"\s+") for word in words)
    pattern = rf"(?i)(?:^|[\n;|])[ \t]*(?:{names})[ \t]*(?:[:=]|\r?\n)[ \t]*(?P<said>[^\r\n;|]+)"
    return as_text(pc.struct_field(pc.extract_regex(text, pattern), "said")).values


def _named(column: str, wrong: list[Wrong]) -> Iterator[tuple[int, str, str, str]]:
    for index, value, why in wrong:
        yield index, column, value, why
