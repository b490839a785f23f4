"""Ask for looks at many of the sandbox's listings, and count those that were looked at (within the site)."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bench.filling import Filling

from tertib.actions.orders.handing_in import OrderForm, submit_rows
from tertib.sandbox.goods import offer_at
from tertib.sandbox.orders import SHARES
from tertib.sandbox.places import PLACES
from tertib.sandbox.standing import CANARIES
from tertib.store.models import Case, LookSession, Observation


def links(count: int, *, port: int) -> Iterator[tuple[str, str]]:
    """Addresses of so many listings, each marketplace with its share. Raises ValueError if it has not so many."""
    for slug, share in SHARES.items():
        place, wanted = PLACES[slug], round(count * share)
        items = [item for item in range(place.listings) if item not in CANARIES][:wanted]
        if len(items) < wanted:
            raise ValueError(f"{place.name} has no {wanted:,} listings")
        for item in items:
            yield f"http://{place.host}:{port}{offer_at(place, item, seed=2026).path}", "pakaian bekas"


def main(argv: Sequence[str]) -> int:
    """`--ask N --port P` opens N cases; `--count` prints how many of them were looked at, and what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ask", type=int, default=0)
    parser.add_argument("--port", type=int, default=8801)
    options = parser.parse_args(argv)
    if options.ask:
        now = datetime.now(UTC)
        world = Filling()
        form = OrderForm(policy=world.policy, letter_number="B-1/CONTOH/XI/2026", letter_date=now.date())
        submit_rows(world.analyst, rows=list(links(options.ask, port=options.port)), form=form, now=now)
        world.take_in(now)
    seen = Counter(Observation.objects.values_list("state", flat=True))
    void = LookSession.objects.filter(valid=False).count()
    cases = Case.objects.count()
    unseen = Case.objects.filter(seen_at=None).count()
    print(json.dumps({"cases": cases, "unseen": unseen, "seen": seen.most_common(), "void_sessions": void}))
    return 0
