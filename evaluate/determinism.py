"""The same listings and policy give the same bytes, however they are cut into batches."""

import hashlib
import sys
from collections.abc import Sequence

import pyarrow as pa
from bench.figures import Figure, Outcome, main_of

from evaluate.ground import policy, read
from tertib.core.detection.run import detect

CUTS = (1_000_000, 4_096, 777)


def run(words: Sequence[str] = ()) -> Outcome:
    """Detect three times with other cuts and compare digests of the findings."""
    listings, compiled = read("new_listings.csv.gz"), policy()
    digests = set()
    for rows in CUTS:
        parts = [detect(listings.slice(low, rows), compiled) for low in range(0, listings.num_rows, rows)]
        whole = pa.Table.from_batches(parts).combine_chunks().to_batches()[0]
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, whole.schema) as stream:
            stream.write_batch(whole)
        digests.add(hashlib.sha256(sink.getvalue()).hexdigest())
    return Outcome(
        title="Determinism",
        figures=[
            Figure(
                f"{listings.num_rows:,} real listings in {len(CUTS)} cuts", f"{len(digests)} digest", "aim 1"
            )
        ],
        kept=len(digests) == 1,
    )


if __name__ == "__main__":
    sys.exit(main_of(run))
