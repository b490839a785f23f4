"""Where a scan runs: on this machine's cores, or on a Spark cluster. The findings are the same, byte for byte."""

from tertib.adapters.engines.local import scan_locally
from tertib.adapters.engines.outputs import OUTPUT_KINDS, output_kind, write_findings, write_lines
from tertib.adapters.engines.parts import Parts
from tertib.adapters.engines.pieces import ALL_GROUPS, Piece

__all__ = [
    "ALL_GROUPS",
    "OUTPUT_KINDS",
    "Parts",
    "Piece",
    "output_kind",
    "scan_locally",
    "write_findings",
    "write_lines",
]
