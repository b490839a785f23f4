"""Learned text: pieces of words of title and shop, weighed by a linear model that complements the rules."""

import numpy as np

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.evidence import Evidence, evidence
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Reading, each_once

LEAST = 0.15  # log-odds; less than this is no reason


def learned(reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]:
    """What the model's weights add for the title, and for the name of the shop, on the model's question."""
    model = policy.model
    if model is None:
        return []
    question = policy.rules.question_index()[model.question]
    found = []
    for field in ("title", "shop"):
        once, code = each_once(reading.batch.column(field))
        scores = model.score(once, field)[code]
        rows = np.flatnonzero(np.abs(scores) >= LEAST)
        if len(rows):
            name = policy.name_of[f"text.{field}"]
            found.append(evidence(rows, question=question, name=name, weight=scores[rows]))
    return found
