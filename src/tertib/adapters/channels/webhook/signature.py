"""Signs messages as Standard Webhooks 1.0.0 says, version v1."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from tertib.errors import SettingWrong

PREFIX = "whsec_"
MIN_BYTES, MAX_BYTES = 24, 64  # of a secret; specification, "Signature scheme"
MAX_SECRETS = 2  # the one in use, and the one that it replaces


def read_secrets(text: str) -> tuple[bytes, ...]:
    """Read one secret, or two with a space between while one replaces the other.

    Raises SettingWrong, which never shows the secret.
    """
    words = text.split()
    if not 1 <= len(words) <= MAX_SECRETS:
        raise SettingWrong(
            f"a webhook needs one signing secret, or two while one is replaced; not {len(words)}"
        )
    return tuple(_read_secret(word) for word in words)


def _read_secret(word: str) -> bytes:
    encoded = word.removeprefix(PREFIX)
    try:
        # padding is often lost when secrets are copied; b64decode takes more than it needs
        secret = base64.b64decode(encoded + "==", validate=False) if word.startswith(PREFIX) else b""
    except (binascii.Error, ValueError):
        secret = b""
    if not MIN_BYTES <= len(secret) <= MAX_BYTES:
        raise SettingWrong(
            f"a webhook's signing secret is {PREFIX} and {MIN_BYTES} to {MAX_BYTES} random bytes in base64"
        )
    return secret


def signed_headers(*, key: str, now: datetime, body: bytes, secrets: tuple[bytes, ...]) -> dict[str, str]:
    """The three headers of a signed message; one signature for each secret.

    `now` is aware. Receivers allow for 5 minutes of difference, so each attempt is signed anew.
    """
    at = str(int(now.timestamp()))
    signed = f"{key}.{at}.".encode() + body
    signatures = (base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()) for secret in secrets)
    return {
        "webhook-id": key,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{signature.decode()}" for signature in signatures),
    }
