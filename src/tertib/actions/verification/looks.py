"""Plan and save looks: which pages to fetch, in which session, and what all looks at a case mean together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from tertib.actions import outbox, tables
from tertib.actions.actor import WORKER, Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.contacts.health import clear_alarm, raise_alarm
from tertib.actions.permits import Permit, require
from tertib.actions.verification.risk import LookRisk, note_robots
from tertib.core.cases.events import Seen
from tertib.core.deadlines import local_day
from tertib.core.links import read_link
from tertib.core.verification.controls import DIRECT, Control, ControlKind, Session, session_is_valid
from tertib.core.verification.observe import Observation as Sight
from tertib.core.verification.plan import Watch, next_exit, next_look
from tertib.core.verification.verdict import Look, verdict
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.models import Case, Listing, LookSession, Observation
from tertib.vocabulary import AlarmKind, CaseState, Errand, LegalZone, PageState

SESSION_LASTS = timedelta(hours=1)  # after that the controls are looked at again, well within their reach
EXITS = "exits:"  # in a session's reasons: how many there were
COLUMNS = (
    "case_id",
    "session_id",
    "at",
    "day",
    "state",
    "status",
    "final_url",
    "template",
    "fingerprint",
    "title",
    "body_sha256",
    "reasons",
    "templates_digest",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One page to look at. `reference` is the fingerprint of the goods at the first look that saw them up.

    `exit` names the network by which to go out.
    """

    claim: outbox.Claim
    case_id: int
    platform: str
    listing_id: str
    url: str
    reference: str | None
    exit: str = DIRECT


@dataclass(frozen=True, slots=True)
class ControlTask:
    """One control page to look at."""

    control: Control
    listing_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one look showed."""

    task: Task
    sight: Sight
    status: int | None
    final_url: str
    title: str
    body_sha256: str


def tasks_of(claims: Sequence[outbox.Claim], *, exits: Sequence[str] = (DIRECT,)) -> list[Task]:
    """What to fetch for claimed looks, and by which of `exits`; claims of cases that are no more are left out."""
    by_case = {int(claim.key.partition(":")[2]): claim for claim in claims}
    cases = Case.objects.filter(pk__in=by_case).select_related("listing")
    references = _references(by_case)
    last = _last_by_exit(by_case) if len(exits) > 1 else {}
    return [
        Task(
            by_case[case.pk],
            case.pk,
            case.platform,
            case.listing.key.partition(":")[2],
            case.listing.url,
            references.get(case.pk),
            next_exit(exits, last_by=last.get(case.pk, {})),
        )
        for case in cases
    ]


def control_tasks(platform: str) -> list[ControlTask]:
    """The platform's control pages: positives first, in the order in which they are tried."""
    found = []
    for kind in ControlKind:
        for control in tables.controls().of(platform, kind):
            link = read_link(control.url, platforms=tables.platforms())
            found.append(ControlTask(control, (link.listing or "").partition(":")[2]))
    return found


def standing_session(platform: str, *, now: datetime, exit_name: str = DIRECT) -> LookSession | None:
    """The latest session by this exit, if it is young enough and valid."""
    latest = LookSession.objects.filter(platform=platform, exit=exit_name).order_by("-at", "-pk").first()
    return latest if latest and latest.valid and timedelta() <= now - latest.at < SESSION_LASTS else None


def open_session(
    platform: str,
    *,
    positive: Sight | None,
    negative: Sight | None,
    exit_name: str,
    now: datetime,
    exits: int = 1,
) -> LookSession:
    """Keep the control looks of a new session, and raise or clear the platform's alarms.

    `exits` is how many networks this installation has: with two or more, one alone never makes a listing down.
    """
    valid = session_is_valid(Session(platform=platform, at=now, positive=positive, negative=negative))
    reasons = [
        f"{name}:{sight.state if sight else 'not_looked_at'}"
        for name, sight in (("positive", positive), ("negative", negative))
    ]
    with transaction.atomic():
        session = LookSession.objects.create(
            platform=platform,
            at=now,
            exit=exit_name,
            positive=positive.state if positive else None,
            negative=negative.state if negative else None,
            negative_template=(negative.template or "")[:120] if negative else "",
            valid=valid,
            reasons=[*reasons, f"{EXITS}{exits}"],
        )
        subject = f"platform:{platform}"
        if valid and not _fails_elsewhere(session):
            clear_alarm(AlarmKind.CONTROLS_FAIL, subject=subject, now=now)
        elif not valid:
            detail = "; ".join((*reasons, f"exit:{exit_name}"))
            raise_alarm(AlarmKind.CONTROLS_FAIL, subject=subject, party=None, detail=detail, now=now)
        if any(sight is not None and sight.is_unrecognised for sight in (positive, negative)):
            raise_alarm(AlarmKind.UNKNOWN_TEMPLATE, subject=subject, party=None, detail="controls", now=now)
    return session


def _fails_elsewhere(session: LookSession) -> bool:
    """Whether another exit's latest controls failed: its alarm stands though this one's are as they must be."""
    lately = LookSession.objects.filter(platform=session.platform, at__gt=session.at - SESSION_LASTS)
    latest = (
        lately.exclude(exit=session.exit).values("exit").annotate(last=Max("pk")).values("last").order_by()
    )
    return LookSession.objects.filter(pk__in=latest, valid=False).exists()


