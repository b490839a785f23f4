"""Listings for the tests of detection, written as few words as can be."""

from collections.abc import Mapping

import pyarrow as pa

from tertib.core.detection.compiled import CompiledPolicy, compile_policy
from tertib.core.detection.listing import LISTING
from tertib.core.policies.load import SHIPPED_POLICIES


def shipped(policy: str = "pakaian-bekas-impor") -> CompiledPolicy:
    """A shipped policy, compiled once."""
    return compile_policy(SHIPPED_POLICIES / policy)


def batch(*listings: Mapping[str, object] | str) -> pa.RecordBatch:
    """A batch of listings; a text alone is a title."""
    rows: list[Mapping[str, object]] = [{"title": one} if isinstance(one, str) else one for one in listings]
    return pa.record_batch(
        [
            pa.array(
                [row + 1 if field.name == "row" else rows[row].get(field.name) for row in range(len(rows))],
                field.type,
            )
            for field in LISTING
        ],
        schema=LISTING,
    )
