"""The tag of a reply address, `balas+TAG@domain`: names a dispatch, and only who got the letter can know it."""

import base64
import hashlib
import hmac

TAG_BYTES = 15  # 120 bits, 24 letters: nobody guesses it
PREFIX = "balas+"


def make_tag(dispatch: str, *, secret: str) -> str:
    """The dispatch's key without its dash, a dot, and a keyed check: `d7k3m9qxd2a4b.k5v...`, lower case."""
    digest = hmac.digest(secret.encode(), b"reply-tag\x1f" + dispatch.upper().encode(), hashlib.sha256)
    check = base64.b32encode(digest[:TAG_BYTES]).decode().lower()
    return f"{dispatch.replace('-', '').lower()}.{check}"


def read_tag(tag: str, *, secret: str) -> str | None:
    """The dispatch that a tag names, None if the tag is not one of ours. Letter case does not matter."""
    plain, _, _ = tag.lower().partition(".")
    dispatch = f"{plain[:1]}-{plain[1:]}".upper()
    return dispatch if hmac.compare_digest(make_tag(dispatch, secret=secret), tag.lower()) else None


def reply_address(dispatch: str, *, secret: str, domain: str) -> str:
    """The address to which answers to this dispatch go."""
    return f"{PREFIX}{make_tag(dispatch, secret=secret)}@{domain}"
