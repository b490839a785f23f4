"""The demo's sellers: invented numbers and accounts become tokens under an invented key, as members do it."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime

from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.sellers.keys import make_key
from tertib.actions.sellers.tokens import MOST_SHOPS, ShopTokens, hand_over
from tertib.core.sellers import TokenKey, account_value, read_key, token
from tertib.sandbox.places import PLACES, shop_path
from tertib.store.models import Party, Person
from tertib.vocabulary import Role, TokenKind

KEEPER = "ratna"
SELLERS, SEED = 60, 7
MOST_PLACES = 120  # shops of a marketplace that take part, from its first
CROWD = 0.2  # of shops, whose phone is a dropshipper's: a hub
FIRST = ("Siti", "Agus", "Dewi", "Budi", "Rina", "Eko")
LAST = ("Contoh", "Rekaan", "Misal", "Andaian")

Values = list[tuple[TokenKind, str]]


def hand_over_tokens(people: Mapping[str, Person], parties: Mapping[str, Party], *, now: datetime) -> None:
    """Make the key, and let each marketplace hand over tokens of some shops; the worker sees the groups."""
    _, text = make_key(actor_of_person(people[KEEPER]), label=f"{now:%Y}", now=now)
    key = read_key(text)  # forgotten with this call, as a member's program would read it from its own file
    shops: dict[str, list[ShopTokens]] = {slug: [] for slug in PLACES}
    for slug, shop, values in _sellers():
        shops[slug].append(ShopTokens(shop, _tokens(values, key)))
    for slug, given in shops.items():
        member = Actor(parties[slug], Role.RESPONDER)
        for start in range(0, len(given), MOST_SHOPS):
            hand_over(member, given[start : start + MOST_SHOPS], now=now)


def _sellers() -> Iterator[tuple[str, str, Values]]:
    """Marketplace, shop and what its seller gave there, for every shop of every seller; no shop twice."""
    pick = random.Random(SEED)
    free = {slug: pick.sample(range(MOST_PLACES), MOST_PLACES) for slug in PLACES}
    crowd = f"0811 {pick.randrange(10**7):07d}"
    for number in range(SELLERS):
        account = account_value(pick.choice(("BCA", "BRI", "Mandiri")), str(pick.randrange(10**9, 10**10)))
        phone, home = f"0812 {pick.randrange(10**7):07d}", f"Jl. Contoh {number} No. 5 RT 01/02 Desa Rekaan"
        payee = f"{pick.choice(FIRST)} {pick.choice(LAST)}"
        for _ in range(pick.choice((1, 1, 2, 2, 3, 3, 4, 6))):
            slug = pick.choice(("lapakraya", "lapakraya", "pasarkita", "pasarkita", *PLACES))
            values: Values = [(TokenKind.PAYOUT_NAME, payee)]
            values += [(TokenKind.BANK_ACCOUNT, account)] if pick.random() < 0.6 else []
            values += [(TokenKind.PHONE, crowd if pick.random() < CROWD else phone)]
            values += [(TokenKind.ADDRESS, home)] if pick.random() < 0.7 else []
            yield slug, shop_path(PLACES[slug], free[slug].pop()).rsplit("/", 1)[-1], values


def _tokens(values: Values, key: TokenKey) -> tuple[str, ...]:
    return tuple(token(kind, value, key=key) for kind, value in values)
