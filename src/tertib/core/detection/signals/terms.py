"""Words of the policy: with the company they need, outside the phrases that mean something else, by region."""

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from tertib.core.detection.compiled import FIELDS, CompiledPolicy
from tertib.core.detection.evidence import Evidence, evidence
from tertib.core.detection.facts import column
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Hits, Reading
from tertib.core.detection.rules.model import Field, Term

Bools = npt.NDArray[np.bool_]
TITLE = FIELDS.index(Field.TITLE)


def terms(reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]:
    """One reason for a term, field and question in a row: its longest hit that counts."""
    found: list[Evidence] = []
    hits = reading.terms
    if not len(hits.row):
        return found
    for place in np.unique(hits.term):
        term = policy.terms[place]
        mine = hits.where(hits.term == place)
        mine = _one_a_field(mine.where(_counts(term, mine, reading, policy)))
        if len(mine.row):
            found += _reasons(term, mine, reading, policy)
    return found


def _counts(term: Term, hits: Hits, reading: Reading, policy: CompiledPolicy) -> Bools:
    """Which hits count:

    * a hit that touches a phrase of the groups `not_in` does not
    * nor one in a listing with a word of the groups `unless`
    * nor one without a word of the groups `needs` that stands elsewhere than the hit itself
    """
    keep = np.ones(len(hits.row), dtype=np.bool_)
    if term.not_in:
        keep &= _overlapped(hits, reading, policy, term.not_in) == 0
    if term.unless:
        keep &= ~reading.has_group[:, _places(policy, term.unless)][hits.row].any(axis=1)
    if term.needs:
        of_needs = reading.of_groups(_places(policy, term.needs))
        overlaps = _overlapped(hits, reading, policy, term.needs)
        in_row = np.bincount(of_needs.row, minlength=reading.rows)
        keep &= in_row[hits.row] > overlaps
    return keep


def _places(policy: CompiledPolicy, keys: tuple[str, ...]) -> list[int]:
    return [policy.group_keys.index(key) for key in keys]


def _overlapped(
    hits: Hits, reading: Reading, policy: CompiledPolicy, keys: tuple[str, ...]
) -> npt.NDArray[np.int64]:
    """How many words of these groups each hit touches, in its own field."""
    groups = reading.of_groups(_places(policy, keys))
    low = np.searchsorted(groups.row, hits.row, side="left")
    count = np.searchsorted(groups.row, hits.row, side="right") - low
    touched = np.zeros(len(hits.row), dtype=np.int64)
    if count.sum():
        mine = np.repeat(np.arange(len(hits.row)), count)
        theirs = np.repeat(low, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        touch = hits.field[mine] == groups.field[theirs]
        touch &= (hits.start[mine] < groups.end[theirs]) & (groups.start[theirs] < hits.end[mine])
        np.add.at(touched, mine[touch], 1)
    return touched


def _one_a_field(hits: Hits) -> Hits:
    """The longest hit of a row and field; open words before hidden ones, then the first."""
    order = np.lexsort((hits.start, hits.hidden, hits.start - hits.end, hits.field, hits.row))
    sorted_hits = hits.where(order)  # type: ignore[arg-type]  # an order chooses as well as a mask
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(sorted_hits.row) != 0) | (np.diff(sorted_hits.field) != 0)
    return sorted_hits.where(first)


def _reasons(term: Term, hits: Hits, reading: Reading, policy: CompiledPolicy) -> list[Evidence]:
    questions = policy.rules.question_index()
    at_home = _at_home(term, reading)[hits.row]
    names = np.array(
        [_name(term, hidden, where, policy) for hidden, where in zip(hits.hidden, hits.field, strict=True)]
    )
    found = []
    for key, weight in term.weights.items():
        given = np.full(len(hits.row), weight)
        if weight > 0 and key != "goods":
            given += np.where(hits.hidden, policy.rules.disguise, 0.0) + np.where(
                at_home, term.place_weight, 0.0
            )
        found.append(
            evidence(
                hits.row,
                question=questions[key],
                name=names,
                weight=given,
                field=hits.field,
                start=hits.start,
                end=hits.end,
            )
        )
    return found


def _name(term: Term, hidden: np.bool_, where: np.int32, policy: CompiledPolicy) -> int:
    field = FIELDS[where]
    suffix = "" if where == TITLE else f"@{field}"
    return policy.name_of[f"{'disguise' if hidden else 'terms'}.{term.key}{suffix}"]


def _at_home(term: Term, reading: Reading) -> Bools:
    """Rows whose shop is in one of the term's places."""
    if not term.places:
        return np.zeros(reading.rows, dtype=np.bool_)
    places = pc.utf8_lower(column(reading.batch, "place"))
    pattern = "|".join(rf"\b{place}\b" for place in term.places)
    found: Bools = pc.fill_null(pc.match_substring_regex(places, pattern), fill_value=False).to_numpy(
        zero_copy_only=False
    )
    return found
