"""Which company tells a new word's unlawful uses from its lawful ones, and in which places it is used."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import hypergeom

from tertib.core.terms.history import holds, words_of

LEAST = 3  # listings on a side; fewer say nothing
MOST_CHANCE = 0.05  # of so clear a difference by accident, one-sided, over all groups together (Holm)
MOST_OF = 0.8  # of the one side that a proposal must stand beside
FEW_OF = 0.5  # and of the other at most
LEAST_SHOPS, MOST_SHOPS = 3, 0.6  # shops of one place, and their share of those whose place is known


class Company(StrEnum):
    """What is proposed of a group of words."""

    NEEDS = "needs"  # the word counts only beside one of them
    UNLESS = "unless"  # it does not count beside one of them


@dataclass(frozen=True, slots=True)
class Beside:
    """A group of a policy's words that stands beside the new word: in so many of the removed or confirmed listings
    (`told` of `told_of`) and of the lawful ones. `p`: the chance of such a difference. `proposal` null: neither."""

    group: str
    told: int
    told_of: int
    lawful: int
    lawful_of: int
    p: float
    proposal: Company | None


def companions(
    titles: Iterable[tuple[str, bool]], groups: Mapping[str, Collection[str]]
) -> tuple[Beside, ...]:
    """Lay groups of words beside `titles` that hold the new word (title; removed or confirmed? if not, lawful).

    Proposed is a group that stands in MOST_OF of the one kind and at most FEW_OF of the other, by an exact test (Fisher)
    that holds for all groups together. Groups that stand in no title are left out; the clearest come first.
    """
    sought = {name: [words_of(word) for word in words] for name, words in groups.items()}
    seen = Counter[tuple[str, bool]]()
    of = Counter[bool]()
    for title, told in titles:
        words = words_of(title)
        of[told] += 1
        seen.update(
            (name, told)
            for name, parts in sought.items()
            if any(holds(words, part) >= 0 for part in parts if part)
        )
    found = [
        _beside(name, seen[name, True], of[True], seen[name, False], of[False])
        for name in groups
        if seen[name, True] or seen[name, False]
    ]
    found.sort(key=lambda one: (one.p, one.group))
    return tuple(_kept(found, tests=len(found)))


def region(shops: Iterable[tuple[str, str]]) -> tuple[str, int, int] | None:
    """The place of most shops, of (shop, place) rows: its name, its shops, and all shops whose place is known; null where
    no place has LEAST_SHOPS and MOST_SHOPS of them."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    known = set()
    for shop, place in shops:
        name = " ".join(place.split())
        if name and shop:
            places[name.casefold()].add(shop)
            names.setdefault(name.casefold(), name)
            known.add(shop)
    if not places:
        return None
    most = min(places, key=lambda place: (-len(places[place]), place))
    count = len(places[most])
    return (names[most], count, len(known)) if count >= max(LEAST_SHOPS, MOST_SHOPS * len(known)) else None


def _beside(group: str, told: int, told_of: int, lawful: int, lawful_of: int) -> Beside:
    whole, there = told_of + lawful_of, told + lawful
    more = float(hypergeom.sf(told - 1, whole, there, told_of))  # so many of the told or more
    fewer = float(hypergeom.cdf(told, whole, there, told_of))
    company = Company.NEEDS if more <= fewer else Company.UNLESS
    return Beside(group, told, told_of, lawful, lawful_of, min(more, fewer), company)


def _kept(found: Sequence[Beside], *, tests: int) -> Iterable[Beside]:
    """Proposals that hold; of the others only the figures. Of several groups that a word may need, any one is enough."""
    holding = True
    for place, one in enumerate(found):
        holding = holding and 2 * one.p * (tests - place) <= MOST_CHANCE
        enough = min(one.told_of, one.lawful_of) >= LEAST
        told, lawful = one.told / max(1, one.told_of), one.lawful / max(1, one.lawful_of)
        more, less = (told, lawful) if one.proposal is Company.NEEDS else (lawful, told)
        good = holding and enough and more >= MOST_OF and less <= FEW_OF
        yield (
            one if good else Beside(one.group, one.told, one.told_of, one.lawful, one.lawful_of, one.p, None)
        )
