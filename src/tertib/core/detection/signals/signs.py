"""Facts that together speak: the pattern of a single piece, price, condition, amount, and what speaks for new goods."""

import numpy as np

from tertib.core.detection.compiled import FIELDS, CompiledPolicy
from tertib.core.detection.evidence import NOWHERE, Evidence, evidence
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Reading
from tertib.core.detection.rules.model import Field

TITLE = FIELDS.index(Field.TITLE)


def signs(reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]:
    """One reason for a sign and question in each row where all its facts hold and none of its exceptions."""
    questions = policy.rules.question_index()
    first = _first_hits(reading, policy)
    found = []
    for sign in policy.rules.signs:
        holds = np.ones(reading.rows, dtype=np.bool_)
        for key in sign.all:
            holds &= reading.facts[key]
        for key in sign.none:
            holds &= ~reading.facts[key]
        rows = np.flatnonzero(holds)
        if not len(rows):
            continue
        name = policy.name_of[f"{sign.signal}.{sign.key}"]
        words = next((first[key] for key in sign.all if key in first), None)
        for key, weight in sign.weights.items():
            if words is None:
                found.append(evidence(rows, question=questions[key], name=name, weight=weight))
            else:
                field, start, end = (column[rows] for column in words)
                found.append(
                    evidence(
                        rows,
                        question=questions[key],
                        name=name,
                        weight=weight,
                        field=field,
                        start=start,
                        end=end,
                    )
                )
    return found


def _first_hits(
    reading: Reading, policy: CompiledPolicy
) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each fact that words of groups make: where the first of them stands in each row."""
    found = {}
    for fact in policy.rules.facts.values():
        if not fact.groups:
            continue
        chosen = [policy.group_keys.index(key) for key in fact.groups]
        hits = reading.of_groups(chosen)
        order = np.lexsort((hits.start, hits.field, hits.row))[::-1]  # the last written is the first hit
        columns = [np.full(reading.rows, NOWHERE, dtype=np.int32) for _ in range(3)]
        for column, values in zip(columns, (hits.field, hits.start, hits.end), strict=True):
            column[hits.row[order]] = values[order]
        found[fact.key] = (columns[0], columns[1], columns[2])
    return found
