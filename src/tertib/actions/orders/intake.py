"""Take an order in: store what the worker read of its file, and merge its rows into listings and cases."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.listings.offers import join_offers
from tertib.actions.orders.handing_in import count_rows
from tertib.actions.orders.rows import Cell, read_rows, save_rows
from tertib.actions.permits import Permit
from tertib.core.cases.events import HoldPlaced, Joined, Opened
from tertib.core.deadlines import local_day
from tertib.store.bulk import update_rows
from tertib.store.ids import new_case_key
from tertib.store.models import Case, Hold, Listing, Order, OrderRow, Party, Requester
from tertib.vocabulary import CaseOutcome, CaseState, LegalZone, LinkKind, OrderState, PartyKind, RowOutcome

CHUNK = 1_000  # rows merged in one transaction: some 0.3 s on SQLite, so that others need not wait long


def finish_reading(
    order: Order, cells: Sequence[Cell], *, columns: dict[str, object], claim: outbox.Claim, now: datetime
) -> None:
    """Store the rows of a file that was read; the order is a draft with a preview from now on."""
    rows = read_rows(cells, platforms=tables.platforms())
    with transaction.atomic():
        outbox.finish([claim], now=now)
        OrderRow.objects.filter(order=order).delete()
        order.columns = columns
        save_rows(order, rows)
        order.state, order.problem = OrderState.DRAFT, ""
        order.counts = count_rows(order)
        order.save(update_fields=["columns", "row_count", "state", "problem", "counts", "file_key"])


def refuse_file(
    order: Order, *, problem: str, texts: Mapping[str, str], claim: outbox.Claim, now: datetime
) -> None:
    """The file cannot be read; the order says why and how to mend it: `texts` by language, `problem` in English."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        order.state, order.problem = OrderState.REFUSED, problem[:500]
        order.columns = {**(order.columns or {}), "refusal": dict(texts)}
        order.save(update_fields=["state", "problem", "columns"])


def merge_chunk(order: Order, *, now: datetime) -> bool:
    """Merge the next rows into cases, in one transaction; False when none is left and the order is taken in.

    May be run again at any point, and by a worker that lost its lease: rows that have their case are not touched,
    and an order that was taken in stays as it is. `order` is brought up to date.
    """
    with transaction.atomic():
        fresh_order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
        order.rows_done, order.state = fresh_order.rows_done, fresh_order.state
        if order.state != OrderState.TAKING_IN:
            return False
        waiting = OrderRow.objects.filter(
            order=order, kind=LinkKind.LISTING, case=None, outcome__in=(RowOutcome.NEW, RowOutcome.KNOWN)
        )
        rows = list(waiting.order_by("row", "part")[:CHUNK])
        if not rows:
            _finish(order, now)
            return False
        cases, fresh = _cases(order, rows, now)
        Requester.objects.bulk_create(
            [
                Requester(
                    case=cases[row.listing], authority_id=order.authority_id, order=order, row=row.row, at=now
                )
                for row in rows
            ],
            ignore_conflicts=True,
        )
        _record(order, rows, cases, fresh, now)
        update_rows(
            OrderRow,
            ("case_id", "outcome"),
            [
                (cases[row.listing].pk, RowOutcome.NEW if row.listing in fresh else RowOutcome.KNOWN, row.pk)
                for row in rows
            ],
        )
        order.rows_done += len(rows)
        order.save(update_fields=["rows_done"])
    return True


def _cases(order: Order, rows: Sequence[OrderRow], now: datetime) -> tuple[dict[str, Case], set[str]]:
    """The case of every row's listing, and the listings whose case this order opens."""
    by_key = {row.listing: row for row in rows}
    Listing.objects.bulk_create(
        [Listing(key=key, platform=row.platform, shop=row.shop, url=row.url) for key, row in by_key.items()],
        ignore_conflicts=True,
    )
    listings = {listing.key: listing for listing in Listing.objects.filter(key__in=by_key)}
    join_offers(by_key)
    there = _found(order, listings.values())
    parties = {
        party.platform: party
        for party in Party.objects.filter(kind=PartyKind.PLATFORM, active=True, platform__isnull=False)
    }
    missing = [listing for key, listing in listings.items() if key not in there]
    keys = {listing.key: new_case_key() for listing in missing}
    Case.objects.bulk_create(
        [
            Case(
                key=keys[listing.key],
                listing=listing,
                policy=order.policy,
                platform=listing.platform,
                recipient=parties.get(listing.platform),
                urgency=order.urgency,
                opened_at=now,
                opened_day=local_day(now, zone=LegalZone.WIB),
                changed_at=now,
            )
            for listing in missing
        ],
        ignore_conflicts=True,
    )
    there |= _found(order, missing)
    fresh = {key for key, own in keys.items() if there[key].key == own}
    return there, fresh


def _found(order: Order, listings: Iterable[Listing]) -> dict[str, Case]:
    found = Case.objects.filter(policy=order.policy, listing__in=listings).select_related("listing")
    return {case.listing.key: case for case in found}


def _record(
    order: Order, rows: Sequence[OrderRow], cases: dict[str, Case], fresh: set[str], now: datetime
) -> None:
    happenings = []
    authority = order.authority.slug
    for row in rows:
        kind = Opened if row.listing in fresh else Joined
        happenings.append(Happening(cases[row.listing].pk, kind(order.key, authority, row.row)))
    opening = {key for key, case in cases.items() if key in fresh or _opens_again(case)}
    holds = Hold.objects.filter(listing_key__in=opening, ended_at=None, until__gt=now)
    longest = {hold.listing_key: hold for hold in holds.select_related("police").order_by("until")}
    happenings += [
        Happening(cases[key].pk, HoldPlaced(hold.until, hold.police.slug)) for key, hold in longest.items()
    ]
    by = Actor(
        order.authority,
        order.handed_in_by.role if order.handed_in_by else None,
        order.handed_in_by,
        order.api_key,
    )
    record(happenings, by=by, permit=Permit.HAND_IN, now=now)


def _opens_again(case: Case) -> bool:
    """Whether naming it again opens the case (core.cases.decide)."""
    return case.state == CaseState.CLOSED and case.outcome in (
        CaseOutcome.ALREADY_GONE,
        CaseOutcome.WITHDRAWN,
    )


def _finish(order: Order, now: datetime) -> None:
    """Give the rows that stand twice their case too, and close the books of the order."""
    cases = dict(Requester.objects.filter(order=order).values_list("case__listing__key", "case_id"))
    twice = OrderRow.objects.filter(order=order, outcome=RowOutcome.TWICE, case=None).values_list(
        "pk", "listing"
    )
    update_rows(OrderRow, ("case_id",), [(cases[listing], pk) for pk, listing in twice if listing in cases])
    order.counts = count_rows(order)
    order.rows_done = order.row_count
    order.state, order.taken_in_at = OrderState.TAKEN_IN, now
    order.save(update_fields=["counts", "rows_done", "state", "taken_in_at"])
