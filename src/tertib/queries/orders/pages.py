"""Orders as their authority sees them: the list, one order, its receipt, its rows, how its cases stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from tertib.core.notices.tags import order_address
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_orders
from tertib.store.models import Case, Order, OrderRow, Requester
from tertib.vocabulary import CaseState, OrderState, RowOutcome, Verdict

HANDED_IN = (OrderState.TAKING_IN, OrderState.TAKEN_IN, OrderState.WITHDRAWN)
MOST_EARLIER = 8  # earlier orders named in a receipt; the rest is one line


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of every row: `parts` by outcome, every outcome named; they add up to `total`."""

    parts: tuple[tuple[RowOutcome, int], ...]
    total: int

    @property
    def adds_up(self) -> bool:
        return sum(count for _, count in self.parts) == self.total


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who named listings of this order first: an own order, or another authority (`order` None, no name)."""

    order: Order | None
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases of an order stand: cases by state, and those whose latest verdict is "still up"."""

    by_state: Mapping[CaseState, int]
    still_up: int
    total: int


def orders(reader: Reader, *, state: OrderState | None = None, search: str = "") -> QuerySet[Order]:
    """The reader's orders, newest first; `search` is part of a letter number, title, file name or the number itself."""
    found = visible_orders(*eyes(reader)).select_related("handed_in_by")
    if state is not None:
        found = found.filter(state=state)
    for word in search.split()[:5]:
        found = (
            found.filter(letter_number__icontains=word)
            | found.filter(title__icontains=word)
            | found.filter(file_name__icontains=word)
            | found.filter(key__iexact=word)
        )
    return found


def order(reader: Reader, key: str) -> Order:
    """One order. Raises NotFound for none, and for another authority's."""
    return find(visible_orders(*eyes(reader)).select_related("authority", "handed_in_by"), key)


def receipt(order: Order) -> Receipt:
    """The receipt of an order, or what it would be if it were handed in now."""
    counts = order.counts or {}
    return Receipt(tuple((outcome, int(counts.get(outcome, 0))) for outcome in RowOutcome), order.row_count)


def known_already(order: Order) -> int:
    """How many of a draft's listings have a case under its policy."""
    known = Case.objects.filter(policy=order.policy).values("listing__key")
    return OrderRow.objects.filter(order=order, outcome=RowOutcome.NEW, listing__in=known).count()


def named_before(reader: Reader, order: Order) -> list[Earlier]:
    """Where the listings already known were named first: by own order, and by other authorities in one line."""
    first = Requester.objects.filter(case=OuterRef("case")).exclude(order=order).order_by("at", "pk")
    rows = OrderRow.objects.filter(order=order, outcome=RowOutcome.KNOWN, case__isnull=False)
    counted = (
        rows.annotate(by=Subquery(first.values("order")[:1]), since=Subquery(first.values("at")[:1]))
        .exclude(by=None)
        .order_by()
        .values("by")
        .annotate(count=Count("pk"), since_first=Min("since"))
    )
    own = {
        found.pk: found
        for found in visible_orders(*eyes(reader)).filter(pk__in=[row["by"] for row in counted])
    }
    named, others, others_since = [], 0, None
    for row in counted:
        if row["by"] in own:
            named.append(Earlier(own[row["by"]], row["since_first"], row["count"]))
        else:
            others += row["count"]
            others_since = min(filter(None, (others_since, row["since_first"])))
    named.sort(key=lambda earlier: -earlier.count)
    if others_since is not None:
        named.append(Earlier(None, others_since, others))
    return named


def rows(order: Order, *, outcome: RowOutcome | None = None, platform: str = "") -> QuerySet[OrderRow]:
    """The rows as handed in, in their order, each with its case."""
    found = OrderRow.objects.filter(order=order).select_related("case").order_by("row", "part")
    if outcome is not None:
        found = found.filter(outcome=outcome)
    if platform:
        found = found.filter(platform=platform)
    return found


def platform_counts(order: Order) -> list[tuple[str, dict[RowOutcome, int], int]]:
    """(platform, rows by outcome, rows) for every platform that the rows name, most rows first; "" for none."""
    table: dict[str, dict[RowOutcome, int]] = {}
    counted = (
        OrderRow.objects.filter(order=order)
        .order_by()
        .values_list("platform", "outcome")
        .annotate(n=Count("pk"))
    )
    for platform, outcome, count in counted:
        table.setdefault(platform, {})[RowOutcome(outcome)] = count
    return sorted(
        ((platform, counts, sum(counts.values())) for platform, counts in table.items()),
        key=lambda line: (line[0] == "", -line[2]),
    )


def standing(order: Order) -> Standing:
    """How the cases of an order stand now."""
    cases = Case.objects.filter(requesters__order=order).order_by()
    by_state: dict[CaseState, int] = {}
    still_up = 0
    for state, verdict, count in cases.values_list("state", "verdict").annotate(n=Count("pk")):
        by_state[CaseState(state)] = by_state.get(CaseState(state), 0) + count
        still_up += count if verdict == Verdict.UP else 0
    return Standing(by_state, still_up, sum(by_state.values()))


def last_policy(reader: Reader) -> str:
    """The policy of the order that the reader's office began last; empty before the first."""
    found = (
        visible_orders(*eyes(reader)).order_by("-created_at", "-pk").values_list("policy", flat=True).first()
    )
    return found or ""


def mail_address(reader: Reader) -> str:
    """The address to which the reader's office can mail a list; empty where the installation takes no mail in."""
    if settings.TERTIB_LMTP is None:
        return ""
    return order_address(reader.home.slug, secret=settings.SECRET_KEY, domain=settings.TERTIB_REPLY_DOMAIN)


def row_lines(order: Order) -> Iterator[tuple[object, ...]]:
    """Every row with its outcome, for a table file: row, part, text, note, kind, platform, listing, url, outcome,
    earlier row, case, state of the case."""
    yield from (
        OrderRow.objects.filter(order=order)
        .order_by("row", "part")
        .values_list(
            "row",
            "part",
            "text",
            "note",
            "kind",
            "platform",
            "listing",
            "url",
            "outcome",
            "earlier",
            "case__key",
            "case__state",
        )
        .iterator(chunk_size=2000)
    )
