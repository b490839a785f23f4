"""How big a table file may be before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one table file may cost us. An honest list of 40,000 rows is 1.4 MB and unpacks to 10 MB.

    Sizes are bytes, counted while unpacking: the sizes that a file declares are not believed.
    """

    file_bytes: int = 20 * MEBIBYTE
    unpacked_bytes: int = 200 * MEBIBYTE
    ratio: int = 100  # unpacked to packed, for one part of the file; honest files reach 7 to 20
    ratio_from_bytes: int = MEBIBYTE  # smaller parts may be as regular as they like
    parts: int = 2_000  # members of the zip container
    styles: int = 65_490  # what Excel itself allows
    rows: int = 100_000
    columns: int = 64
    cell_chars: int = 4_096
    text_chars: int = 50_000_000  # all cells together: one long text used in many cells is small on disk
    reader_memory_bytes: int = 512 * MEBIBYTE  # address space of the reading child process
    reader_cpu_seconds: int = 60
    reader_wall_seconds: float = 90.0


DEFAULT = Limits()
