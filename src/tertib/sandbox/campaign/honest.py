"""Honest sellers: a person's own wardrobe, local brands, new goods. Some look much like dealers."""

from functools import partial
from random import Random
from typing import Final

from tertib.sandbox.campaign.market import CUSTOM, PLATFORMS, Market
from tertib.sandbox.campaign.records import Listing, Move, Shop, Standing, Trade
from tertib.sandbox.campaign.values import Values, account_values, values_again, with_call_centre
from tertib.sandbox.campaign.words import WORDS
from tertib.sandbox.campaign.writing import fill, new_hash

DAY: Final = 24.0
STOCK_A_DAY: Final = {Trade.SECONDHAND: 0.035, Trade.NEW: 0.025}
FIRST_STOCK: Final = (1, 4)
LIFE_DAYS: Final = 40.0
STOCK_PHOTOS: Final = 60  # of suppliers, used by many shops of new goods
TWO_SHOPS: Final = 0.04  # of honest sellers, those who run two accounts


class Honest:
    """One honest seller for the whole campaign. Nothing that others do changes what it does."""

    def __init__(self, no: int, market: Market, trade: Trade, *, until: float) -> None:
        self._no, self._market, self._trade = no, market, trade
        self._draw = draw = Random(f"{market.seed}:honest:{no}")
        values = account_values(draw)
        if trade is Trade.NEW and draw.random() < 0.1:
            values = with_call_centre(values)
        self._shops = [self._open(values)]
        if draw.random() < TWO_SHOPS:
            self._shops.append(self._open(values_again(values, draw)))
        for _ in range(draw.randint(*FIRST_STOCK)):
            market.at(0.0, self._offer)
        hour = 0.0
        while (hour := hour + draw.expovariate(STOCK_A_DAY[trade] / DAY)) < until:
            market.at(hour, self._offer)

    def _open(self, values: Values) -> Shop:
        draw = self._draw
        kind = "secondhand_shops" if self._trade is Trade.SECONDHAND else "new_shops"
        name = f"{draw.choice(WORDS[kind])} {draw.randrange(2, 999)}"
        return self._market.open_shop(
            draw.choices(PLATFORMS, CUSTOM)[0],
            name,
            draw.choice(WORDS["cities"]),
            seller=self._no,
            trade=self._trade,
            hour=0.0,
            values=values,
        )

    def _offer(self, hour: float) -> None:
        draw, used = self._draw, self._trade is Trade.SECONDHAND
        stock_photo = not used and draw.random() < 0.3
        listing = self._market.put_up(
            draw.choice(self._shops),
            piece=self._market.new_piece(),
            title=fill(draw.choice(WORDS["secondhand_titles" if used else "new_titles"]), draw),
            price=draw.randrange(6, 60) * 5_000 if used else draw.randrange(39, 399) * 1_000 - 100,
            sold=0 if used or draw.random() < 0.15 else draw.randrange(3, 900),
            condition=("Bekas" if used else "Baru") if draw.random() < (0.2 if used else 0.3) else "",
            text=draw.choice(WORDS["secondhand_text" if used else "new_text"]),
            photo=Random(f"{self._market.seed}:photo:{draw.randrange(STOCK_PHOTOS)}").getrandbits(64)
            if stock_photo
            else new_hash(draw),
            hour=hour,
            move=Move.FIRST,
        )
        self._market.at(hour + draw.expovariate(1 / (LIFE_DAYS * DAY)), partial(self._sell, listing))

    def _sell(self, listing: Listing, hour: float) -> None:
        if listing.standing is Standing.UP:
            self._market.change(listing, Standing.SOLD, hour)
