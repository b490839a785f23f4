"""False alarms on real listings of new goods and of other goods: each alert is listed, to be read by a person."""

import sys
from collections.abc import Sequence

from bench.figures import Figure, Outcome, main_of

from evaluate.ground import findings, read

PER_THOUSAND_AIM = 1.0
FILES = {
    "new_listings.csv.gz": "new listings",
    "other_goods.csv.gz": "used and new goods that are no clothes",
}
SHOWN = 50


def run(words: Sequence[str] = ()) -> Outcome:
    """Count the listings in a band that a person would be shown, and list them on the terminal."""
    figures, worst = [], 0.0
    for name, what in FILES.items():
        listings = read(name)
        found = findings(listings)
        alerts = [place for place, row in enumerate(found) if row["band"] in ("strong", "look")]
        rate = 1000 * len(alerts) / len(found)
        worst = max(worst, rate)
        figures.append(
            Figure(
                f"alerts on {len(found):,} {what}",
                f"{len(alerts)} ({rate:.2f} in 1,000)",
                f"aim at most {PER_THOUSAND_AIM:g} in 1,000",
            )
        )
        silent = sum(row["band"] == "cannot_tell" for row in found)
        figures.append(Figure(f"cannot tell, of {what}", f"{silent}"))
        for place in alerts[:SHOWN]:
            listing = listings.slice(place, 1).to_pylist()[0]
            why = ", ".join(f"{one['signal']} {one['weight']:+.1f}" for one in found[place]["reasons"])  # type: ignore[attr-defined]
            print(f"  {found[place]['band']}: {listing['title']} | {listing['shop']} | {why}")
    return Outcome(title="False alarms on real listings", figures=figures, kept=worst <= PER_THOUSAND_AIM)


if __name__ == "__main__":
    sys.exit(main_of(run))
