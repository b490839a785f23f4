"""Tags of mail addresses: `balas+TAG@domain` answers a dispatch, `perintah+TAG@domain` hands an order in.

A tag names its thing and carries a keyed check, so that only who was told the address can know it.
"""

import base64
import hashlib
import hmac

TAG_BYTES = 15  # 120 bits, 24 letters: nobody guesses it
REPLY, ORDER = "balas", "perintah"


def make_tag(name: str, *, secret: str, purpose: str = REPLY) -> str:
    """The tag for a dispatch's key or a party's slug, lower case, such as `d-7k3m9qxd2a4b.k5v...`."""
    plain = name.lower()
    digest = hmac.digest(secret.encode(), f"{purpose}-tag\x1f{plain}".encode(), hashlib.sha256)
    return f"{plain}.{base64.b32encode(digest[:TAG_BYTES]).decode().lower()}"


def read_tag(tag: str, *, secret: str, purpose: str = REPLY) -> str | None:
    """What a tag names, in lower case; None if the tag is not one of ours. Letter case does not matter."""
    name, _, _ = tag.lower().partition(".")
    is_ours = hmac.compare_digest(
        make_tag(name, secret=secret, purpose=purpose).encode(), tag.lower().encode()
    )
    return name if is_ours else None


def reply_address(dispatch: str, *, secret: str, domain: str) -> str:
    """The address to which answers to this dispatch go."""
    return f"{REPLY}+{make_tag(dispatch, secret=secret)}@{domain}"


def order_address(party: str, *, secret: str, domain: str) -> str:
    """The address to which this authority can send a list; what comes is a draft until a person hands it in."""
    return f"{ORDER}+{make_tag(party, secret=secret, purpose=ORDER)}@{domain}"