def save_looks(sightings: Sequence[Sighting], *, session: LookSession, at: datetime, now: datetime) -> None:
    """Keep what was seen at `at`, judge each case by all its looks, and plan the next one: one transaction.

    Looks that another worker took over, or that were called off since (the case was closed), are left out.
    """
    day = local_day(at, zone=LegalZone.WIB)
    digest = tables.templates().digest
    with transaction.atomic():
        ours = outbox.held([one.task.claim for one in sightings])
        seen = [one for one in sightings if one.task.claim.id in ours]
        outbox.finish([one.task.claim for one in seen], now=now)
        insert_rows(Observation, COLUMNS, [_row(one, session, at, day, digest) for one in seen])
        _keep_titles(seen)
        judged = judge([one.task.case_id for one in seen], now=now)
        states = {one.task.case_id: one.sight.state for one in seen}
        happenings = [
            Happening(case_id, Seen(verdict=judgement, state=states[case_id], next_look=following))
            for case_id, (judgement, following) in judged.items()
        ]
        record(happenings, by=WORKER, permit=Permit.WORK, now=now)
        note_robots([one.sight for one in seen], platform=session.platform, now=now)
        odd = sum(one.sight.is_unrecognised for one in seen)
        if odd:
            raise_alarm(
                AlarmKind.UNKNOWN_TEMPLATE,
                subject=f"platform:{session.platform}",
                party=None,
                detail=f"{odd} of {len(seen)} pages are of no known form",
                now=now,
            )


def judge(case_ids: Iterable[int], *, now: datetime) -> dict[int, tuple[Any, datetime | None]]:
    """The verdict on each case by all its looks so far, and when to look next."""
    cases = Case.objects.select_related("listing").in_bulk(list(case_ids))
    known = LookRisk(cases.values(), now=now)
    rows = Observation.objects.filter(case__in=cases).order_by("case_id", "at", "pk")
    found = list(rows.values_list("case_id", "session_id", "at", "state", "template"))
    sessions = {
        row.pk: _session(row)
        for row in LookSession.objects.filter(pk__in={session for _, session, *_ in found})
    }
    looks: dict[int, list[Look]] = {case_id: [] for case_id in cases}
    for case_id, session_id, at, state, template in found:
        sight = Sight(state=PageState(state), reasons=(), template=template or None)
        looks[case_id].append(
            Look(platform=cases[case_id].platform, at=at, observation=sight, session=sessions[session_id])
        )
    return {
        case_id: (
            verdict(looks[case_id], now=now).verdict,
            next_look(_watch(case, known), looks[case_id], now=now),
        )
        for case_id, case in cases.items()
    }


def look_again(actor: Actor, cases: Sequence[Case], *, now: datetime) -> None:
    """A person asks for a look now."""
    require(actor, Permit.FOLLOW_UP)
    works = [outbox.Work(Errand.LOOK, f"look:{case.pk}", due_at=now, lane=case.platform) for case in cases]
    with transaction.atomic():
        outbox.ask(works)


def _row(one: Sighting, session: LookSession, at: datetime, day: object, digest: str) -> tuple[Any, ...]:
    sight = one.sight
    return (
        one.task.case_id,
        session.pk,
        at,
        day,
        sight.state,
        one.status,
        one.final_url[:2048],
        (sight.template or "")[:120],
        (sight.fingerprint or "")[:200],
        one.title[:300],
        one.body_sha256,
        list(sight.reasons),
        digest,
    )


def _keep_titles(seen: Sequence[Sighting]) -> None:
    """What the page said at the first look that saw it up; later looks do not change it."""
    titles = {one.task.case_id: one.title for one in seen if one.sight.state is PageState.UP and one.title}
    untitled = Case.objects.filter(pk__in=titles, listing__first_seen_title="").values_list(
        "pk", "listing_id"
    )
    update_rows(Listing, ("first_seen_title",), [(titles[pk][:300], listing) for pk, listing in untitled])


def _references(case_ids: Iterable[int]) -> dict[int, str]:
    """Fingerprints of the goods at each case's first look that saw them up."""
    up = Observation.objects.filter(case__in=list(case_ids), state=PageState.UP).exclude(fingerprint="")
    first = up.values("case").annotate(first=Min("pk")).values("first")
    return dict(Observation.objects.filter(pk__in=first).values_list("case_id", "fingerprint"))


def _last_by_exit(case_ids: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """When each case was last looked at by each exit."""
    found: dict[int, dict[str, datetime]] = {}
    rows = Observation.objects.filter(case__in=list(case_ids)).order_by()
    for case_id, name, at in rows.values_list("case_id", "session__exit").annotate(last=Max("at")):
        found.setdefault(case_id, {})[name] = at
    return found


def _session(row: LookSession) -> Session:
    positive = Sight(state=row.positive, reasons=()) if row.positive else None
    negative = (
        Sight(state=row.negative, reasons=(), template=row.negative_template or None)
        if row.negative
        else None
    )
    exits = next((int(each.removeprefix(EXITS)) for each in row.reasons if each.startswith(EXITS)), 1)
    return Session(
        platform=row.platform, at=row.at, positive=positive, negative=negative, exit=row.exit, exits=exits
    )


def _watch(case: Case, known: LookRisk) -> Watch:
    return Watch(
        opened_at=case.opened_at,
        notified_at=case.sent_at,
        answer_due=None if case.clock_paused else case.answer_due,
        claimed_at=case.claimed_at,
        ended_at=case.changed_at if case.state in (CaseState.CLOSED, CaseState.RESTORED) else None,
        return_rate=known.rate(case),
        stretch=known.stretch(case),
        phase=known.phase(case),
    )
