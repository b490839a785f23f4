"""How well contacts can be reached, and the alarms: no clock runs against a dead mailbox."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from tertib.actions.actor import WORKER
from tertib.actions.cases.clock_rows import due_after_resume, running_answer_clocks
from tertib.actions.cases.history import Happening, record
from tertib.actions.permits import Permit
from tertib.core.cases.events import ClockPaused, ClockResumed
from tertib.store.models import Alarm, Case, Contact, Notice, Party
from tertib.vocabulary import AlarmKind, CaseState, ContactHealth, NoticeState, PauseReason

DEAD_AFTER = timedelta(hours=24)  # of failures in a row: longer than a night's outage
SILENT_AFTER = timedelta(days=3)  # overdue notices and no answer of any kind for so long
SILENT_MIN_OVERDUE = 5
CERTIFICATE_WARNING = timedelta(days=14)
CONTACT_ALARMS = (AlarmKind.CONTACT_BOUNCES, AlarmKind.CONTACT_SILENT, AlarmKind.CONTACT_CERTIFICATE)


def contact_worked(contact_id: int, *, now: datetime, certificate_expires_at: datetime | None = None) -> None:
    """A delivery was taken: the contact is well, its alarm is cleared, clocks that stood still for it go on."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    was_well = contact.health == ContactHealth.WELL
    if contact.health != ContactHealth.WELL:
        contact.health, contact.health_since = ContactHealth.WELL, now
    contact.last_ok_at, contact.failures_in_row, contact.last_error = now, 0, ""
    contact.certificate_expires_at = certificate_expires_at or contact.certificate_expires_at
    contact.save()
    clear_alarm(AlarmKind.CONTACT_BOUNCES, subject=_subject(contact), now=now)
    retired = Contact.objects.filter(party=contact.party_id, active=False, health=ContactHealth.DEAD)
    if not was_well or retired.exists():  # also one that was dead under an address it had before
        _resume_clocks(contact, now)


def contact_failed(contact_id: int, *, error: str, for_good: bool, now: datetime) -> None:
    """A delivery failed. Refused for good, or failing for DEAD_AFTER: dead, with an alarm; clocks stand still."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    if contact.health not in (ContactHealth.FAILING, ContactHealth.DEAD):
        contact.health, contact.health_since = ContactHealth.FAILING, now
    contact.failures_in_row += 1
    contact.last_failed_at, contact.last_error = now, error[:300]
    since = contact.health_since or now
    dies = contact.health != ContactHealth.DEAD and (for_good or now - since >= DEAD_AFTER)
    if dies:
        contact.health, contact.health_since = ContactHealth.DEAD, now
    contact.save()
    if dies:
        raise_alarm(
            AlarmKind.CONTACT_BOUNCES, subject=_subject(contact), party=contact.party, detail=error, now=now
        )
        _pause_clocks(contact, now)


def contact_answered(party: Party, *, now: datetime) -> None:
    """A reply came from the party: it is not silent."""
    Contact.objects.filter(party=party, active=True).update(last_answer_at=now)
    for contact in Contact.objects.filter(party=party, active=True):
        clear_alarm(AlarmKind.CONTACT_SILENT, subject=_subject(contact), now=now)


def contact_goes(contact: Contact, *, now: datetime) -> None:
    """The contact was retired or has another address: what was wrong with it is nobody's concern any more."""
    for kind in CONTACT_ALARMS:
        clear_alarm(kind, subject=_subject(contact), now=now)


def watch_contacts(*, now: datetime) -> int:
    """Raise alarms for silent contacts and certificates about to end; returns how many stand."""
    count = 0
    for contact in Contact.objects.filter(active=True).select_related("party"):
        overdue = Case.objects.filter(recipient=contact.party, state=CaseState.OVERDUE).count()
        since = contact.last_answer_at or contact.last_ok_at
        if overdue >= SILENT_MIN_OVERDUE and since is not None and now - since >= SILENT_AFTER:
            detail = f"{overdue} overdue, no answer since {since:%Y-%m-%d %H:%M} UTC"
            raise_alarm(
                AlarmKind.CONTACT_SILENT,
                subject=_subject(contact),
                party=contact.party,
                detail=detail,
                now=now,
            )
            count += 1
        ends = contact.certificate_expires_at
        if ends is not None and ends - now < CERTIFICATE_WARNING:
            detail = f"certificate valid until {ends:%Y-%m-%d}"
            raise_alarm(
                AlarmKind.CONTACT_CERTIFICATE,
                subject=_subject(contact),
                party=contact.party,
                detail=detail,
                now=now,
            )
            count += 1
        elif ends is not None:
            clear_alarm(AlarmKind.CONTACT_CERTIFICATE, subject=_subject(contact), now=now)
    return count


def raise_alarm(kind: AlarmKind, *, subject: str, party: Party | None, detail: str, now: datetime) -> None:
    """Raise it once; while it stands, only its detail is brought up to date."""
    standing = Alarm.objects.filter(kind=kind, subject=subject, cleared_at=None)
    if not standing.update(detail=detail[:300]):
        Alarm.objects.bulk_create(
            [Alarm(kind=kind, subject=subject, party=party, detail=detail[:300], raised_at=now)],
            ignore_conflicts=True,
        )


def clear_alarm(kind: AlarmKind, *, subject: str, now: datetime) -> None:
    """The cause has gone."""
    Alarm.objects.filter(kind=kind, subject=subject, cleared_at=None).update(cleared_at=now)


def _subject(contact: Contact) -> str:
    return f"contact:{contact.pk}"


def _waiting_cases(went_by: Q) -> list[int]:
    """Cases whose latest notice went by these contacts and that still owe an answer."""
    later = Notice.objects.filter(case=OuterRef("case"), state=NoticeState.SENT, pk__gt=OuterRef("pk"))
    owes = Q(case__state=CaseState.NOTIFIED) | Q(
        case__state=CaseState.HELD, case__held_from=CaseState.NOTIFIED
    )
    sent = Notice.objects.filter(went_by, owes, ~Exists(later), state=NoticeState.SENT)
    return list(sent.values_list("case_id", flat=True).distinct())


def _pause_clocks(contact: Contact, now: datetime) -> None:
    event = ClockPaused(PauseReason.CONTACT_DEAD)
    happenings = [Happening(pk, event) for pk in _waiting_cases(Q(dispatch__contact=contact))]
    record(happenings, by=WORKER, permit=Permit.WORK, now=now)


def _resume_clocks(contact: Contact, now: datetime) -> None:
    """The party can be reached: also what went by contacts that it has retired since goes on."""
    retired = Q(dispatch__contact__party=contact.party_id, dispatch__contact__active=False)
    happenings = []
    for clock in running_answer_clocks(_waiting_cases(Q(dispatch__contact=contact) | retired)):
        if PauseReason.CONTACT_DEAD in clock.times.get("pauses", ()):
            due = due_after_resume(clock, reason=PauseReason.CONTACT_DEAD, now=now)
            happenings.append(Happening(clock.case_id, ClockResumed(PauseReason.CONTACT_DEAD, due)))
    record(happenings, by=WORKER, permit=Permit.WORK, now=now)
