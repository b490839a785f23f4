"""The ladder of platforms: propose what the record calls for; a person issues or dismisses it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.core import ladders
from tertib.core.notices import letters
from tertib.core.notices.wording import load_wording
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, Clock, Contact, LadderRung, Party
from tertib.vocabulary import CaseState, ClockKind, ContactHealth, Errand, LadderRungState

HEALTH = (ContactHealth.WELL, ContactHealth.UNTRIED, ContactHealth.FAILING, ContactHealth.DEAD)


def propose(*, party_id: int, policy: str, claim: outbox.Claim, now: datetime) -> int:
    """Write down what the record of a platform calls for now; returns how many rungs."""
    party = Party.objects.get(pk=party_id)
    with transaction.atomic():
        outbox.finish([claim], now=now)
        record, rules = record_of(party, policy, now=now), tables.policy(policy)
        proposals = ladders.proposals(record, rules, now=now)
        standing = ladders.ladder_standing(record, rules, now=now)
        if standing.until is not None:  # asked for now, it must still be seen when the period is over
            ask_to_consider(party.pk, policy, at=standing.until)
        LadderRung.objects.bulk_create(
            [
                LadderRung(
                    platform_party=party,
                    policy=policy,
                    rung=proposal.rung.key,
                    number=_next_number(party, policy, proposal.rung.key),
                    reason=f"{proposal.count.overdue} of {proposal.count.ended} duties",
                    overdue_cases=proposal.count.overdue,
                    proposed_at=now,
                )
                for proposal in proposals
            ],
            ignore_conflicts=True,
        )
    return len(proposals)


def draft_letter(actor: Actor, rung: LadderRung, *, now: datetime) -> tuple[str, str]:
    """Subject and body of the letter as it would be issued now, for the person to read and change."""
    require(actor, Permit.ISSUE_RUNG)
    policy, party = tables.policy(rung.policy), rung.platform_party
    issued = _issued(party, rung.policy)
    form = next((form for form in policy.rungs if form.key == rung.rung), None)
    if form is None:
        raise Conflict("The policy's ladder has no such rung any more; dismiss the proposal.")
    record = record_of(party, rung.policy, now=now)
    proposal = ladders.RungProposal(
        platform=party.slug,
        rung=form,
        turn=1 + sum(one.rung == rung.rung for one in issued),
        count=record.duties[form.window_days],
        earlier=issued,
    )
    sender = letters.Sender(
        contact=actor.home.name,
        portal_url=f"{settings.TERTIB_URL}/tugas/",
        reply_address=settings.TERTIB_MAIL_FROM,
    )
    letter = letters.rung_letter(
        proposal,
        recipient=party.name,
        platform_name=party.name,
        sender=sender,
        wording=load_wording(party.language),
        issued_at=now,
    )
    return letter.subject, letter.body


def issue(actor: Actor, rung: LadderRung, *, text: str, now: datetime) -> LadderRung:
    """Send the rung's letter, as read and signed off by a person; its period starts."""
    require(actor, Permit.ISSUE_RUNG)
    if actor.person is None:
        raise BadInput("A person issues a rung; sign in and issue it on the page.")
    if not text.strip():
        raise BadInput("The letter is empty.")
    with transaction.atomic():
        fresh = _waiting(rung)
        form = next((form for form in tables.policy(fresh.policy).rungs if form.key == fresh.rung), None)
        if form is None:
            raise Conflict("The policy's ladder has no such rung any more; dismiss the proposal.")
        fresh.state, fresh.text = LadderRungState.ISSUED, text.strip()
        fresh.decided_at, fresh.decided_by = now, actor.person
        fresh.period_ends_at = ladders.period_end(form, now)
        fresh.save()
        outbox.ask([outbox.Work(Errand.LETTER, f"letter:{fresh.pk}", now, payload={"rung": fresh.pk})])
        ask_to_consider(fresh.platform_party_id, fresh.policy, at=fresh.period_ends_at)
    return fresh


def dismiss(actor: Actor, rung: LadderRung, *, reason: str, now: datetime) -> LadderRung:
    """A person says no, with a reason; it is not proposed again within the rung's own period."""
    require(actor, Permit.ISSUE_RUNG)
    if not reason.strip():
        raise BadInput("Say why it is not issued; it stands in the record.")
    with transaction.atomic():
        fresh = _waiting(rung)
        fresh.state, fresh.text = LadderRungState.DISMISSED, reason.strip()
        fresh.decided_at, fresh.decided_by = now, actor.person
        fresh.save()
    return fresh


def ask_to_consider(party_id: int, policy: str, *, at: datetime) -> None:
    """Ask the worker to look at a platform's record at this time."""
    key = f"ladder:{party_id}:{policy}"
    outbox.ask([outbox.Work(Errand.LADDER, key, at, payload={"party": party_id, "policy": policy})])


def record_of(party: Party, policy: str, *, now: datetime) -> ladders.PlatformRecord:
    """What counts for the ladder: duties that ended in each window, what is overdue, and what was issued."""
    clocks = Clock.objects.filter(kind=ClockKind.ANSWER, case__recipient=party, case__policy=policy)
    duties = {}
    for days in ladders.windows(tables.policy(policy)):
        ended = clocks.filter(due_at__gt=now - timedelta(days=days), due_at__lte=now, paused_at=None)
        overdue = ended.filter(ran_out_at__isnull=False)
        duties[days] = ladders.DutyCount(ended=ended.count(), overdue=overdue.count())
    rungs = LadderRung.objects.filter(platform_party=party, policy=policy)
    dismissed = (
        rungs.filter(state=LadderRungState.DISMISSED).values_list("rung").annotate(at=Max("decided_at"))
    )
    healths = set(Contact.objects.filter(party=party, active=True).values_list("health", flat=True))
    return ladders.PlatformRecord(
        platform=party.slug,
        contact_health=next((health for health in HEALTH if health in healths), ContactHealth.DEAD),
        duties=duties,
        overdue_now=Case.objects.filter(recipient=party, policy=policy, state=CaseState.OVERDUE).count(),
        issued=_issued(party, policy),
        proposed=frozenset(rungs.filter(state=LadderRungState.PROPOSED).values_list("rung", flat=True)),
        dismissed=dict(dismissed),
    )


def _issued(party: Party, policy: str) -> tuple[ladders.RungIssued, ...]:
    rungs = LadderRung.objects.filter(platform_party=party, policy=policy, state=LadderRungState.ISSUED)
    return tuple(
        ladders.RungIssued(rung.rung, rung.decided_at)
        for rung in rungs.order_by("decided_at")
        if rung.decided_at
    )


def _next_number(party: Party, policy: str, rung: str) -> int:
    return LadderRung.objects.filter(platform_party=party, policy=policy, rung=rung).count() + 1


def _waiting(rung: LadderRung) -> LadderRung:
    fresh = LadderRung.objects.select_for_update(of=("self",)).get(pk=rung.pk)
    if fresh.state != LadderRungState.PROPOSED:
        raise Conflict("Somebody decided on this proposal meanwhile. Open the list again.")
    return fresh
