"""Dealers in imported used clothing: programs that want their goods on sale and answer each takedown."""

from dataclasses import dataclass
from functools import partial
from random import Random
from statistics import fmean
from typing import Final

from tertib.sandbox.campaign.market import CUSTOM, PLATFORMS, Market
from tertib.sandbox.campaign.records import NEVER, Listing, Move, Shop, Standing, Trade
from tertib.sandbox.campaign.values import account_values, values_again
from tertib.sandbox.campaign.words import WORDS
from tertib.sandbox.campaign.writing import WAYS, cropped, disguised, fill, new_hash, tweaked

DAY: Final = 24.0
STOCK_A_DAY: Final = 0.14  # fresh pieces of one dealer
FIRST_STOCK: Final = (2, 8)
LIFE_DAYS: Final = 35.0  # on sale until sold, in the mean
BURNT: Final = 8  # listings lost under one code until a circle finds another
LAST: Final = 6  # lost listings by which a dealer judges whether it still pays
PATIENCE_HOURS: Final = (14.0, 70.0)  # on sale, in the mean, below which it pays no more
ANSWERS: Final = {
    Move.SAME: 14,
    Move.WORD: 32,
    Move.DISGUISE: 14,
    Move.PHOTO: 12,
    Move.ACCOUNT: 10,
    Move.PLATFORM: 7,
    Move.LIVE: 2,
    Move.WAIT: 9,
}  # per cent
MORE: Final = 2  # other lost pieces that come along to a new account


@dataclass(frozen=True, slots=True)
class Goods:
    """A piece before it is offered: its title with "{w}" where the word of the trade goes."""

    piece: int
    pattern: str
    price: int
    photo: int
    word: str


