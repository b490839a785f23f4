"""Which facts of a policy hold for each listing of a batch."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.rules.model import Fact

Bools = npt.NDArray[np.bool_]
COLUMN_OF = {"price": "price_minor"}


def column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column by the name that policies use for it."""
    return batch.column(COLUMN_OF.get(name, name))


def facts_of(
    batch: pa.RecordBatch,
    policy: CompiledPolicy,
    *,
    has_group: Bools,
    first: npt.NDArray[np.int32],
) -> dict[str, Bools]:
    """Fact key -> one truth a row. `has_group` and `first` are rows x groups."""
    place = {key: number for number, key in enumerate(policy.group_keys)}
    found: dict[str, Bools] = {}
    for fact in policy.rules.facts.values():
        if fact.groups:
            mine = [place[key] for key in fact.groups]
            holds = has_group[:, mine].any(axis=1)
            if fact.before:
                theirs = [place[key] for key in fact.before]
                holds = holds & (first[:, mine].min(axis=1) < first[:, theirs].min(axis=1))
            found[fact.key] = np.asarray(holds, dtype=np.bool_)
        else:
            found[fact.key] = _read(batch, fact)
    return found


def _read(batch: pa.RecordBatch, fact: Fact) -> Bools:
    values = column(batch, fact.field)
    if fact.field == "official":
        return _truths(values)
    if fact.pattern:
        return _truths(pc.match_substring_regex(values, fact.pattern))
    if fact.words_below is not None:
        words = pc.add(pc.count_substring_regex(pc.utf8_trim_whitespace(values), r"\s+"), 1)
        return _truths(pc.less(words, fact.words_below))
    if pa.types.is_string(values.type):
        blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(values)), 0)
        return _truths(pc.fill_null(blank, fill_value=True))
    holds = np.ones(len(values), dtype=np.bool_)
    for condition in _conditions(values, fact):
        holds &= condition
    return holds


def _conditions(values: pa.Array, fact: Fact) -> Iterator[Bools]:
    missing = _truths(pc.is_null(values))
    if fact.missing:
        yield missing
        return
    yield ~missing
    numbers = np.nan_to_num(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    if fact.at_least is not None:
        yield numbers >= fact.at_least
    if fact.below is not None:
        yield numbers < fact.below
    if fact.divisible_by is not None:
        yield (numbers > 0) & (np.mod(numbers, fact.divisible_by) == 0)


def _truths(values: pa.Array) -> Bools:
    found: Bools = pc.fill_null(values, fill_value=False).to_numpy(zero_copy_only=False).astype(np.bool_)
    return found
