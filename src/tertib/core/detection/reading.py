"""What is read of a batch once, for all signals: where words stand, and which facts hold."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.detection.compiled import FIELDS, CompiledPolicy
from tertib.core.detection.facts import column, facts_of
from tertib.core.detection.matcher import How, scan

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
# Ways of reading that nobody needs by accident; another space, or a capital, is how people write.
DISGUISED = int(~(How.EXACT | How.CASE | How.SPACING))


@dataclass(frozen=True, slots=True)
class Hits:
    """Words found, over all fields of a batch, ordered by row: parallel arrays.

    `field` is the place in FIELDS; `group` and `term` are places in the policy, -1 where it is the
    other; `start` and `end` are code points in that field; `hidden` says that the word was found only by
    undoing a disguise.
    """

    row: Ints
    field: Ints
    group: Ints
    term: Ints
    start: Ints
    end: Ints
    hidden: Bools

    def where(self, chosen: Bools) -> "Hits":
        return Hits(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Reading:
    """A batch with the hits of all words, groups by row, and facts by key."""

    batch: pa.RecordBatch
    rows: int
    terms: Hits
    groups: Hits
    has_group: Bools  # rows x groups
    facts: dict[str, Bools]

    def of_groups(self, places: list[int]) -> Hits:
        """Hits of words of these groups, in the order of the rows."""
        wanted = np.zeros(self.has_group.shape[1], dtype=np.bool_)
        wanted[places] = True
        return self.groups.where(wanted[self.groups.group])


def read(batch: pa.RecordBatch, policy: CompiledPolicy) -> Reading:
    """Scan every text of the batch once and establish all facts."""
    hits = _hits(batch, policy)
    groups = hits.where(hits.group >= 0)
    rows = batch.num_rows
    has_group = np.zeros((rows, len(policy.group_keys)), dtype=np.bool_)
    has_group[groups.row, groups.group] = True
    first = _first_in_title(groups, rows=rows, count=len(policy.group_keys))
    return Reading(
        batch=batch,
        rows=rows,
        terms=hits.where(hits.term >= 0),
        groups=groups,
        has_group=has_group,
        facts=facts_of(batch, policy, has_group=has_group, first=first),
    )


def _hits(batch: pa.RecordBatch, policy: CompiledPolicy) -> Hits:
    found: list[tuple[npt.NDArray[np.generic], ...]] = []
    for place, field in enumerate(FIELDS):
        words = policy.words[field]
        texts = column(batch, field.value)
        if not len(words.owner.term) or texts.null_count == len(texts):
            continue
        once, code = each_once(texts)
        hits = scan(once, words.lexicon)
        row, at = _for_all_rows(hits.row, code)
        form = hits.form[at]
        found.append(
            (
                row,
                np.full(len(row), place, dtype=np.int32),
                words.owner.group[form],
                words.owner.term[form],
                hits.start[at],
                hits.end[at],
                (hits.how[at] & DISGUISED) != 0,
            )
        )
    if not found:
        none = np.zeros(0, dtype=np.int32)
        return Hits(none, none, none, none, none, none, np.zeros(0, dtype=np.bool_))
    whole = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    order = np.lexsort((whole[5], whole[4], whole[3], whole[2], whole[1], whole[0]))
    return Hits(*(part[order] for part in whole))


def each_once(texts: pa.Array) -> tuple[pa.Array, Ints]:
    """The distinct texts, and for each row which of them it holds: shops and categories repeat, titles seldom do."""
    told = texts.dictionary_encode()
    absent = len(told.dictionary)
    code = pc.fill_null(told.indices, absent).to_numpy(zero_copy_only=False)
    return pa.concat_arrays([told.dictionary, pa.nulls(1, texts.type)]), code.astype(np.int32)


def _for_all_rows(places: Ints, code: Ints) -> tuple[Ints, Ints]:
    """Hits of distinct texts (`places`, ascending) as hits of rows: row, and which hit it is."""
    low = np.searchsorted(places, code, side="left")
    count = np.searchsorted(places, code, side="right") - low
    row = np.repeat(np.arange(len(code)), count).astype(np.int32)
    at = np.repeat(low, count) + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, at.astype(np.int32)


def _first_in_title(groups: Hits, *, rows: int, count: int) -> Ints:
    """rows x groups: where the first word of a group starts in the title; in the category counts as later."""
    first = np.full((rows, count), np.iinfo(np.int32).max, dtype=np.int32)
    position = groups.start + np.where(groups.field == 0, 0, 1_000_000).astype(np.int32)
    np.minimum.at(first, (groups.row, groups.group), position)
    return first
