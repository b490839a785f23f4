"""Looks by risk against a fixed hourly loop, in an invented market: how late returns are seen, for how many looks.

Shops come back at very different rates, at times that `core.verification.risk` does not assume (log-normal, median four
days). The plan knows only what it saw: its own looks.
"""

import heapq
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, median

from bench.figures import Figure, Outcome, main_of

from tertib.core.verification import risk
from tertib.core.verification.risk import HOUR, WATCH, Record

SEEDS = (101, 102, 103)  # the gap of `KEEN` was set on others: 1, 2, 3
LISTINGS, SHOPS, PLATFORMS = 1_500, 300, 5
RATES = (
    (0.0, 0.55),
    (0.05, 0.25),
    (0.3, 0.14),
    (1.5, 0.06),
)  # returns in 90 days of a shop's listing, share of shops
FEWER_AIM = 0.60
NO_LATER = 1.05  # times the hourly loop's mean delay: what two runs of one plan differ by
KEEN = (
    0.0001,
    timedelta(minutes=3),
)  # cost of a look and shortest gap at which the delay is an hourly loop's
END = WATCH / HOUR

Plan = Callable[[float, float], float]  # rate of return, hours down -> hours to the next look


@dataclass(frozen=True, slots=True)
class Removed:
    """One listing taken down: its shop, when, and after how many hours it is truly back, in order."""

    shop: int
    at: float
    back: tuple[float, ...]


def market(seed: int) -> list[Removed]:
    """Listings taken down over a month."""
    draw = random.Random(seed)
    rates = draw.choices([rate for rate, _ in RATES], [share for _, share in RATES], k=SHOPS)
    removed = []
    for _ in range(LISTINGS):
        shop = draw.randrange(SHOPS)
        times, left = [], rates[shop]
        while draw.random() < left:
            times.append(draw.lognormvariate(4.56, 1.6))
            left -= 1.0
        removed.append(Removed(shop, draw.uniform(0, 720), tuple(sorted(t for t in times if t < END))))
    return removed


def follow(removed: Sequence[Removed], plan: Plan) -> tuple[int, list[float]]:
    """Looks used, and for each return that was seen how many hours late; a return is taken down again at once."""
    looks, late = 0, []
    gone, back = Counter[int](), Counter[int]()
    platform_gone, platform_back = Counter[int](), Counter[int]()
    queue = [(one.at, number, one.at, 0) for number, one in enumerate(removed)]
    heapq.heapify(queue)
    while queue:
        now, number, since, returns = heapq.heappop(queue)
        one = removed[number]
        platform = one.shop % PLATFORMS
        if now == one.at:
            gone[one.shop] += 1
            platform_gone[platform] += 1
        else:
            looks += 1
        here = [hours for hours in one.back[returns:] if one.at + hours <= now]
        if here:
            late.append(now - one.at - here[0])
            returns, since = returns + len(here), now
            back[one.shop] += 1
            platform_back[platform] += 1
        rate = risk.return_rate(
            platform=Record(platform_gone[platform], platform_back[platform]),
            shop=Record(gone[one.shop], back[one.shop]),
        )
        following = min(now + plan(rate, now - since), one.at + END)
        if following > now:
            heapq.heappush(queue, (following, number, since, returns))
    return looks, late


def run(argv: Sequence[str]) -> Outcome:
    """Follow the same markets by the clock and by risk: at an hourly loop's delay, and at the house's own manners."""
    del argv
    hourly, keen, own = [], [], []

    def by_risk(cost: float, shortest: timedelta) -> Plan:
        return lambda rate, down: risk.gap(rate, since=down * HOUR, cost=cost, shortest=shortest) / HOUR

    for seed in SEEDS:
        removed = market(seed)
        hourly.append(follow(removed, lambda rate, down: 1.0))
        keen.append(follow(removed, by_risk(*KEEN)))
        own.append(follow(removed, by_risk(risk.LOOK_COST, risk.SHORTEST)))
    rows = {"every hour": hourly, "by risk, looks at will": keen, "by risk, as shipped": own}
    looks = {name: sum(found for found, _ in runs) for name, runs in rows.items()}
    late = {name: [hours for _, lates in runs for hours in lates] for name, runs in rows.items()}
    fewer = {name: 1 - looks[name] / looks["every hour"] for name in rows}
    is_as_fast = fmean(late["by risk, looks at will"]) <= NO_LATER * fmean(late["every hour"])
    kept = is_as_fast and fewer["by risk, looks at will"] >= FEWER_AIM
    aims = {
        "by risk, looks at will": f"aim: at most {NO_LATER - 1:.0%} later on average than every hour, "
        f"{FEWER_AIM:.0%} fewer looks"
    }
    figures = [
        Figure(
            f"looks at what is down, {name}",
            f"{looks[name]:,} looks ({fewer[name]:.1%} fewer); {len(late[name])} returns seen "
            f"{fmean(late[name]):.2f} h late on average, median {median(late[name]):.2f} h",
            aims.get(name, ""),
        )
        for name in rows
    ]
    note = f"{len(SEEDS)} invented markets of {LISTINGS:,} listings taken down, followed for 90 days each."
    return Outcome(title="Looks by risk", figures=figures, kept=kept, notes=[note])


if __name__ == "__main__":
    sys.exit(main_of(run))
