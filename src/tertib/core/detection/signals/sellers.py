"""The seller's record: confirmed removals of the same shop, from what the house remembers."""

import math

import numpy as np

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.evidence import Evidence, evidence
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Reading

MOST = 2.5  # a record raises attention; it never decides what this listing is
EACH = 0.9


def sellers(reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]:
    """`EACH` times log2(1 + removals), up to `MOST`, on the policy's question `used`, if it has one."""
    question = policy.rules.question_index().get("used")
    if question is None or not memory.removals:
        return []
    shops = reading.batch.column("shop").to_pylist()
    platforms = reading.batch.column("platform").to_pylist()
    counts = [
        memory.removals.get(f"{(platform or '').lower()}:{shop.lower()}", 0) if shop else 0
        for platform, shop in zip(platforms, shops, strict=True)
    ]
    rows = [row for row, count in enumerate(counts) if count]
    weights = [min(MOST, EACH * math.log2(1 + counts[row])) for row in rows]
    if not rows:
        return []
    return [
        evidence(rows, question=question, name=policy.name_of["seller.removals"], weight=np.array(weights))
    ]
