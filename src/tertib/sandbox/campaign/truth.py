"""What is true of a campaign, for whoever compares: standings, owners, pieces, codes. The other side never gets it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tertib.sandbox.campaign.market import Market
from tertib.sandbox.campaign.records import Listing, Move, Standing, Trade

WITHIN: Final = (
    28 * 24.0
)  # hours; a word that three took up in the course of months is no fashion of a circle


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A hidden word: when its first dealer put it into a title, and when three had within WITHIN hours; null: never."""

    code: str
    dealers: int
    first: float
    third: float | None


def _third(hours: list[float]) -> float | None:
    return next(
        (third for first, third in zip(hours, hours[2:], strict=False) if third - first <= WITHIN), None
    )


class Truth:
    """Reads a market. What it says is as of the market's own hour unless an hour is named."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def listing(self, listing_id: str) -> Listing:
        """A listing with all that is true of it."""
        return self._market.listings[listing_id]

    def listings(self) -> Iterable[Listing]:
        """All that were ever put up, in that order."""
        return self._market.listings.values()

    def owner(self, shop_id: str) -> int:
        """Who truly runs a shop."""
        return self._market.shops[shop_id].seller

    def on_sale(self, hours: Iterable[float]) -> list[int]:
        """How many listings of dealers are up at each hour."""
        wanted = list(hours)
        steps: list[tuple[float, int]] = []
        for one in self._market.listings.values():
            if not one.is_illegal:
                continue
            steps.append((one.since, 1))
            up = True
            for hour, standing in one.changes:
                now_up = standing is Standing.UP
                if now_up != up:
                    steps.append((hour, 1 if now_up else -1))
                    up = now_up
        steps.sort()
        counts, place, up_now = [], 0, 0
        for hour in wanted:
            while place < len(steps) and steps[place][0] <= hour:
                up_now += steps[place][1]
                place += 1
            counts.append(up_now)
        return counts

    def honest_sellers(self) -> set[int]:
        """All that never dealt in the policy's goods."""
        return {shop.seller for shop in self._market.shops.values() if shop.trade is not Trade.DEALER}

    def codes(self) -> Mapping[str, CodeUse]:
        """Every hidden word that a dealer used."""
        uses: dict[str, dict[int, float]] = defaultdict(dict)
        for one in self._market.listings.values():
            if one.word:
                uses[one.word].setdefault(one.shop.seller, one.since)
        return {
            code: CodeUse(code, len(by), min(by.values()), _third(sorted(by.values())))
            for code, by in sorted(uses.items())
        }

    def moves(self) -> Mapping[Move, int]:
        """How many listings dealers put up by each move."""
        counts = dict.fromkeys(Move, 0)
        for one in self._market.listings.values():
            if one.is_illegal:
                counts[one.move] += 1
        return counts
