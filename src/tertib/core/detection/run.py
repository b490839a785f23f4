"""From a batch of listings to a batch of findings: one pure function, the same under every engine."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.combine import BANDS, Combined, combine
from tertib.core.detection.compiled import FIELDS, CompiledPolicy, compile_policy
from tertib.core.detection.evidence import NOWHERE, Evidence, together
from tertib.core.detection.facts import column
from tertib.core.detection.listing import FINDING, REASON
from tertib.core.detection.memory import NOTHING, Memory
from tertib.core.detection.reading import read
from tertib.core.detection.signals import SIGNALS

__all__ = ["compile_policy", "detect", "log_odds"]

LEAST = 0.15  # log-odds; a lesser reason is not told, though it counted


def detect(batch: pa.RecordBatch, policy: CompiledPolicy, *, memory: Memory = NOTHING) -> pa.RecordBatch:
    """LISTING rows in, FINDING rows out, one for one, in their order. No row's finding hangs on another row."""
    reading = read(batch, policy)
    reasons = together(part for signal in SIGNALS.values() for part in signal(reading, policy, memory))
    combined = combine(reasons, reading, policy)
    rows = batch.num_rows
    return pa.record_batch(
        [
            batch.column("row"),
            batch.column("listing_id"),
            pa.DictionaryArray.from_arrays(
                pa.array(combined.band), pa.array([band.value for band in BANDS])
            ).dictionary_decode(),
            pa.array(combined.score),
            _answers(combined, policy),
            _reasons(_told(combined), batch, policy),
            pa.array([policy.reference]).take(pa.array(np.zeros(rows, dtype=np.int64))),
        ],
        schema=FINDING,
    )


def log_odds(
    batch: pa.RecordBatch, policy: CompiledPolicy, *, question: str, learned: bool = True
) -> npt.NDArray[np.float64]:
    """What the reasons on one question add up to in each row, its prior with them; before calibration.

    Without `learned`, the model's part is left out: what a new model is to complement.
    """
    reading = read(batch, policy)
    names = [name for name in SIGNALS if learned or name != "learned"]
    reasons = together(part for name in names for part in SIGNALS[name](reading, policy, NOTHING))
    bounded = combine(reasons, reading, policy).reasons
    at = policy.rules.question_index()[question]
    mine = bounded.question == at
    sums = np.bincount(bounded.row[mine], weights=bounded.weight[mine], minlength=batch.num_rows)
    return sums.astype(np.float64) + policy.rules.questions[at].prior


def _answers(combined: Combined, policy: CompiledPolicy) -> pa.Array:
    """Every question in every row; null where nothing in the listing answers it."""
    rows, count = combined.answers.shape
    keys = pa.DictionaryArray.from_arrays(
        pa.array(np.tile(np.arange(count, dtype=np.int8), rows)),
        pa.array([question.key for question in policy.rules.questions]),
    ).dictionary_decode()
    values = pa.array(combined.answers.ravel(), from_pandas=True)
    offsets = pa.array(np.arange(rows + 1, dtype=np.int32) * count)
    return pa.MapArray.from_arrays(offsets, keys, values)


def _told(combined: Combined) -> Evidence:
    keep = np.abs(combined.reasons.weight) >= LEAST
    reasons = combined.reasons
    return Evidence(*(getattr(reasons, name)[keep] for name in Evidence.__slots__))


def _reasons(reasons: Evidence, batch: pa.RecordBatch, policy: CompiledPolicy) -> pa.Array:
    def named(places: npt.NDArray[np.integer], texts: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(texts)).dictionary_decode()

    somewhere = reasons.start != NOWHERE
    values = pa.StructArray.from_arrays(
        [
            named(reasons.question, [question.key for question in policy.rules.questions]),
            named(reasons.name, list(policy.names)),
            pa.array(_texts(reasons, batch), pa.string()),
            pa.array(reasons.start, mask=~somewhere),
            pa.array(reasons.end, mask=~somewhere),
            pa.array(reasons.weight),
        ],
        fields=list(REASON),
    )
    counts = np.bincount(reasons.row, minlength=batch.num_rows)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _texts(reasons: Evidence, batch: pa.RecordBatch) -> list[str | None]:
    """The words of each reason, exactly as written in its field."""
    columns = [column(batch, field.value) for field in FIELDS]
    rows = [texts.to_pylist() if texts.null_count < len(texts) else [] for texts in columns]
    return [
        rows[field][row][start:end] if start != NOWHERE else None
        for row, field, start, end in zip(
            reasons.row.tolist(),
            reasons.field.tolist(),
            reasons.start.tolist(),
            reasons.end.tolist(),
            strict=True,
        )
    ]
