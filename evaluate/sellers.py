"""Same seller in an invented market with known truth: precision of pairs, with hubs, name twins and recycled numbers."""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from time import perf_counter

from bench.figures import Figure, Outcome, main_of

from tertib.core.sellers import Tie, TokenKey, account_value, components, token
from tertib.core.sellers.graph import HUB_CAP
from tertib.vocabulary import TokenKind

SEEDS = range(4)
PRECISION_AIM = 0.98
KEY = TokenKey(bytes(range(32)))  # invented people: the key protects nobody here
PLATFORMS = ("lapakraya", "pasarkita", "niagaid", "sandangku", "kioskilat")
FIRST = ("siti", "agus", "dewi", "budi", "rina", "eko", "sri", "joko", "nur", "andi", "putri", "hadi")
LAST = ("aminah", "santoso", "lestari", "wijaya", "rahayu", "saputra", "wati", "hidayat", "sari", "utama")


@dataclass
class Market:
    """Shops with their tokens, and who truly runs each shop."""

    ties: list[Tie] = field(default_factory=list)
    owner: dict[str, int] = field(default_factory=dict)


def market(seed: int, *, sellers: int = 12_000) -> Market:
    """A third run more shops than one. Beside honest evidence there are the traps:

    - names: 120 for all sellers, so that everybody has a hundred twins
    - 6 % have a number that another seller had before; some of those took over the flat with it
    - 20 dropshipper's phones, warehouses and suppliers' photos that hundreds of shops share
    - small hubs under the cap: markets of some ten shops with one address, and resellers with one supplier's photo;
      half of the tenants of a market hall buy from one supplier, so that they share place and photo
    - families: two sellers at one address, with photos taken at one table
    """
    pick = random.Random(seed)
    made = Market()
    phones = [f"08{pick.randrange(10**9, 10**10)}" for _ in range(sellers)]
    homes = [
        f"Jl. Contoh {pick.randrange(5000)} No. {pick.randrange(200)} Kec. {pick.choice(LAST)}"
        for _ in range(sellers)
    ]
    stalls = [f"Pasar Contoh {n} Blok {pick.choice('ABC')} Lt. {n % 4}" for n in range(sellers // 60)]
    suppliers = [_photo(pick) for _ in range(sellers // 40)]
    wide_phone, wide_photo = f"08{pick.randrange(10**9, 10**10)}", [_photo(pick) for _ in range(20)]
    warehouse = [f"Gudang Contoh {n} Jalan Industri {n} Kota Contoh" for n in range(5)]
    for seller in range(sellers):
        count = 1 if pick.random() < 0.66 else pick.choice((2, 2, 2, 3, 3, 4, 6, 9))
        phone, home, photo = phones[seller], homes[seller], _photo(pick)
        if pick.random() < 0.06:
            before = pick.randrange(sellers)
            phone = phones[before]
            home = homes[before] if pick.random() < 0.02 else home
        if pick.random() < 0.02:
            home = homes[pick.randrange(sellers)]
        supplier, shows_supplier = pick.choice(suppliers), 0.15
        if pick.random() < 0.12:
            stall = pick.randrange(len(stalls))
            home = stalls[stall]
            if pick.random() < 0.5:
                supplier, shows_supplier = suppliers[stall], 0.4
        account = account_value(pick.choice(("BCA", "BRI", "Mandiri")), str(pick.randrange(10**9, 10**10)))
        payee = f"{pick.choice(FIRST)} {pick.choice(LAST)}"
        for _ in range(count):
            shop = f"{pick.choice(PLATFORMS)}:t{len(made.owner)}"
            made.owner[shop] = seller
            told = [(TokenKind.PAYOUT_NAME, payee)]
            if pick.random() < 0.55:
                told.append((TokenKind.BANK_ACCOUNT, account))
            if pick.random() < 0.65:
                told.append((TokenKind.PHONE, wide_phone if pick.random() < 0.03 else phone))
            if pick.random() < 0.25:
                told.append((TokenKind.E_WALLET, account_value("OVO", phone)))
            if pick.random() < 0.5:
                told.append((TokenKind.ADDRESS, pick.choice(warehouse) if pick.random() < 0.08 else home))
            if pick.random() < 0.4:
                told.append((TokenKind.PHOTO, photo))
            if pick.random() < shows_supplier:
                told.append((TokenKind.PHOTO, pick.choice(wide_photo) if pick.random() < 0.5 else supplier))
            made.ties += [Tie(shop, kind, token(kind, value, key=KEY)) for kind, value in told]
    return made


def run(words: Sequence[str] = ()) -> Outcome:
    """Pairs over all seeds: how many put together are one seller; how many that share evidence are put together."""
    right = said = could = shops = 0
    largest, seconds = 0, 0.0
    for seed in SEEDS:
        made = market(seed)
        begun = perf_counter()
        found = components(made.ties, hub_cap=HUB_CAP)
        seconds += perf_counter() - begun
        shops += len(made.owner)
        largest = max(largest, len(found[0].shops))
        for one in found:
            pairs = list(combinations(one.shops, 2))
            said += len(pairs)
            right += sum(made.owner[a] == made.owner[b] for a, b in pairs)
        could += _joinable(made)
    precision, recall = right / said, right / could
    figures = [
        Figure("precision of pairs", f"{precision:.3%} of {said:,}", f"aim {PRECISION_AIM:.0%}"),
        Figure(
            "recall of pairs that share any number, account, place or photo", f"{recall:.1%} of {could:,}", ""
        ),
        Figure("largest component", f"{largest} shops", f"hub cap {HUB_CAP}"),
        Figure("speed", f"{shops / seconds:,.0f} shops/s", "one core"),
    ]
    return Outcome(title="Same seller (invented markets)", figures=figures, kept=precision >= PRECISION_AIM)


def _photo(pick: random.Random) -> str:
    return f"{pick.getrandbits(64):016x}"


def _joinable(made: Market) -> int:
    """Pairs of one seller's shops that carry one token at least that is no name."""
    by_owner: dict[int, dict[str, set[str]]] = {}
    for tie in made.ties:
        if tie.kind is not TokenKind.PAYOUT_NAME:
            by_owner.setdefault(made.owner[tie.shop], {}).setdefault(tie.shop, set()).add(tie.token)
    return sum(
        not one.isdisjoint(other)
        for shops in by_owner.values()
        for one, other in combinations(shops.values(), 2)
    )


if __name__ == "__main__":
    sys.exit(main_of(run))
