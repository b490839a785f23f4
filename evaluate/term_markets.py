"""Invented markets of very different kinds, each with its truth: for measuring where new words are found and where not.

Unlike `term_world`, what sellers write here follows templates as on a marketplace, and each market bends one thing:
who the controls are, how unequal the sellers, whether a fashion passes, whether words change again and again.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from tertib.core.terms import History, Removals, Titles, history_of

OLD = ("Thrift", "balpres", "preloved import", "bal segel", "karungan", "second branded")
GOODS = ("kaos", "jaket", "kemeja", "hoodie", "rok", "celana", "blazer", "gaun", "sweater", "jeans")
BRANDS = ("Nuvora", "Kaltex", "Mirano", "Senja", "Brava", "Lunetta", "Orvika", "Tirta")
COLOURS = ("hitam", "putih", "navy", "cream", "maroon", "sage", "mocca", "abu", "denim", "hijau")
SIZES = ("M", "L", "XL", "XXL", "all size", "fit L", "oversize", "jumbo")
TAILS = (
    "original",
    "murah",
    "ready",
    "COD",
    "ongkir hemat",
    "siap kirim",
    "nyaman",
    "bahan tebal",
    "adem",
    "kekinian",
)
COMMON = ("segar", "panen", "pilihan", "spesial", "limited", "gudang", "kotak", "matahari", "embun", "kapal")
COINED = ("HD-77", "Zyko", "paket A", "kode 12B", "tr1ft", "NB9", "b.a.l.p.r.e.s", "Wrenku")
PHRASES = (
    "oleh-oleh kapal",
    "panen pagi",
    "stok samudra",
    "koleksi paman",
    "kiriman tetangga",
    "hasil bongkar",
)
FASHIONS = ("coquette", "lebaran series", "old money", "y2k", "kondangan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """How many sellers of each sort, and what is bent."""

    removed: int = 150
    trade: int = 300
    other: int = 600
    change: float = 0.6
    words: int = 20
    rounds: int = 1  # how often a changed word is removed again and another taken up
    rate: tuple[float, ...] = (0.1, 0.3, 0.6)  # new titles a day, of different sellers
    edits: float = 0.1  # of new titles, old ones edited instead
    fashion: float = 0.0  # chance a title carries the fashion of the season, whoever sells
    fresh: float = 0.0  # of unremoved sellers, those who begin after half of the days
    same_day: bool = False  # the new word stands on the very day
    days: int = 90


@dataclass(frozen=True, slots=True)
class Made:
    """`truth`: word -> days on which each of its sellers first used it."""

    history: History
    truth: dict[str, list[int]]
    titles: int


MARKETS = {
    "plain": Market(),
    "few removed": Market(removed=40, words=6),
    "many removed": Market(removed=600, words=25),
    "controls absent": Market(trade=0, other=0),
    "controls of other trades only": Market(trade=0, other=800),
    "few controls": Market(trade=12, other=10),
    "very unequal sellers": Market(rate=(0.03, 0.05, 0.1, 0.2, 3.0)),
    "a fashion passes": Market(fashion=0.15),
    "controls enter late": Market(fresh=0.6),
    "few titles each": Market(rate=(0.03, 0.06), removed=300, trade=600),
    "words change again": Market(rounds=2, words=24, removed=300),
    "on the same day": Market(same_day=True),
    "mostly edits": Market(edits=0.8),
}


@dataclass
class _Rows:
    removals: list[tuple[str, str, int, str]] = field(default_factory=list)
    titles: list[tuple[str, str, int, str]] = field(default_factory=list)
    truth: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def market(shape: Market, seed: int, *, until: int | None = None) -> Made:
    """The same shape and seed give the same market; `until` cuts it after that day."""
    pick, rows = random.Random(seed), _Rows()
    pool = [
        *pick.sample(COMMON, 8),
        *COINED,
        *PHRASES,
        *(
            f"{pick.choice('kptsb')}{pick.choice('aiou')}{x}"
            for x in ("rengku", "lindo", "mbara", "ntari", "sakti", "wolu", "ngguk", "ddesa")
        ),
    ]
    new = pool[: shape.words] if shape.words >= len(pool) else pick.sample(pool, shape.words)
    for number in range(shape.removed + shape.trade + shape.other):
        _seller(number, shape, new, pick, rows)
    titles = [row for row in rows.titles if until is None or row[2] <= until]
    removals = [row for row in rows.removals if until is None or row[2] <= until]
    told = {row[3] for row in removals}
    history = history_of(_removals(removals), _titles(titles))
    return Made(
        history=history, truth={w: d for w, d in rows.truth.items() if w not in told}, titles=len(titles)
    )


def _removals(rows: list[tuple[str, str, int, str]]) -> Removals:
    return Removals(
        [r[0] for r in rows],
        [r[1] for r in rows],
        np.array([r[2] for r in rows], np.int64),
        [r[3] for r in rows],
    )


def _titles(rows: list[tuple[str, str, int, str]]) -> Titles:
    return Titles(
        [r[0] for r in rows],
        [r[1] for r in rows],
        np.array([r[2] for r in rows], np.int64),
        [r[3] for r in rows],
    )


def _seller(number: int, shape: Market, new: list[str], pick: random.Random, rows: _Rows) -> None:
    bad, trade = number < shape.removed, number < shape.removed + shape.trade
    shop, rate = f"toko{number}", pick.choice(shape.rate)
    word: str | None = pick.choice(OLD) if trade else None
    habit = pick.sample(TAILS, 3) + pick.sample(COMMON, 1)
    changes = bad and pick.random() < shape.change
    gone = sorted(pick.sample(range(25, shape.days - 15), shape.rounds)) if bad else []
    start = pick.randrange(shape.days // 2, shape.days - 5) if not bad and pick.random() < shape.fresh else 0
    mine: list[tuple[str, str]] = []
    for day in range(start, shape.days):
        if not shape.same_day:
            _write(shop, day, rate, word, habit, shape, pick, rows, mine)
        while gone and day >= gone[0]:
            gone.pop(0)
            told = [one for one, title in mine if word and word in title][-3:]
            rows.removals += [(shop, one, day, word or OLD[0]) for one in told or [f"{shop}-x"]]
            if changes:
                word = new[min(len(new) - 1, int(pick.expovariate(4 / len(new))))]
                if shape.rounds > 1:  # of the first few words none is taken up late: those are told by then
                    word = pick.choice(new[:4] if gone else new[4:])
            elif pick.random() < 0.7:
                word = None
        if shape.same_day:
            _write(shop, day, rate, word, habit, shape, pick, rows, mine)


def _write(
    shop: str,
    day: int,
    rate: float,
    word: str | None,
    habit: list[str],
    shape: Market,
    pick: random.Random,
    rows: _Rows,
    mine: list[tuple[str, str]],
) -> None:
    count = int(rate) + (pick.random() < rate - int(rate))
    for _number in range(count):
        uses = word if word and pick.random() < 0.75 else None
        old = next((one for one in reversed(mine) if any(o in one[1] for o in OLD)), None)
        if uses and uses not in OLD and old and pick.random() < shape.edits:
            listing, title = old[0], old[1]
            for one in OLD:
                title = title.replace(one, uses)
        else:
            listing = f"{shop}-{len(mine)}"
            parts = [
                pick.choice(GOODS),
                pick.choice(BRANDS),
                pick.choice(COLOURS),
                pick.choice(SIZES),
                pick.choice(habit),
            ]
            if pick.random() < 0.3:
                parts.append(pick.choice(COMMON))
            if day > 35 and pick.random() < shape.fashion:
                parts.append(pick.choice(FASHIONS))
            if uses:
                parts.insert(pick.randrange(len(parts) + 1), uses)
            title = " ".join(parts)
        mine.append((listing, title))
        rows.titles.append((shop, listing, day, title))
        if (
            uses
            and uses not in OLD
            and not any(uses in t[3] and t[0] == shop for t in rows.titles[-len(mine) : -1])
        ):
            rows.truth[uses].append(day)
