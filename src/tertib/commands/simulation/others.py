"""Returns, new words and same sellers held against the truth."""

from itertools import combinations
from statistics import median

from tertib.commands.simulation.aims import Held, Unit
from tertib.commands.simulation.returns_desk import ReturnsDesk
from tertib.commands.simulation.sellers_desk import SellersDesk
from tertib.commands.simulation.words_desk import PUBLISHED, WordsDesk
from tertib.sandbox.campaign.truth import Truth
from tertib.sandbox.campaign.words import WORDS

LEAST = 20  # returns below which recall and precision say nothing
LIVE = frozenset(word for title in WORDS["live_titles"] for word in title.lower().split() if "{" not in word)


def returns_held(desk: ReturnsDesk, truth: Truth) -> list[Held]:
    """Of new listings whose goods had been removed under another id, those said to be returns, and of which."""
    first: dict[int, int] = {}
    for place, key in enumerate(desk.indexed):
        first.setdefault(truth.listing(key).piece, place)
    there = [key for key, count in desk.asked.items() if first.get(truth.listing(key).piece, count) < count]
    said = list(desk.said.values())
    right = sum(truth.listing(one.listing).piece == truth.listing(one.removed).piece for one in said)
    judged = len(there) >= LEAST
    recall, precision = right / max(1, len(there)), right / max(1, len(said))
    return [
        Held(
            key="returns",
            id="Barang yang tayang lagi dengan nomor baru",
            en="Offers that came again under a new id",
            unit=Unit.COUNT,
            shown=len(said),
            true=len(there),
        ),
        Held(
            key="returns_recall",
            id="Yang ditemukan dari yang tayang lagi",
            en="Of these, found",
            unit=Unit.SHARE,
            true=recall,
            aim="at least 90 %",
            kept=recall >= 0.9 if judged else None,
        ),
        Held(
            key="returns_precision",
            id="Yang benar dari yang ditemukan",
            en="Of those found, right",
            unit=Unit.SHARE,
            true=precision,
            aim="at least 99 %",
            kept=precision >= 0.99 if judged else None,
        ),
    ]


def words_held(desk: WordsDesk, truth: Truth, *, judged: bool) -> list[Held]:
    """Hidden words with three sellers against those listed. Words of live codes are adopted too: they are not false."""
    codes = truth.codes()
    three = {code: use.third for code, use in codes.items() if use.third is not None}
    parts = {part for code in codes for part in code.split()} | LIVE
    false = [term for term in desk.words if term not in codes and not set(term.split()) & parts]
    listed = {code: hour for code in three if (hour := _listed(code, desk)) is not None}
    delays = [(hour - three[code]) / 24.0 for code, hour in listed.items()]
    recall, wrong = len(listed) / max(1, len(three)), len(false) / max(1, len(desk.words))
    half = median(delays) if delays else None
    return [
        Held(
            key="words",
            id="Kata baru yang dipakai tiga penjual",
            en="New words in use by three sellers",
            unit=Unit.COUNT,
            shown=len(desk.words),
            true=len(three),
        ),
        Held(
            key="words_recall",
            id="Kata baru yang terdaftar",
            en="New words listed",
            unit=Unit.SHARE,
            true=recall,
            aim="at least 75 %",
            kept=recall >= 0.75 if judged else None,
        ),
        Held(
            key="words_false",
            id="Kata terdaftar yang keliru",
            en="Listed words that are none",
            unit=Unit.SHARE,
            true=wrong,
            aim="at most 10 %",
            kept=wrong <= 0.1 if judged else None,
        ),
        Held(
            key="words_delay",
            id="Dari penjual ketiga sampai terdaftar (median)",
            en="From the third seller to listed (median)",
            unit=Unit.DAYS,
            true=half,
            aim="at most 2 days",
            kept=None if half is None or not judged else half <= 2.0,
        ),
    ]


def _listed(code: str, desk: WordsDesk) -> float | None:
    """When a code was listed; one that holds a published word is known with it, for detection finds it by that."""
    hours = [
        word.listed
        for term, word in desk.words.items()
        if term == code or (word.ended == PUBLISHED and f" {term} " in f" {code} ")
    ]
    return min(hours, default=None)


def sellers_held(desk: SellersDesk, truth: Truth) -> list[Held]:
    """Pairs of shops said to be of one seller, against who runs them."""
    pairs = [pair for group in desk.groups for pair in combinations(group.shops, 2)]
    right = sum(truth.owner(one) == truth.owner(other) for one, other in pairs)
    of_seller: dict[int, int] = {}
    for shop in desk.met:
        of_seller[truth.owner(shop)] = of_seller.get(truth.owner(shop), 0) + 1
    there = sum(count * (count - 1) // 2 for count in of_seller.values())
    precision = right / max(1, len(pairs))
    return [
        Held(
            key="seller_pairs",
            id="Pasangan toko milik satu penjual",
            en="Pairs of shops of one seller",
            unit=Unit.COUNT,
            shown=len(pairs),
            true=there,
        ),
        Held(
            key="seller_precision",
            id="Pasangan yang benar",
            en="Pairs that are right",
            unit=Unit.SHARE,
            true=precision,
            aim="at least 98 %",
            kept=precision >= 0.98 if pairs else None,
        ),
        Held(
            key="largest_group",
            id="Kelompok toko terbesar",
            en="Largest group of shops",
            unit=Unit.COUNT,
            shown=desk.largest,
            true=max(of_seller.values(), default=0),
        ),
    ]
