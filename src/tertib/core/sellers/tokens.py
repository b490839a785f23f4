"""Make keyed tokens of what ties shops to a seller: `token(kind, value, key=...)`. The raw value goes no further."""

import hmac
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tertib.core.sellers import numbers, places
from tertib.errors import BadInput
from tertib.vocabulary import TokenKind

KEY_BYTES = 32
DOMAIN = b"tertib/sellers/1"
"""What every MAC begins with, so that this key's tokens equal nothing that the key is used for elsewhere."""

TOKEN = re.compile(rf"({'|'.join(TokenKind)})\.([0-9a-f]{{16}})\.([0-9a-f]{{64}})")
"""A token as text: kind, id of the key, and the MAC. No raw value has this form."""

_KEY_TEXT = re.compile(r"tsk1_([0-9a-f]{64})")
_TABLE = tomllib.loads(Path(__file__).with_name("payees.toml").read_text("utf-8"))
_SPELT: Mapping[str, str] = {
    spelt: short for part in ("banks", "wallets") for short, ways in _TABLE[part].items() for spelt in ways
}
_PHOTO = re.compile(r"(?:[0-9a-f]{16}|[0-9a-f]{64})")
_PAYEE = re.compile(r"\s*(?P<who>\D+?)[\s:/#.-]+(?P<number>[oOiIlL]?\d.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The association's key. `id` tells which key made a token and nothing of the key."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise BadInput(f"A token key has {KEY_BYTES} bytes.")

    @property
    def id(self) -> str:
        """16 hex digits; safe to store and to show."""
        return hmac.digest(self.secret, DOMAIN + b"\x1fkey-id", "sha256")[:8].hex()

    @property
    def text(self) -> str:
        """The key as it is kept in a file or an environment variable: a secret."""
        return f"tsk1_{self.secret.hex()}"


def new_key() -> TokenKey:
    """A new key from the system's source of randomness."""
    return TokenKey(secrets.token_bytes(KEY_BYTES))


def read_key(text: str) -> TokenKey:
    """The key of `TokenKey.text`. Raises BadInput, without the text, if it is none."""
    found = _KEY_TEXT.fullmatch(text.strip())
    if found is None:
        raise BadInput(
            "This is no token key: it has the form tsk1_ and 64 signs of 0-9 a-f. It is not shown here."
        )
    return TokenKey(bytes.fromhex(found[1]))


def token(kind: TokenKind, value: str, *, key: TokenKey) -> str:
    """HMAC-SHA-256 of the value in its one form, under the key and apart for each kind: `phone.<key id>.<mac>`.

    Two ways of writing one value give one token; values of two kinds never do; without the key nobody can try
    values out. Raises BadInput, never with the value in it, if the value cannot be of this kind.
    """
    domain = b"\x1f".join((DOMAIN, kind.value.encode(), normal(kind, value).encode()))
    return f"{kind}.{key.id}.{hmac.digest(key.secret, domain, 'sha256').hex()}"


def normal(kind: TokenKind, value: str) -> str:
    """The one form of a value of this kind. Personal data: it is compared, never shown, kept or logged.

    - phone: country code and digits (`numbers.phone`)
    - bank account: bank and number, as `account_value` joins them
    - e-wallet: wallet and phone number
    - address: its words written out (`places.address`)
    - photo: a perceptual hash of 64 or 256 bits in hex, or the digest of the file
    - payout name: its words (`places.name`)

    Raises BadInput, without the value.
    """
    return _NORMAL[kind](value)


def account_value(who: str, number: str) -> str:
    """Bank and account number, or wallet and phone number, as one value for `token`."""
    return f"{who.replace('|', ' ')}|{number.replace('|', ' ')}"


def kind_of(text: str) -> TokenKind | None:
    """The kind of a token; None if the text is no token."""
    found = TOKEN.fullmatch(text)
    return None if found is None else TokenKind(found[1])


def _account(value: str) -> str:
    who, number = _parted(value)
    return f"{who}:{numbers.account_number(number)}"


def _wallet(value: str) -> str:
    who, number = _parted(value)
    return f"{who}:{numbers.phone(number)}"


def _parted(value: str) -> tuple[str, str]:
    who, bar, number = value.partition("|")
    if not bar:
        found = _PAYEE.fullmatch(value)
        if found is None:
            raise BadInput(
                "Give the bank or wallet and the number, such as: BCA 1234567890. The value is not shown here."
            )
        who, number = found["who"], found["number"]
    words = [
        word for word in re.findall(r"[a-z0-9]+", who.lower()) if word not in ("bank", "pt", "tbk", "persero")
    ]
    spelt = "".join(words)
    if not spelt:
        raise BadInput("The bank or wallet is missing. The value is not shown here.")
    return _SPELT.get(spelt, spelt), number


def _photo(value: str) -> str:
    text = value.strip().lower().removeprefix("pdq:").removeprefix("sha256:")
    if _PHOTO.fullmatch(text) is None:
        raise BadInput("This is no photo hash: give 16 or 64 signs of 0-9 a-f. The value is not shown here.")
    if len(set(text)) == 1:
        raise BadInput("This photo hash is of an empty picture, which ties nobody to anybody.")
    return text


_NORMAL: Mapping[TokenKind, Callable[[str], str]] = {
    TokenKind.PHONE: numbers.phone,
    TokenKind.BANK_ACCOUNT: _account,
    TokenKind.E_WALLET: _wallet,
    TokenKind.ADDRESS: places.address,
    TokenKind.PHOTO: _photo,
    TokenKind.PAYOUT_NAME: places.name,
}
