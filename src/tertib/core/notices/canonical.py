"""The one byte form of a document, over which its digest is taken."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]


def canonical_bytes(document: Document) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; equals RFC 8785 for what our documents hold.

    They hold text, whole numbers, true, false, null, lists and objects with ASCII keys; never a
    fraction, so that no two programs can print one number in two ways.
    """
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(document: Document) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical bytes."""
    return f"sha256:{hashlib.sha256(canonical_bytes(document)).hexdigest()}"


def stamp(at: datetime) -> str:
    """A moment in UTC to the second, such as 2026-11-24T03:04:05Z. `at` must be aware."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
