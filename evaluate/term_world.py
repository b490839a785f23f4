"""An invented market whose sellers change words when they are removed: for the measures of new words, with its truth.

Sellers of the trade use old words; some are removed; of those a share takes up a new word, most in new titles,
some in old titles with only the word changed. Half of the new words are ordinary ones that honest sellers use too, a
quarter are coined, a quarter are phrases. Trends, promotions and drifting habits stand in the way.
"""

import random
from dataclasses import dataclass

import numpy as np

from tertib.core.terms import History, Removals, Titles, history_of

GOODS = ("baju", "jaket", "kaos", "kemeja", "celana", "hoodie", "sweater")
OLD = ("thrift", "bekas", "second", "preloved", "balpres", "karungan", "awul", "import bekas", "bal segel")
HEADS = "ba ka sa ta ma na ra la pa da ga ja wa ya cha".split()
TAILS = "ju tu mi ro ne lu si ke bo da ti pu ng rik san bel gor mat".split()
ENDS = [a + b for a in ("", "n", "k", "s", "ng") for b in ("", "a", "i", "u")]


@dataclass(frozen=True, slots=True)
class World:
    """`truth` is how many removed sellers took up each new word on purpose."""

    history: History
    truth: dict[str, int]
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How big the market is and what its sellers do."""

    sellers: int = 3_000
    removed: int = 120
    same_trade: int = 250
    change: float = 0.6  # of the removed, the share that takes up a new word
    days: int = 90
    new_words: int = 20


def world(seed: int, shape: Shape) -> World:
    """The same seed and shape give the same world."""
    return _Maker(seed, shape).make()


class _Maker:
    def __init__(self, seed: int, shape: Shape) -> None:
        self.shape, self.draw, self.pick = shape, np.random.default_rng(seed), random.Random(seed)
        words = sorted({h + t + e for h in HEADS for t in TAILS for e in ENDS})
        self.pick.shuffle(words)
        self.words = words[:1_500]
        weight = 1 / (np.arange(len(self.words)) + 10)
        self.weight = weight / weight.sum()
        self.new = [self._new(place) for place in range(shape.new_words)]
        self.trends = [self._between(200, 1_200) for _ in range(15)]
        self.truth = dict.fromkeys(self.new, 0)

    def make(self) -> World:
        removals: list[tuple[str, str, int, str]] = []
        titles: list[tuple[str, str, int, str]] = []
        fame = 1 / (self.draw.permutation(len(self.new)) + 2.0)
        for number in range(self.shape.sellers):
            self._seller(number, fame / fame.sum(), removals, titles)
        shop, listing, day, term = zip(*removals, strict=True)
        shops, listings, days, texts = zip(*titles, strict=True)
        history = history_of(
            Removals(shop, listing, np.array(day), term), Titles(shops, listings, np.array(days), texts)
        )
        return World(history=history, truth=self.truth, titles=len(titles))

    def _new(self, place: int) -> str:
        if place % 4 < 2:
            return self._between(30, 400)
        if place % 4 == 2:
            return f"x{self.pick.choice(HEADS)}{self.pick.choice(TAILS)}{self.pick.choice(HEADS)}"
        return f"{self._between(100, 900)} {self._between(100, 900)}"

    def _between(self, low: int, high: int) -> str:
        return self.words[int(self.draw.integers(low, high))]

    def _seller(
        self,
        number: int,
        fame: np.ndarray,
        removals: list[tuple[str, str, int, str]],
        titles: list[tuple[str, str, int, str]],
    ) -> None:
        shape, draw = self.shape, self.draw
        shop = f"s{number}"
        trade, bad = number < shape.removed + shape.same_trade, number < shape.removed
        removed = int(draw.integers(shape.days // 3, shape.days * 6 // 10)) if bad else shape.days
        new = (
            self.new[int(draw.choice(len(self.new), p=fame))]
            if bad and draw.random() < shape.change
            else None
        )
        old = [OLD[int(draw.integers(len(OLD)))] for _ in range(2)]
        usual = [self.words[int(one)] for one in draw.choice(len(self.words), 12, p=self.weight)]
        rate = float(draw.choice([0.1, 0.2, 0.4, 0.8]))
        mine: list[tuple[str, str]] = []
        took_up = False
        for day in range(shape.days):
            for _ in range(int(draw.poisson(rate))):
                after = bad and day > removed
                if after and new and mine and draw.random() < 0.3:
                    before, word = self.pick.choice(mine)
                    title = before.replace(word, new)
                    took_up = True
                else:
                    word_now = None
                    if trade and draw.random() < 0.8:
                        word_now = old[int(draw.integers(2))] if not after else new
                    took_up |= after and word_now is not None
                    title = self._title(usual, word_now, day=day, trade=trade)
                    if word_now in OLD:
                        mine.append((title, str(word_now)))
                titles.append((shop, f"{shop}-{len(titles)}", day, title))
        if bad:
            removals += [(shop, f"{shop}-{place}", removed, term) for place, term in enumerate(old)]
            if new and took_up:
                self.truth[new] += 1

    def _title(self, usual: list[str], word: str | None, *, day: int, trade: bool) -> str:
        words = [GOODS[int(self.draw.integers(len(GOODS)))]]
        words += [usual[int(self.draw.integers(12))] for _ in range(2)]
        words += [self.words[int(self.draw.choice(len(self.words), p=self.weight))] for _ in range(2)]
        if day > 35 and self.draw.random() < 0.1:
            words.append(f"promo{int(self.draw.integers(4))}")
        if day > 40 and trade and self.draw.random() < 0.08:
            words.append(self.trends[int(self.draw.integers(len(self.trends)))])
        if word is not None:
            words.insert(int(self.draw.integers(len(words) + 1)), word)
        return " ".join(words)
