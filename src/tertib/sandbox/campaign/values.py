"""What a platform holds of an account: phone, bank account, address, payout name. All of it invented."""

from random import Random
from typing import Final

from tertib.sandbox.campaign.words import WORDS
from tertib.vocabulary import TokenKind

Values = tuple[tuple[TokenKind, str], ...]

BANKS: Final = ("Bank Contoh", "Bank Misal", "Bank Andai")
CALL_CENTRE: Final = "0804-1-500-500"  # some shops of new goods give their helper's number
HALLS: Final = 12  # market halls: many tenants behind one address
KEEPS: Final = {  # share of new accounts of one person that bear the old value
    TokenKind.PHONE: 0.45,
    TokenKind.BANK_ACCOUNT: 0.65,
    TokenKind.ADDRESS: 0.55,
    TokenKind.PAYOUT_NAME: 0.7,
}
RECYCLED: Final = 0.02  # phone numbers that somebody else had before


def account_values(draw: Random) -> Values:
    """A person's own values. Some numbers are recycled, some addresses are a market hall."""
    phone = f"0812{draw.randrange(400) if draw.random() < RECYCLED else draw.randrange(10**8):08d}"
    hall = draw.random() < 0.2
    address = (
        f"Pasar Contoh Blok {'ABCDEFGHIJKL'[draw.randrange(HALLS)]} lantai 2 Kota Contoh"
        if hall
        else f"Jl. {draw.choice(WORDS['streets'])} No. {draw.randrange(1, 400)}, RT {draw.randrange(1, 12)}"
        f"/RW {draw.randrange(1, 9)}, Kel. {draw.choice(WORDS['streets'])}, {draw.choice(WORDS['cities'])}"
    )
    return (
        (TokenKind.PHONE, phone),
        (TokenKind.BANK_ACCOUNT, f"{draw.choice(BANKS)}|{draw.randrange(10**9, 10**10)}"),
        (TokenKind.ADDRESS, address),
        (TokenKind.PAYOUT_NAME, draw.choice(WORDS["payees"])),
    )


def values_again(values: Values, draw: Random) -> Values:
    """The same person's next account: each value is kept or new, as KEEPS says."""
    fresh = dict(account_values(draw))
    return tuple((kind, value if draw.random() < KEEPS[kind] else fresh[kind]) for kind, value in values)


def with_call_centre(values: Values) -> Values:
    """The same with a helper's phone number, which a hundred others give too."""
    return tuple((kind, CALL_CENTRE if kind is TokenKind.PHONE else value) for kind, value in values)
