"""Alarms and persons: who sees to one, and closing what does not end by itself."""

from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, keeps_installation, may, require
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Alarm
from tertib.vocabulary import AlarmKind

CLOSABLE = frozenset(
    {
        AlarmKind.DELIVERY_DEAD,
        AlarmKind.UNKNOWN_TEMPLATE,
        AlarmKind.POLICY_BRAKED,
        AlarmKind.SELLER_TOO_BIG,
    }
)
"""Their cause may stay for good, with a person having done what there is to do. All others end with their cause."""
MOST_CHARS = 500


def take_on(actor: Actor, alarm: Alarm, *, note: str, now: datetime) -> None:
    """Say that one sees to it, and what one does; said again, the later word stands. Raises Conflict if it ended."""
    _require(actor, alarm)
    with transaction.atomic():
        fresh = _open(alarm)
        fresh.taken_on_at, fresh.taken_on_by, fresh.note = now, actor.person, note.strip()[:MOST_CHARS]
        fresh.save(update_fields=["taken_on_at", "taken_on_by", "note"])


def close(actor: Actor, alarm: Alarm, *, note: str, now: datetime) -> None:
    """End an alarm with a reason. It is raised again if its cause happens again.

    Raises BadInput without a reason and for an alarm that ends only with its cause, Conflict if it ended already.
    """
    _require(actor, alarm)
    if alarm.kind not in CLOSABLE:
        raise BadInput("This alarm ends by itself when its cause is gone; until then it stays open.")
    if not note.strip():
        raise BadInput("Say why it is closed.")
    with transaction.atomic():
        fresh = _open(alarm)
        fresh.cleared_at, fresh.cleared_by, fresh.note = now, actor.person, note.strip()[:MOST_CHARS]
        fresh.save(update_fields=["cleared_at", "cleared_by", "note"])


def may_see_to(actor: Actor, alarm: Alarm) -> bool:
    """Whether the actor sees to it: one's own party's, a hub its members', the installation's operator all."""
    if not may(actor, Permit.SEE_TO_ALARMS):
        return False
    own = alarm.party is not None and actor.home.pk in (alarm.party_id, alarm.party.association_id)
    return own or keeps_installation(actor)


def _require(actor: Actor, alarm: Alarm) -> None:
    require(actor, Permit.SEE_TO_ALARMS)
    if not may_see_to(actor, alarm):
        raise NotPermitted("You can see to the alarms of your own office and its members only.")


def _open(alarm: Alarm) -> Alarm:
    fresh = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    if fresh.cleared_at is not None:
        raise Conflict("This alarm has ended already.")
    return fresh
