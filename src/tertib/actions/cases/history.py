"""Record what happened to many cases at once: load, decide, save, in one transaction.

This is the only place that changes a case. Each happening becomes the next numbered event of its case; what
must follow is saved beside it: clocks as rows, looks and ladder checks as outbox rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.cases import clock_rows
from tertib.actions.permits import Permit
from tertib.core.cases import events as e
from tertib.core.cases import intents as i
from tertib.core.cases.decide import Case as CaseNow
from tertib.core.cases.decide import Decision, decide
from tertib.core.deadlines import ClockTimes, local_day
from tertib.errors import Conflict, MoveNotAllowed
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.models import Case, CaseEvent
from tertib.vocabulary import Errand, LegalZone

CHUNK = 2_000  # cases loaded at a time: some 10 MB

DECIDED = (
    "state",
    "outcome",
    "verdict",
    "seen_up_at",
    "sent_at",
    "held_from",
    "last_reply",
    "answer_due",
    "clock_paused",
    "claimed_at",
    "down_at",
    "returns",
)
"""Columns that mirror `core.cases.decide.Case`."""

SAVED = (
    *DECIDED,
    "version",
    "changed_at",
    "page_state",
    "seen_at",
    "approved",
    "held_until",
    "sent_day",
    "claimed_day",
    "down_day",
)

EVENT_COLUMNS = (
    "case_id",
    "no",
    "kind",
    "state",
    "at",
    "day",
    "person_id",
    "api_key_id",
    "party_id",
    "permit",
    "body",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of one case. `clock` gives the answer clock's times when the event starts or resumes it."""

    case_id: int
    event: e.Event
    clock: ClockTimes | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)  # more for the history, such as a reason in words


@dataclass(frozen=True, slots=True)
class Refused:
    """A happening that the lifecycle does not allow; nothing of it was saved."""

    case_id: int
    why: str


def record(
    happenings: Sequence[Happening], *, by: Actor, permit: Permit, now: datetime, strict: bool = True
) -> list[Refused]:
    """Apply the happenings in the order given. All or nothing, unless `strict` is false: then those that the
    lifecycle refuses are left out and returned.

    Raises MoveNotAllowed (strict), or Conflict if a case was changed by somebody else meanwhile.
    """
    refused: list[Refused] = []
    with transaction.atomic():
        for start in range(0, len(happenings), CHUNK):
            refused += _record_chunk(
                happenings[start : start + CHUNK], by=by, permit=permit, now=now, strict=strict
            )
    return refused


def _record_chunk(
    happenings: Sequence[Happening], *, by: Actor, permit: Permit, now: datetime, strict: bool
) -> list[Refused]:
    cases = _load({happening.case_id for happening in happenings})
    versions = {case.pk: case.version for case in cases.values()}
    day = local_day(now, zone=LegalZone.WIB)
    history: list[tuple[Any, ...]] = []
    todo: list[tuple[Case, i.Intent, Happening]] = []
    refused: list[Refused] = []
    for happening in happenings:
        case = cases[happening.case_id]
        try:
            decision = decide(case_now(case), happening.event, now=now)
        except MoveNotAllowed as error:
            if strict:
                raise
            refused.append(Refused(happening.case_id, str(error)))
            continue
        _set(case, decision, happening.event, now)
        history.append(_history_row(case, happening, by, permit, now, day))
        todo.extend((case, intent, happening) for intent in decision.intents)
    changed = [case for case in cases.values() if case.version != versions[case.pk]]
    rows = [(*(getattr(case, name) for name in SAVED), case.pk, versions[case.pk]) for case in changed]
    if update_rows(Case, SAVED, rows, where=("id", "version")) != len(changed):
        raise Conflict("Some of these cases were changed meanwhile. Nothing was saved; try again.")
    insert_rows(CaseEvent, EVENT_COLUMNS, history)
    clock_rows.save([(case, intent, happening.clock) for case, intent, happening in todo], now=now)
    _save_looks(todo)
    _save_ladder_checks(todo, now)
    return refused


def case_now(case: Case) -> CaseNow:
    """What a decision needs to know of a stored case."""
    return CaseNow(**{name: getattr(case, name) for name in DECIDED})


def _load(ids: set[int]) -> dict[int, Case]:
    rows = Case.objects.filter(pk__in=ids)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update().order_by("pk")  # always in one order: no deadlock
    return {case.pk: case for case in rows}


def _set(case: Case, decision: Decision, event: e.Event, now: datetime) -> None:
    for name in DECIDED:
        setattr(case, name, getattr(decision.case, name))
    case.version += 1
    case.changed_at = now
    match event:
        case e.Seen():
            case.page_state, case.seen_at = event.state, now
            if case.down_at == now:
                case.down_day = local_day(now, zone=LegalZone.WIB)
        case e.Replied() if case.claimed_at == now:
            case.claimed_day = local_day(now, zone=LegalZone.WIB)
        case e.NoticeApproved():
            case.approved = True
        case e.NoticeSent():
            case.approved = False
            case.sent_day = local_day(now, zone=LegalZone.WIB)
        case e.HoldPlaced():
            case.held_until = event.until
        case e.HoldEnded():
            case.held_until = None


def _history_row(
    case: Case, happening: Happening, by: Actor, permit: Permit, now: datetime, day: object
) -> tuple[Any, ...]:
    body = {name: _plain(value) for name, value in asdict(happening.event).items()} | dict(happening.notes)
    return (
        case.pk,
        case.version,
        e.EVENT_KINDS[type(happening.event)],
        case.state,
        now,
        day,
        by.person.pk if by.person else None,
        by.api_key.pk if by.api_key else None,
        by.party.pk if by.party else None,
        permit,
        body,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _save_looks(todo: Sequence[tuple[Case, i.Intent, Happening]]) -> None:
    looks: dict[int, outbox.Work | None] = {}
    for case, intent, _ in todo:
        match intent:
            case i.LookAt():
                looks[case.pk] = outbox.Work(
                    errand=Errand.LOOK, key=f"look:{case.pk}", lane=case.platform, due_at=intent.at
                )
            case i.StopLooking():
                looks[case.pk] = None
    outbox.ask([work for work in looks.values() if work is not None])
    outbox.call_off([f"look:{case_id}" for case_id, work in looks.items() if work is None])


def _save_ladder_checks(todo: Sequence[tuple[Case, i.Intent, Happening]], now: datetime) -> None:
    checks = {
        f"ladder:{case.recipient_id}:{case.policy}": (case.recipient_id, case.policy)
        for case, intent, _ in todo
        if isinstance(intent, i.ConsiderLadder) and case.recipient_id
    }
    outbox.ask(
        [
            outbox.Work(errand=Errand.LADDER, key=key, due_at=now, payload={"party": party, "policy": policy})
            for key, (party, policy) in checks.items()
        ]
    )
