"""Police holds: ask to wait with a listing, with a reason and an end; lift it early."""

from datetime import datetime, timedelta

from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.cases.clocks import end_holds
from tertib.actions.cases.history import Happening, record
from tertib.actions.cases.hold_rows import hold_ends
from tertib.actions.notices.asking import ask_to_send
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import HoldPlaced
from tertib.core.cases.lifecycle import targets
from tertib.core.links import read_link
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, Dispatch, Hold, Notice
from tertib.vocabulary import CaseState, LinkKind, NoticeState

MAX_HOLD = timedelta(days=30)  # a longer need is a new hold, with a new letter


def place_hold(
    actor: Actor, *, link: str, letter_number: str, reason: str, until: datetime, now: datetime
) -> Hold:
    """Ask to wait with the listing that a link (or a key such as `shopee:1.2`) names.

    Cases of it that can wait are held at once; a case opened later is held from the start. Nothing is told of
    whether such a case exists.
    """
    require(actor, Permit.HOLD)
    if actor.person is None:
        raise BadInput("A person places a hold; sign in and place it on the page.")
    if not letter_number.strip() or not reason.strip():
        raise BadInput("A hold needs the letter's number and a reason.")
    if not now < until <= now + MAX_HOLD:
        raise BadInput(f"The end of a hold lies between now and {MAX_HOLD.days} days from now.")
    listing_key = _listing_of(link)
    with transaction.atomic():
        hold = Hold.objects.create(
            listing_key=listing_key,
            police=actor.home,
            placed_by=actor.person,
            letter_number=letter_number.strip()[:120],
            reason=reason.strip()[:500],
            placed_at=now,
            until=until,
        )
        cases = Case.objects.filter(listing__key=listing_key)
        able = [case.pk for case in cases if targets(case.state, HoldPlaced) is not None]
        placed = HoldPlaced(hold_ends(cases, now=now), actor.home.slug)  # another hold may last longer
        record([Happening(pk, placed) for pk in able], by=actor, permit=Permit.HOLD, now=now)
    return hold


def lift_hold(actor: Actor, hold: Hold, *, now: datetime) -> None:
    """End a hold before its time; cases that no other hold keeps go on where they stood."""
    require(actor, Permit.HOLD)
    with transaction.atomic():
        ended = Hold.objects.filter(pk=hold.pk, police=actor.home, ended_at=None).update(ended_at=now)
        if not ended:
            raise Conflict("This hold has ended already.")
        others = Hold.objects.filter(listing_key=hold.listing_key, ended_at=None, until__gt=now)
        longest = others.select_related("police").order_by("-until").first()
        held = Case.objects.filter(listing__key=hold.listing_key, state=CaseState.HELD)
        ids = list(held.values_list("pk", flat=True))
        if longest is None:
            end_holds(ids, by=actor, permit=Permit.HOLD, now=now)
        else:  # the case waits for the hold that is left, and no longer
            left = HoldPlaced(longest.until, longest.police.slug)
            record([Happening(pk, left) for pk in ids], by=actor, permit=Permit.HOLD, now=now)
        approved = Notice.objects.filter(case__listing__key=hold.listing_key, state=NoticeState.APPROVED)
        waiting = Dispatch.objects.filter(notices__in=approved, state=NoticeState.APPROVED).distinct()
        ask_to_send(list(waiting), now=longest.until if longest else now)


def _listing_of(text: str) -> str:
    platform, _, own_id = text.strip().partition(":")
    if platform in tables.platforms() and own_id and "/" not in platform:
        return text.strip()
    link = read_link(text.strip(), platforms=tables.platforms())
    if link.kind is not LinkKind.LISTING or not link.listing:
        raise BadInput(
            "This is no link to a listing that we can read. Paste the link of the product page itself."
        )
    return link.listing
