"""The sellers' desk of the simulated office: tokens, groups of shops, and the ladder, each rung by a person."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import moment
from tertib.core.sellers import (
    Component,
    SellerRecord,
    StepIssued,
    Tie,
    TokenKey,
    components,
    load_seller_ladder,
    seller_standing,
    token,
)
from tertib.core.sellers.graph import HUB_CAP
from tertib.sandbox.campaign.world import Outside
from tertib.vocabulary import SellerRung

KEY = TokenKey(sha256(b"the key of a simulated association").digest())


class SellersDesk:
    """Groups of shops, and what was issued to each. Raw values end in `meet`."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._ladder = load_seller_ladder()
        self._ties: list[Tie] = []
        self.met: set[str] = set()
        self._issued: dict[str, tuple[StepIssued, ...]] = {}  # by shop
        self.groups: tuple[Component, ...] = ()
        self.closed: list[str] = []
        self.largest = 0

    def meet(self, shops: Iterable[str]) -> None:
        """Take in shops of a feed: their platform's process makes the tokens and hands over nothing else."""
        for shop in shops:
            if shop not in self.met:
                self.met.add(shop)
                values = self._outside.accounts(shop)
                self._ties += [Tie(shop, kind, token(kind, value, key=KEY)) for kind, value in values]

    def day(self, removed: Sequence[File], *, hour: float) -> set[str]:
        """Group shops anew and go up the ladder; gives shops whose every listing a person should look at."""
        self.groups = components(self._ties, hub_cap=HUB_CAP)
        self.largest = max((len(one.shops) for one in self.groups), default=0)
        of_shop: dict[str, list[File]] = {}
        for file in removed:
            of_shop.setdefault(file.shop, []).append(file)
        group_of = {shop: one.shops for one in self.groups for shop in one.shops}
        asked: set[str] = set()
        for shops in dict.fromkeys(group_of.get(shop, (shop,)) for shop in of_shop):
            asked |= set(shops)
            self._step(shops, of_shop, hour)
        return asked

    @property
    def seller_of(self) -> dict[str, str]:
        """A name for the seller of each shop in a group: its first shop."""
        return {shop: one.shops[0] for one in self.groups for shop in one.shops}

    def _step(self, shops: tuple[str, ...], of_shop: Mapping[str, list[File]], hour: float) -> None:
        files = [file for shop in shops for file in of_shop.get(shop, ())]
        record = SellerRecord(
            takedowns=tuple((file.shop, file.down_at[0]) for file in files if file.down_at),
            returns=tuple(
                sorted(turn.at for file in files for turn in file.turns if turn.state == "returned")
            ),
            issued=tuple(dict.fromkeys(one for shop in shops for one in self._issued.get(shop, ()))),
        )
        stands = seller_standing(record, self._ladder, now=moment(hour))
        if stands.proposal is None:
            return
        rung = StepIssued(stands.proposal.step.key, moment(hour))
        for shop in shops:
            self._issued[shop] = (*self._issued.get(shop, ()), rung)
        if rung.rung is SellerRung.SHOP:
            for shop in shops:
                if of_shop.get(shop):
                    self._outside.close_shop(shop)
                    self.closed.append(shop)
