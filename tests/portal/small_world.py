"""A small world for tests of pages: one authority, two platforms, cases that go their way by the real actions."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tertib.actions import outbox
from tertib.actions.actor import WORKER, Actor
from tertib.actions.cases import clocks, ladders
from tertib.actions.cases.history import Happening, record
from tertib.actions.notices import asking, deliveries, replies
from tertib.actions.permits import Permit
from tertib.core.cases.events import Opened, Seen
from tertib.store.models import (
    Approval,
    Case,
    Contact,
    Dispatch,
    Listing,
    LookSession,
    Notice,
    Observation,
    Order,
    OrderRow,
    Party,
    Person,
    Requester,
)
from tertib.vocabulary import (
    ChannelKind,
    ContactHealth,
    Errand,
    LinkKind,
    PageState,
    PartyKind,
    ReplyChannel,
    Role,
    RowOutcome,
    Verdict,
)
from tests.factories import NOW, POLICY, make_actor, make_order, make_party

LETTER = date(2026, 11, 20)
STANDING = [NOW]  # the moment that pages go by: the latest world's


def standing_clock() -> datetime:
    """The clock of tests of pages: it stands still until a world lets time pass."""
    return STANDING[0]


MEANS = {
    PageState.UP: Verdict.UP,
    PageState.UP_CHANGED: Verdict.CHANGED,
    PageState.GONE_HARD: Verdict.DOWN,
}


@dataclass(slots=True)
class SmallWorld:
    """Everybody in it, and the moment it has reached. `cases` by the listing's key."""

    authority: Party
    association: Party
    platforms: dict[str, Party]
    approver: Actor
    order: Order
    now: datetime = NOW
    cases: dict[str, Case] = field(default_factory=dict)

    @property
    def approver_person(self) -> Person:
        """The person behind the approver."""
        if self.approver.person is None:
            raise LookupError("the approver is a person")
        return self.approver.person

    def due_in(self, case: Case) -> float:
        """Hours until the case's answer is due."""
        case.refresh_from_db()
        if case.answer_due is None:
            raise LookupError(f"nothing is due in {case}")
        return (case.answer_due - self.now).total_seconds() / 3600

    def name(self, platform: str, number: int, *, title: str = "Jaket bekas impor") -> Case:
        """Hand in one listing."""
        key = f"{platform}:{number}"
        url = f"https://{platform}.localhost/produk/{number}"
        listing = Listing.objects.create(
            key=key, platform=platform, url=url, shop=f"{platform}:toko-{number % 3}", first_seen_title=title
        )
        case = Case.objects.create(
            listing=listing,
            policy=POLICY,
            platform=platform,
            recipient=self.platforms[platform],
            opened_at=self.now,
            opened_day=self.now.date(),
            changed_at=self.now,
        )
        row = len(self.cases) + 2
        OrderRow.objects.create(
            order=self.order,
            row=row,
            text=url,
            kind=LinkKind.LISTING,
            platform=platform,
            listing=key,
            url=url,
            outcome=RowOutcome.NEW,
            case=case,
        )
        Requester.objects.create(case=case, authority=self.authority, order=self.order, row=row, at=self.now)
        opened = Opened(self.order.key, self.authority.slug, row)
        record([Happening(case.pk, opened)], by=self.approver, permit=Permit.HAND_IN, now=self.now)
        self.cases[key] = case
        return case

    def see(self, *cases: Case, state: PageState = PageState.UP) -> None:
        """Look at cases; the verdict follows from the one state, so that a test needs no second look."""
        for case in cases:
            session, _ = LookSession.objects.get_or_create(platform=case.platform, at=self.now, valid=True)
            Observation.objects.create(
                case=case,
                session=session,
                at=self.now,
                day=self.now.date(),
                state=state,
                status=404 if state is PageState.GONE_HARD else 200,
                title="Jaket bekas impor" if state is PageState.UP else "",
            )
        seen = Seen(MEANS.get(state, Verdict.CANNOT_TELL), state, None)
        record([Happening(case.pk, seen) for case in cases], by=WORKER, permit=Permit.WORK, now=self.now)

    def ask(self, **selection: Any) -> Approval:
        """Approve what waits, write it, and deliver it."""
        chosen = asking.Selection(**selection)
        count = asking.proposals(self.approver, chosen).count()
        approval = asking.approve(self.approver, selection=chosen, expected_count=count, now=self.now)
        while asking.compose_chunk(approval, now=self.now):
            pass
        minute = timedelta(minutes=1)
        for claim in outbox.claim(Errand.DISPATCH, now=self.now, lease=minute, most=50, real_now=self.now):
            dispatch = Dispatch.objects.get(pk=claim.payload["dispatch"])
            deliveries.delivered(dispatch, claim=claim, receipt="202 Accepted", now=self.now)
        return approval

    def reply(self, case: Case, kind: str, **said: Any) -> None:
        """The platform answers the case's latest notice."""
        notice = Notice.objects.filter(case=case).latest("pk")
        item = {"schema": "reply-1", "id": f"{kind}-{notice.key}", "notice": notice.key, "kind": kind, **said}
        platform = Actor(case.recipient, Role.RESPONDER)
        results = replies.take_replies(platform, [item], channel=ReplyChannel.API, now=self.now)
        if results[0].status != "recorded":
            raise AssertionError(results)

    def say_done(self, case: Case) -> None:
        at = self.now.isoformat().replace("+00:00", "Z")
        acted = {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": at}
        self.reply(case, "acted", acted=acted)

    def wait(self, hours: float) -> None:
        """Let time pass; clocks whose time has come run out."""
        self.now += timedelta(hours=hours)
        STANDING[0] = self.now
        while clocks.run_out(now=self.now):
            pass

    def propose(self) -> int:
        """See whether the platforms' records call for a rung; returns how many were proposed."""
        for party in self.platforms.values():
            ladders.ask_to_consider(party.pk, POLICY, at=self.now)
        minute = timedelta(minutes=1)
        claims = outbox.claim(Errand.LADDER, now=self.now, lease=minute, most=50, real_now=self.now)
        return sum(
            ladders.propose(party_id=claim.payload["party"], policy=POLICY, claim=claim, now=self.now)
            for claim in claims
        )


def small_world(**platforms: str) -> SmallWorld:
    """An authority with an approver and one order; `platforms` gives each slug its name."""
    STANDING[0] = NOW
    named = platforms or {"lapakraya": "LapakRaya", "kioskilat": "KiosKilat"}
    authority = make_party(name="Kementerian Perniagaan Contoh")
    association = make_party("asosiasi-contoh", PartyKind.ASSOCIATION, name="Asosiasi Niaga Daring Contoh")
    parties = {
        slug: make_party(slug, PartyKind.PLATFORM, name=name, association=association)
        for slug, name in named.items()
    }
    for party in parties.values():
        Contact.objects.create(
            party=party, channel=ChannelKind.PORTAL, health=ContactHealth.WELL, name="Meja aduan"
        )
    approver = make_actor(authority, Role.APPROVER)
    order = make_order(authority, letter_date=LETTER, title="Pakaian bekas, pekan 47")
    return SmallWorld(authority, association, parties, approver, order)
