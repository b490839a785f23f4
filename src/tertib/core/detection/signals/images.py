"""An image near one that was removed: the same picture again, by 64-bit perceptual hash."""

import numpy as np

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.evidence import Evidence, evidence
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Reading

NEAR = 6  # bits of 64. On labelled postings 6 gives precision 0.90, 10 gives 0.63: never evidence by itself
WEIGHT = 1.5
AT_A_TIME = 1024


def images(reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]:
    """A reason on the question `used`, if the policy has one, where the image is at most NEAR bits off."""
    question = policy.rules.question_index().get("used")
    column = reading.batch.column("image_phash")
    if question is None or not len(memory.images) or column.null_count == len(column):
        return []
    given = [(row, text) for row, text in enumerate(column.to_pylist()) if text]
    hashes = np.array([int(text, 16) for _, text in given], dtype=np.uint64)
    rows = np.array([row for row, _ in given], dtype=np.int32)
    near = np.zeros(len(rows), dtype=np.bool_)
    for low in range(0, len(rows), AT_A_TIME):
        part = hashes[low : low + AT_A_TIME, None] ^ memory.images[None, :]
        near[low : low + AT_A_TIME] = (np.bitwise_count(part) <= NEAR).any(axis=1)
    if not near.any():
        return []
    return [evidence(rows[near], question=question, name=policy.name_of["image.removed"], weight=WEIGHT)]
