"""Watch clocks: duties whose time ran out, and holds that end."""

from datetime import datetime

from django.db import transaction

from tertib.actions.actor import WORKER, Actor
from tertib.actions.cases.clock_rows import due_after_resume, running_answer_clocks
from tertib.actions.cases.deciding import require_own
from tertib.actions.cases.history import Happening, record
from tertib.actions.permits import Permit
from tertib.core.cases.events import AnswerDueRanOut, ClockResumed, HoldEnded
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, Clock, Hold
from tertib.vocabulary import ClockKind, PauseReason

CHUNK = 1_000


def run_out(*, now: datetime) -> int:
    """Let the next clocks run out whose due time has come, the hour itself included; returns how many."""
    with transaction.atomic():
        due = Clock.objects.filter(due_at__lte=now, stopped_at=None, ran_out_at=None, paused_at=None)
        clocks = list(due.select_for_update(of=("self",)).order_by("due_at", "pk")[:CHUNK])
        answers = [clock for clock in clocks if clock.kind == ClockKind.ANSWER]
        holds = [clock for clock in clocks if clock.kind == ClockKind.HOLD]
        Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(ran_out_at=now)
        record(
            [Happening(clock.case_id, AnswerDueRanOut(clock.due_at)) for clock in answers],
            by=WORKER,
            permit=Permit.WORK,
            now=now,
        )
        end_holds([clock.case_id for clock in holds], by=WORKER, permit=Permit.WORK, now=now)
        Hold.objects.filter(until__lte=now, ended_at=None).update(ended_at=now)
    return len(clocks)


def end_holds(case_ids: list[int], *, by: Actor, permit: Permit, now: datetime) -> None:
    """Let held cases go on where they stood, their answer clocks with what was left."""
    due = {
        clock.case_id: due_after_resume(clock, reason=PauseReason.HELD, now=now)
        for clock in running_answer_clocks(case_ids)
    }
    happenings = [Happening(case_id, HoldEnded(due.get(case_id))) for case_id in case_ids]
    record(happenings, by=by, permit=permit, now=now)


def resume_clock(actor: Actor, case: Case, *, text: str, now: datetime) -> None:
    """Answer a justified "cannot execute" (such as with the right link); the clock goes on with what was left."""
    require_own(actor, case)
    if not text.strip():
        raise BadInput("Write the answer; the platform reads it on the case.")
    with transaction.atomic():
        clocks = [
            clock
            for clock in running_answer_clocks([case.pk])
            if PauseReason.CANNOT_EXECUTE in clock.times.get("pauses", ())
        ]
        if not clocks:
            raise Conflict("The clock of this case does not stand still for an answer of yours.")
        due = due_after_resume(clocks[0], reason=PauseReason.CANNOT_EXECUTE, now=now)
        event = ClockResumed(PauseReason.CANNOT_EXECUTE, due)
        record(
            [Happening(case.pk, event, notes={"answer": text[:2000]})],
            by=actor,
            permit=Permit.FOLLOW_UP,
            now=now,
        )