class Circle:
    """Dealers who tell each other which code gets through."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self._lost = dict.fromkeys(codes, 0)

    @property
    def code(self) -> str:
        """What they say now: the first that is not burnt, or else the one least so."""
        fresh = next((code for code, lost in self._lost.items() if lost < BURNT), None)
        return fresh if fresh is not None else min(self._lost, key=self._lost.__getitem__)

    def lose(self, code: str) -> None:
        """One of them lost a listing under this code."""
        if code in self._lost:
            self._lost[code] += 1


class Dealer:
    """One dealer with its accounts, its stock and its way of answering, from its first hour on."""

    def __init__(self, no: int, market: Market, circle: Circle, *, begins: float, until: float) -> None:
        self._no, self._market, self._circle, self._until = no, market, circle, until
        self._stock = Random(f"{market.seed}:stock:{no}")  # drawn alike whether anything is taken down or not
        self._mood = Random(f"{market.seed}:mood:{no}")
        self._word = self._stock.choice(WORDS["old_words"])
        self._values = account_values(self._stock)
        self._patience = self._mood.uniform(*PATIENCE_HOURS)
        self._code, self._way = "", -1  # the code it has taken up; the disguise, a place in WAYS
        self._hours_on_sale: list[float] = []
        self._has_quit = False
        self._goods: dict[str, Goods] = {}
        self._lost: list[Listing] = []
        self._latest: dict[int, Listing] = {}  # of each piece: it is offered in one place at a time
        self._shops = [self._open(self._stock.choices(PLATFORMS, CUSTOM)[0], begins, self._stock)]
        market.taken[no], market.shut[no] = self._taken_down, self._shut
        for _ in range(self._stock.randint(*FIRST_STOCK)):
            self._stock_up(begins if begins == 0 else begins + self._stock.random() * 2 * DAY)
        hour = begins
        while (hour := hour + self._stock.expovariate(STOCK_A_DAY / DAY)) < until:
            self._stock_up(hour)

    def _stock_up(self, hour: float) -> None:
        draw = self._stock
        is_bale = draw.random() < 0.08
        goods = Goods(
            piece=self._market.new_piece(),
            pattern=fill(draw.choice(WORDS["bale_titles" if is_bale else "dealer_titles"]), draw, word="{w}"),
            price=draw.randrange(150, 600) * 10_000 if is_bale else draw.randrange(5, 70) * 5_000,
            photo=new_hash(draw),
            word=draw.choice(WORDS["old_bales"]) if is_bale else self._word,
        )
        life = draw.expovariate(1 / (LIFE_DAYS * DAY))
        self._market.at(hour, partial(self._offer, goods, Move.FIRST, None, life))

    def _open(self, platform: str, hour: float, draw: Random) -> Shop:
        values = self._values if draw is self._stock else values_again(self._values, draw)
        name = f"{draw.choice(WORDS['heads'])} {draw.choice(WORDS['dealer_shops'])} {draw.randrange(2, 99)}"
        return self._market.open_shop(
            platform,
            name,
            draw.choice(WORDS["cities"]),
            seller=self._no,
            trade=Trade.DEALER,
            hour=hour,
            values=values,
        )

    def _shop(self, hour: float) -> Shop:
        """Where it offers now: its latest open account, or a new one."""
        for shop in reversed(self._shops):
            if shop.closed == NEVER:
                return shop
        self._shops.append(self._open(self._shops[-1].platform, hour, self._mood))
        return self._shops[-1]

    def _offer(self, goods: Goods, move: Move, again: Listing | None, life: float, hour: float) -> None:
        if self._has_quit or hour >= self._until:
            return
        draw = self._mood
        word = self._code or goods.word
        title = goods.pattern.format(w=disguised(word, self._way) if self._way >= 0 else word)
        photo, price = goods.photo, goods.price
        if again is not None:
            photo = self._photo(goods, move)
            if move not in (Move.SAME, Move.WAIT):
                title = tweaked(title, draw)
                price += draw.choice((0, 0, 0, 5_000, -5_000))
        if move is Move.LIVE:
            title = fill(draw.choice(WORDS["live_titles"]), draw)
        shows_code = bool(self._code) and move is not Move.LIVE
        listing = self._market.put_up(
            self._shop(hour),
            piece=goods.piece,
            title=title,
            price=max(20_000, price),
            sold=0,
            condition="Bekas" if draw.random() < 0.08 and not self._code and self._way < 0 else "",
            text=draw.choice(WORDS["dealer_text"]),
            photo=photo,
            hour=hour,
            move=move,
            word=self._code if shows_code else "",
            again=again,
        )
        self._goods[listing.id] = goods
        self._latest[goods.piece] = listing
        self._market.at(hour + life, partial(self._sell, listing))

    def _photo(self, goods: Goods, move: Move) -> int:
        draw = self._mood
        if move is Move.PHOTO:
            return (
                new_hash(draw)
                if draw.random() < 0.35
                else cropped(goods.photo, draw, bits=draw.randrange(3, 9))
            )
        return cropped(goods.photo, draw, bits=draw.choice((0, 0, 0, 1, 2, 2, 4)))

    def _sell(self, listing: Listing, hour: float) -> None:
        if listing.standing is Standing.UP:
            self._market.change(listing, Standing.SOLD, hour)

    def _taken_down(self, listing: Listing, hour: float) -> None:
        self._lost.append(listing)
        self._hours_on_sale.append(hour - listing.since)
        if listing.word:
            self._circle.lose(listing.word)
        if len(self._hours_on_sale) >= LAST and fmean(self._hours_on_sale[-LAST:]) < self._patience:
            self._has_quit = True
            return
        draw = self._mood
        move = draw.choices(list(ANSWERS), list(ANSWERS.values()))[0]
        delay = (
            draw.uniform(10 * DAY, 20 * DAY)
            if move is Move.WAIT
            else min(96.0, draw.lognormvariate(2.5, 0.7))
        )
        self._market.at(hour + delay, partial(self._answer, listing, move))

    def _answer(self, listing: Listing, move: Move, hour: float) -> None:
        if self._has_quit or hour >= self._until:
            return
        draw = self._mood
        lost = [listing]
        match move:
            case Move.WORD:
                self._code, self._way = self._circle.code, -1
            case Move.DISGUISE:
                self._code, self._way = "", draw.randrange(len(WAYS))
            case Move.ACCOUNT | Move.PLATFORM:
                here = self._shops[-1].platform
                others = [platform for platform in PLATFORMS if platform != here]
                self._shops.append(
                    self._open(here if move is Move.ACCOUNT else draw.choice(others), hour, draw)
                )
                lost += [one for one in self._lost[-MORE:] if one is not listing]
            case _:
                pass
        for one in lost:
            if self._latest[one.piece] is not one:
                continue  # it came along to another account meanwhile
            life = draw.expovariate(1 / (LIFE_DAYS * DAY))
            self._offer(self._goods[one.id], move, one, life, hour)

    def _shut(self, shop: Shop, hour: float) -> None:
        """An account was closed: some of its goods come back under another one, later."""
        if self._has_quit or shop is not self._shops[-1]:
            return
        gone = [
            one
            for one in self._market.listings.values()
            if one.shop is shop and one.standing is Standing.SHOP_GONE
        ]
        self._lost += gone
        if gone:
            self._market.at(
                hour + self._mood.uniform(DAY, 5 * DAY), partial(self._answer, gone[-1], Move.ACCOUNT)
            )
