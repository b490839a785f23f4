"""Checks the signature of a webhook as the Standard Webhooks specification says."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping


def is_signed(
    headers: Mapping[str, str], body: bytes, *, secret: str, moments: Mapping[float, float]
) -> bool:
    """Whether a webhook bears a good signature and a fresh time.

    `secret` is `whsec_` and base64. `moments` are the clocks by which the time may be fresh: seconds
    since 1970 -> how many seconds it may be off; the world's clock runs faster than the wall's.
    Source: Standard Webhooks 1.0, "Verifying signatures".
    """
    key_id, stamp, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not key_id or not stamp.isdecimal() or len(stamp) > 12:
        return False
    if not any(abs(int(stamp) - now) <= slack for now, slack in moments.items()):
        return False
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    mac = hmac.new(key, f"{key_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(mac).decode()
    return any(hmac.compare_digest(wanted, one) for one in given.split(" ") if one.isascii())
