"""Alarms as those who see to them read them: by kind, by party, with the contact that each is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_alarms, visible_contacts
from tertib.store.models import Alarm, Contact, Party
from tertib.vocabulary import AlarmKind

CONTACT = "contact:"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFilter:
    """Which alarms are wanted; what is empty narrows nothing."""

    ended: bool = False
    kind: AlarmKind | None = None
    party: str = ""  # slug


def alarms(reader: Reader, wanted: AlarmFilter) -> QuerySet[Alarm]:
    """Open ones, those longest open first; or those that ended, latest first."""
    found = visible_alarms(*eyes(reader)).select_related("party", "taken_on_by", "cleared_by")
    found = found.filter(cleared_at__isnull=not wanted.ended)
    if wanted.kind is not None:
        found = found.filter(kind=wanted.kind)
    if wanted.party:
        found = found.filter(party__slug=wanted.party)
    return found.order_by("-cleared_at", "-pk") if wanted.ended else found.order_by("raised_at", "pk")


def alarm(reader: Reader, number: int) -> Alarm:
    """One alarm by its number. Raises NotFound for none, and for another party's."""
    found = visible_alarms(*eyes(reader)).select_related("party").filter(pk=number).first()
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found


def parties_with_alarms(reader: Reader) -> list[Party]:
    """Parties that an alarm was ever raised for, by name: for the filter."""
    of = visible_alarms(*eyes(reader)).filter(party__isnull=False).values("party")
    return list(Party.objects.filter(pk__in=of).order_by("name"))


def contacts_of(reader: Reader, alarms: Iterable[Alarm]) -> dict[int, Contact]:
    """By alarm: the contact that it is about, where the reader may see it."""
    about = {alarm.pk: _number(alarm.subject) for alarm in alarms}
    found = visible_contacts(*eyes(reader)).in_bulk([number for number in about.values() if number])
    return {pk: found[number] for pk, number in about.items() if number in found}


def open_alarms_of(reader: Reader, contacts: Iterable[Contact]) -> dict[int, list[Alarm]]:
    """By contact: the alarms that stand for it."""
    subjects = {f"{CONTACT}{contact.pk}": contact.pk for contact in contacts}
    standing = visible_alarms(*eyes(reader)).filter(cleared_at=None, subject__in=subjects)
    found: dict[int, list[Alarm]] = {}
    for alarm in standing.order_by("raised_at"):
        found.setdefault(subjects[alarm.subject], []).append(alarm)
    return found


def _number(subject: str) -> int:
    text = subject.removeprefix(CONTACT)
    return int(text) if subject.startswith(CONTACT) and text.isdigit() else 0
