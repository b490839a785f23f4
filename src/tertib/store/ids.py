"""Public keys of things: random, readable aloud, telling nothing about how many there are."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 12  # 60 bits: at ten million keys of a kind the chance of any collision is 1 in 20,000


def new_key(kind: str) -> str:
    """A new key such as `C-7K3M9QXD2A4B`; `kind` is one or two capital letters."""
    number = secrets.randbits(5 * LENGTH)
    return f"{kind}-" + "".join(ALPHABET[(number >> shift) & 31] for shift in range(0, 5 * LENGTH, 5))


def new_case_key() -> str:
    """A key for a new case."""
    return new_key("C")


def new_order_key() -> str:
    """A key for a new order."""
    return new_key("O")


def new_notice_key() -> str:
    """A key for a new notice."""
    return new_key("N")


def new_dispatch_key() -> str:
    """A key for a new dispatch."""
    return new_key("D")


def new_report_key() -> str:
    """A key for a new public report."""
    return new_key("R")


def new_feed_key() -> str:
    """A key for a new feed."""
    return new_key("F")


def new_batch_key() -> str:
    """A key for a new batch of a feed."""
    return new_key("B")


def new_finding_key() -> str:
    """A key for a new finding."""
    return new_key("T")


def new_seller_key() -> str:
    """A key for a new group of shops that one seller seems to run."""
    return new_key("S")


def new_return_key() -> str:
    """A key for a new pair of a removed listing and an offer that may be it again."""
    return new_key("K")
