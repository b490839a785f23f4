"""A small world in which everything happens by the real actions, and time passes only when told to."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.cases import clocks
from tertib.actions.notices import asking, deliveries, replies
from tertib.actions.orders import handing_in, intake
from tertib.actions.verification import looks
from tertib.core.verification.observe import Observation as Sight
from tertib.queries.soundness import faults
from tertib.store.models import (
    Approval,
    Case,
    Contact,
    Dispatch,
    IdempotencyKey,
    LookSession,
    Notice,
    Order,
    Party,
)
from tertib.vocabulary import ChannelKind, ContactHealth, Errand, PageState, PartyKind, ReplyChannel, Role
from tests.factories import NOW, POLICY, make_actor, make_party

T = TypeVar("T")
LEASE = timedelta(minutes=1)
LETTER = date(2026, 11, 20)
FORM = handing_in.OrderForm(
    policy=POLICY, letter_number="123/CONTOH/11/2026", letter_date=LETTER, title="Pekan 47"
)
CHANNELS = {
    "lapakraya": (ChannelKind.WEBHOOK, "https://lapakraya.localhost/hooks/tertib"),
    "niagaid": (ChannelKind.EMAIL, "penurunan@niagaid.localhost"),
}
UP = Sight(state=PageState.UP, reasons=(), fingerprint="text:1")
GONE = Sight(state=PageState.GONE_HARD, reasons=(), template="gone")


def link(number: int, platform: str = "lapakraya") -> str:
    """A link to one listing of an invented marketplace."""
    if platform == "niagaid":
        return f"https://niagaid.localhost/products/i{number}.html"
    return f"https://lapakraya.localhost/i.5.{number}"


def acted(notice: str, reply_id: str, at: datetime) -> dict[str, Any]:
    """A reply that says "done"."""
    said = {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED"}
    part = {**said, "at": at.isoformat().replace("+00:00", "Z")}
    return {"schema": "reply-1", "id": reply_id, "notice": notice, "kind": "acted", "acted": part}


def cannot(notice: str, reply_id: str, why: str = "bad_link") -> dict[str, Any]:
    """A reply that says, with a reason, that it cannot be done."""
    part = {"why": why, "explanation": "tautan membuka halaman lain"}
    return {"id": reply_id, "notice": notice, "kind": "cannot_execute", "cannot_execute": part}


def refused(notice: str, reply_id: str) -> dict[str, Any]:
    """A reply that refuses."""
    part = {"ground": "barang baru", "explanation": "penjual menunjukkan faktur"}
    return {"id": reply_id, "notice": notice, "kind": "refused", "refused": part}


@dataclass(slots=True)
class World:
    """A ministry, an agency, police, and two marketplaces with a contact each; `now` is the moment it has reached."""

    ministry: Party
    agency: Party
    approver: Actor
    second: Actor
    officer: Actor
    operator: Actor
    platforms: dict[str, Party]
    now: datetime = NOW
    serial: int = field(default=0)

    def platform(self, slug: str = "lapakraya") -> Actor:
        """The staff of a marketplace."""
        return Actor(self.platforms[slug], Role.RESPONDER)

    def person_of(self, slug: str) -> Actor:
        """Somebody of that staff."""
        return make_actor(self.platforms[slug], Role.RESPONDER)

    def contact(self, slug: str = "lapakraya") -> Contact:
        return Contact.objects.get(party=self.platforms[slug])

    def hand_in(self, *links: str, by: Actor | None = None, form: handing_in.OrderForm = FORM) -> Order:
        """Hand in links as a program does, and take them in."""
        order = self.hand_in_only(*links, by=by, form=form)
        for claim in self.claims(Errand.TAKE_IN):
            self.merge_all(Order.objects.get(pk=claim.payload["order"]))
            outbox.finish([claim], now=self.now)
        order.refresh_from_db()
        return order

    def hand_in_only(self, *links: str, by: Actor | None = None, form: handing_in.OrderForm = FORM) -> Order:
        rows = [(each, "") for each in links]
        return handing_in.submit_rows(by or self.approver, rows=rows, form=form, now=self.now)

    def merge_all(self, order: Order) -> None:
        fresh = Order.objects.get(pk=order.pk)
        while intake.merge_chunk(fresh, now=self.now):
            pass

    def case(self, number: int, platform: str = "lapakraya") -> Case:
        own = f"5.{number}" if platform == "lapakraya" else str(number)
        return Case.objects.get(listing__key=f"{platform}:{own}")

    def claims(self, errand: Errand, most: int = 1_000) -> list[outbox.Claim]:
        return outbox.claim(errand, now=self.now, lease=LEASE, most=most, real_now=self.now)

    def look(self, sight: Sight = UP, *, sessions_valid: bool = True) -> int:
        """Look at everything that is due; all show the same. Returns how many."""
        claims = self.claims(Errand.LOOK)
        for platform in {claim.lane for claim in claims}:
            tasks = looks.tasks_of([claim for claim in claims if claim.lane == platform])
            session = self.session(platform, valid=sessions_valid)
            looks.save_looks(
                [sighting(task, sight) for task in tasks], session=session, at=self.now, now=self.now
            )
        return len(claims)

    def look_now(self, case: Case, sight: Sight) -> None:
        """A person asks for a look, and it is made."""
        looks.look_again(self.approver, [case], now=self.now)
        self.look(sight)

    def session(self, platform: str, *, valid: bool = True) -> LookSession:
        standing = looks.standing_session(platform, now=self.now)
        if standing is not None and valid:
            return standing
        negative = GONE if valid else UP
        return looks.open_session(platform, positive=UP, negative=negative, exit_name="direct", now=self.now)

    def approve(self, *, by: Actor | None = None, **selection: Any) -> Approval:
        """Approve whatever waits and write the notices."""
        approval = self.approve_only(by=by, **selection)
        for claim in self.claims(Errand.COMPOSE):
            self.compose_all(Approval.objects.get(pk=claim.payload["approval"]))
            outbox.finish([claim], now=self.now)
        approval.refresh_from_db()
        return approval

    def approve_only(self, *, by: Actor | None = None, **selection: Any) -> Approval:
        actor = by or self.approver
        chosen = asking.Selection(**selection)
        count = asking.proposals(actor, chosen).count()
        return asking.approve(actor, selection=chosen, expected_count=count, now=self.now)

    def compose_all(self, approval: Approval) -> None:
        fresh = Approval.objects.select_related("authority", "person").get(pk=approval.pk)
        while asking.compose_chunk(fresh, now=self.now):
            pass

    def deliver(self) -> list[Dispatch]:
        """Deliver every dispatch that is due."""
        return [self.delivered(claim) for claim in self.claims(Errand.DISPATCH)]

    def send_all(self) -> list[Dispatch]:
        """Deliver every dispatch that may leave, as the worker does; those that left, brought up to date."""
        sent = []
        for claim in self.claims(Errand.DISPATCH):
            dispatch = Dispatch.objects.get(pk=claim.payload["dispatch"])
            if not deliveries.waits_for_hold(dispatch, claim=claim, now=self.now):
                sent.append(self.delivered(claim))
        for dispatch in sent:
            dispatch.refresh_from_db()
        return sent

    def delivered(self, claim: outbox.Claim) -> Dispatch:
        dispatch = Dispatch.objects.get(pk=claim.payload["dispatch"])
        deliveries.delivered(dispatch, claim=claim, receipt="202", now=self.now)
        return dispatch

    def fail(self, error: str = "outside_error: 500", *, for_good: bool = False) -> int:
        """Every due delivery fails; returns how many."""
        claims = self.claims(Errand.DISPATCH)
        for claim in claims:
            dispatch = Dispatch.objects.get(pk=claim.payload["dispatch"])
            if for_good:
                deliveries.failed_for_good(dispatch, claim=claim, error=error, now=self.now)
            else:
                again = self.now + timedelta(minutes=5)
                deliveries.failed_for_now(dispatch, claim=claim, error=error, again_at=again, now=self.now)
        return len(claims)

    def ask(self, *links: str, **selection: Any) -> list[Notice]:
        """Hand in, see up, approve and deliver: what most tests begin with. The notices, in order."""
        if links:
            self.hand_in(*links)
        self.look()
        approval = self.approve(**selection)
        self.deliver()
        return list(Notice.objects.filter(approval=approval).order_by("pk"))

    def say(self, *items: dict[str, Any], slug: str = "lapakraya") -> list[replies.ReplyResult]:
        return replies.take_replies(self.platform(slug), items, channel=ReplyChannel.API, now=self.now)

    def mend_contact(self, slug: str = "lapakraya") -> None:
        """The mailbox has a new address, which nothing was sent to yet."""
        dead = Contact.objects.filter(party=self.platforms[slug], health=ContactHealth.DEAD)
        dead.update(health=ContactHealth.UNTRIED)

    def wait(self, hours: float) -> int:
        """Let time pass; returns how many clocks ran out."""
        self.now += timedelta(hours=hours)
        ran = 0
        while more := clocks.run_out(now=self.now):
            ran += more
        return ran

    def reply_id(self) -> str:
        self.serial += 1
        return f"r-{self.serial}"


def in_threads(count: int, act: Callable[[int], T]) -> list[T]:
    """Run `act` in so many threads at the same moment, each with a connection of its own."""
    together = Barrier(count)

    def one(number: int) -> T:
        together.wait(10)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def sighting(task: looks.Task, sight: Sight) -> looks.Sighting:
    return looks.Sighting(
        task=task,
        sight=sight,
        status=404 if sight.state is PageState.GONE_HARD else 200,
        final_url=task.url,
        title="Jaket bekas impor" if sight.state is PageState.UP else "",
        body_sha256="",
    )


def make_world() -> World:
    """Everybody in place, nothing handed in."""
    ministry = make_party("kementerian-contoh")
    agency = make_party("badan-contoh")
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    platforms = {slug: make_party(slug, PartyKind.PLATFORM, association=hub) for slug in CHANNELS}
    for slug, (channel, target) in CHANNELS.items():
        Contact.objects.create(party=platforms[slug], channel=channel, target=target)
    return World(
        ministry,
        agency,
        make_actor(ministry, Role.APPROVER),
        make_actor(agency, Role.APPROVER),
        make_actor(make_party("kepolisian-contoh", PartyKind.POLICE), Role.INVESTIGATOR),
        make_actor(make_party("pusat-contoh", PartyKind.PUBLIC_BODY), Role.OPERATOR),
        platforms,
    )


def kinds(case: Case) -> Sequence[str]:
    """What happened to a case, in order."""
    return list(case.events.order_by("no").values_list("kind", flat=True))


def assert_sound(now: datetime) -> None:
    """Nothing that is kept contradicts itself."""
    found = [f"{fault.what} {fault.where}: {fault.said}" for fault in faults(now=now)]
    assert not found, "\n".join(found[:20])


def written_down() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the keys of acts themselves."""
    models = [model for model in apps.get_app_config("store").get_models() if model is not IdempotencyKey]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}
