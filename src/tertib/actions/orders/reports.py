"""Reports from the public: take them, take them over into an order, or set them aside with a reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.orders.handing_in import OrderForm, paste_order
from tertib.actions.permits import Permit, require
from tertib.core.deadlines import local_day
from tertib.errors import BadInput, Conflict
from tertib.store.models import Order, PublicReport
from tertib.vocabulary import LegalZone, OrderSource

MAX_LINKS_CHARS = 20_000
MAX_WHAT_CHARS = 2_000


def report(*, links: str, what: str, now: datetime) -> PublicReport:
    """Keep what somebody pointed out; nothing about the reporter is asked or kept. Raises BadInput."""
    if not links.strip():
        raise BadInput("Paste at least one link.")
    if len(links) > MAX_LINKS_CHARS or len(what) > MAX_WHAT_CHARS:
        raise BadInput(
            f"This is too long: at most {MAX_LINKS_CHARS:,} characters of links and {MAX_WHAT_CHARS:,} of text."
        )
    day = local_day(now, zone=LegalZone.WIB)
    clean_links, clean_what = links.replace("\x00", "").strip(), what.replace("\x00", "").strip()
    return PublicReport.objects.create(links=clean_links, what=clean_what, created_at=now, day=day)


def take_over(actor: Actor, reports: Sequence[PublicReport], *, form: OrderForm, now: datetime) -> Order:
    """Make one draft order of the links of these reports; the analyst looks at it and hands it in."""
    require(actor, Permit.TAKE_REPORTS)
    if not reports:
        raise BadInput("Choose at least one report.")
    with transaction.atomic():
        mine = PublicReport.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in reports])
        if any(one.order_id or one.set_aside for one in mine):
            raise Conflict(
                "Some of these reports were taken over or set aside meanwhile. Open the list again."
            )
        order = paste_order(actor, text="\n".join(one.links for one in reports), form=form, now=now)
        if not order.was_there:  # type: ignore[attr-defined]
            order.source = OrderSource.REPORT
            order.save(update_fields=["source"])
        mine.update(order=order, read_at=now, read_by=actor.person)
    return order


def set_aside(actor: Actor, public_report: PublicReport, *, reason: str, now: datetime) -> None:
    """Nothing follows from it, for this reason."""
    require(actor, Permit.TAKE_REPORTS)
    if not reason.strip():
        raise BadInput("Say why nothing follows from it.")
    waiting = PublicReport.objects.filter(pk=public_report.pk, order=None, set_aside="")
    if not waiting.update(set_aside=reason.strip()[:300], read_at=now, read_by=actor.person):
        raise Conflict("This report was taken over or set aside meanwhile.")
