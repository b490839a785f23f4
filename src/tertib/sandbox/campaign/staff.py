"""Platform staff of five tempers: prompt, slow, refusing, silent, lying. Each looks at a notice and does as it is."""

from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from tertib.sandbox.campaign.market import Market
from tertib.sandbox.campaign.records import Listing, Standing
from tertib.sandbox.campaign.seen import Reply
from tertib.sandbox.campaign.sight import EXITS
from tertib.vocabulary import CannotExecute, ReplyKind

DAY: Final = 24.0
SEES_LAWFUL: Final = 0.6  # of notices about lawful goods, those that any staff that reads them refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """Shares are of notices; hours are a lowest and a highest."""

    act: tuple[float, float]  # from the notice until the page goes
    answer: tuple[float, float]  # from then until the answer; a liar's is counted from the notice
    reads: bool = True  # looks at the goods before it acts
    refuses: float = 0.0  # with a ground, though the goods are those of the policy
    silent: bool = False
    ignores: float = 0.0  # does nothing at all
    lies: float = 0.0  # says "done" and leaves the page up
    hides: float = 0.0  # says "done" and shows the page as gone to one exit only
    restores: float = 0.02  # of pages taken down: up again, on the seller's word
    restore: tuple[float, float] = (3 * DAY, 60 * DAY)


TEMPERS: Final = {
    "lapakraya": Temper(act=(1.0, 9.0), answer=(0.1, 1.0), refuses=0.01, restores=0.03),
    "pasarkita": Temper(act=(8.0, 32.0), answer=(1.0, 10.0), refuses=0.01, restores=0.04),
    "niagaid": Temper(act=(4.0, 20.0), answer=(0.5, 4.0), refuses=0.12),
    "sandangku": Temper(act=(12.0, 60.0), answer=(0.0, 0.0), reads=False, silent=True, ignores=0.2),
    "kioskilat": Temper(
        act=(0.5, 6.0),
        answer=(0.1, 0.9),
        reads=False,
        lies=0.28,
        hides=0.05,
        restores=0.15,
        restore=(2 * DAY, 30 * DAY),
    ),
}
SECOND_TIME: Final = 0.3  # of its lies, refusals and silences remain when it is asked again


class Staff:
    """The staff of one marketplace."""

    def __init__(self, platform: str, market: Market) -> None:
        self._market, self._temper = market, TEMPERS[platform]
        self._draw = Random(f"{market.seed}:staff:{platform}")
        self._asked: dict[str, int] = {}
        self.answers: list[Reply] = []  # those given and not fetched yet

    def told(self, listing: Listing, notice: str, hour: float) -> None:
        """Take in a notice."""
        temper, draw = self._temper, self._draw
        turn = self._asked[listing.id] = self._asked.get(listing.id, 0) + 1
        rest = SECOND_TIME ** (turn - 1)
        at = hour + draw.uniform(*temper.act)
        after = draw.uniform(*temper.answer)
        if listing.standing not in (Standing.UP, Standing.SOLD):
            return self._say(notice, at, ReplyKind.CANNOT_EXECUTE, CannotExecute.NOT_FOUND)
        if temper.reads and not listing.is_illegal and draw.random() < SEES_LAWFUL:
            return self._say(notice, at, ReplyKind.REFUSED)
        if draw.random() < temper.refuses * rest:
            return self._say(notice, at, ReplyKind.REFUSED)
        if draw.random() < temper.ignores * rest:
            return None
        mood = draw.random()
        if mood < (temper.lies + temper.hides) * rest:
            if mood < temper.hides * rest:
                self._market.hidden[listing.id] = EXITS[0]
            return self._say(notice, hour + after, ReplyKind.ACTED)
        self._market.at(at, partial(self._remove, listing))
        return self._say(notice, at + after, ReplyKind.ACTED)

    def _say(self, notice: str, at: float, kind: ReplyKind, why: CannotExecute | None = None) -> None:
        if not self._temper.silent:
            self._market.at(at, lambda hour: self.answers.append(Reply(notice, kind, hour, why)))

    def _remove(self, listing: Listing, hour: float) -> None:
        if listing.standing not in (Standing.UP, Standing.SOLD):
            return
        self._market.change(listing, Standing.GONE, hour)
        if self._draw.random() < self._temper.restores:
            back = hour + self._draw.uniform(*self._temper.restore)
            self._market.at(back, partial(self._restore, listing))

    def _restore(self, listing: Listing, hour: float) -> None:
        if listing.standing is Standing.GONE:
            self._market.change(listing, Standing.UP, hour)
