"""What tests of the API share: a small world with every kind of party, and programs that call for them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.actions.actor import actor_of_person
from tertib.actions.parties.keys import make_api_key
from tertib.queries.types import Case, Dispatch, Notice, Order, Party
from tertib.store import models
from tertib.vocabulary import (
    CaseState,
    ChannelKind,
    LinkKind,
    NoticeState,
    PartyKind,
    Role,
    RowOutcome,
    Verdict,
)
from tests.factories import (
    NOW,
    make_batch,
    make_case,
    make_feed,
    make_finding,
    make_offer,
    make_order,
    make_party,
    make_person,
    make_report,
    make_return,
)

ANSWER_DUE = NOW + timedelta(hours=24)


@dataclass(frozen=True)
class Program:
    """A program that calls for a party; nobody's has no key."""

    key: str | None

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        once: str = "",
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        headers = dict(headers or {})
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        if once:
            headers["Idempotency-Key"] = once
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        client = Client(raise_request_exception=False)
        return client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any, *, once: str) -> Any:
        return self.call("POST", path, body, once=once)


@dataclass
class World:
    """One order of the ministry with a case that was sent to Lapak Raya and one that was not; a feed of Lapak Raya in
    which the latter was found."""

    programs: dict[str, Program]
    parties: dict[str, Party]
    order: Order
    sent: Case
    unsent: Case
    dispatch: Dispatch
    notice: Notice
    report: models.PublicReport
    feed: models.Feed
    batch: models.FeedBatch
    finding: models.Finding
    pair: models.Return

    def __getitem__(self, who: str) -> Program:
        return self.programs[who]


@pytest.fixture
def still_clock(tmp_path: Path, settings: Settings) -> None:
    """The house's clock stands at NOW."""
    file = tmp_path / "clock.json"
    file.write_text(json.dumps({"real": 0, "told": NOW.timestamp(), "speed": 0}))
    settings.TERTIB_CLOCK_FILE = file


@pytest.fixture
def world(db: None, still_clock: None) -> World:
    return make_world()


def make_world() -> World:
    ministry = make_party("kementerian-contoh")
    agency = make_party("badan-contoh")
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    lapak = make_party("lapakraya", PartyKind.PLATFORM, association=hub)
    pasar = make_party("pasarkita", PartyKind.PLATFORM)
    police = make_party("kepolisian-contoh", PartyKind.POLICE)
    public = make_party("ombudsman-contoh", PartyKind.PUBLIC_BODY)
    callers = {
        "ministry": (ministry, Role.ANALYST),
        "ministry_auditor": (ministry, Role.AUDITOR),
        "agency": (agency, Role.ANALYST),
        "hub": (hub, Role.ANALYST),
        "platform": (lapak, Role.RESPONDER),
        "platform_auditor": (lapak, Role.AUDITOR),
        "other_platform": (pasar, Role.RESPONDER),
        "police": (police, Role.INVESTIGATOR),
        "public_body": (public, Role.AUDITOR),
    }
    offices = (ministry, agency, hub, lapak, pasar, police, public)
    people = {party.pk: make_person(party, Role.APPROVER) for party in offices}
    approvers = {number: actor_of_person(person) for number, person in people.items()}
    programs = {
        who: Program(make_api_key(approvers[party.pk], label=who, role=role, days=30, now=NOW)[1])
        for who, (party, role) in callers.items()
    }
    programs |= {"nobody": Program(None), "wrong_key": Program("ttb_0_0_0")}
    order = make_order(ministry, row_count=2, rows_done=2, counts={"new": 2})
    sent = make_case(
        order,
        recipient=lapak,
        listing="lapakraya:1",
        state=CaseState.NOTIFIED,
        answer_due=ANSWER_DUE,
        verdict=Verdict.UP,
    )
    unsent = make_case(order, recipient=lapak, listing="lapakraya:2", approved=False)
    for number, case in ((1, sent), (2, unsent)):
        add_row(order, number, case)
    dispatch = make_dispatch(ministry, lapak)
    approval = models.Approval.objects.create(authority=ministry, person=people[ministry.pk], at=NOW, count=1)
    notice = make_notice(sent, order, dispatch, approval)
    models.Hold.objects.create(
        listing_key="lapakraya:1",
        police=police,
        placed_by=people[police.pk],
        letter_number="B/1/2026",
        reason="bukti",
        placed_at=NOW,
        until=NOW + timedelta(days=3),
    )
    for number, kind in enumerate(("opened", "notice_approved", "notice_sent"), 1):
        models.CaseEvent.objects.create(
            case=sent, no=number, kind=kind, state=sent.state, at=NOW, day=NOW.date(), party=ministry, body={}
        )
    models.Case.objects.filter(pk=sent.pk).update(version=3)
    parties = {who: party for who, (party, _) in callers.items()}
    feed = make_feed(lapak)
    finding = make_finding(make_offer(feed, "lapakraya:2", listing=unsent.listing), case=unsent)
    return World(
        programs,
        parties,
        order,
        sent,
        unsent,
        dispatch,
        notice,
        make_report(),
        feed=feed,
        batch=make_batch(feed),
        finding=finding,
        pair=make_return(sent, make_offer(feed, "lapakraya:3", title="Jaket thrift lagi")),
    )


def add_row(order: Order, number: int, case: Case) -> None:
    models.OrderRow.objects.create(
        order=order,
        row=number,
        text=case.listing.url,
        kind=LinkKind.LISTING,
        platform=case.platform,
        listing=case.listing.key,
        url=case.listing.url,
        outcome=RowOutcome.NEW,
        case=case,
    )


def make_dispatch(authority: Party, recipient: Party, **fields: Any) -> Dispatch:
    fields = {"channel": ChannelKind.PULL, "count": 1, "state": NoticeState.SENT, "sent_at": NOW, **fields}
    return Dispatch.objects.create(authority=authority, recipient=recipient, created_at=NOW, **fields)


def make_notice(
    case: Case, order: Order, dispatch: Dispatch, approval: models.Approval, at: datetime | None = NOW
) -> Notice:
    return Notice.objects.create(
        case=case,
        order=order,
        recipient=dispatch.recipient,
        authority=order.authority,
        dispatch=dispatch,
        approval=approval,
        state=NoticeState.SENT if at else NoticeState.APPROVED,
        content={"schema": "notice-1", "case": case.key},
        digest="0" * 64,
        created_at=NOW,
        sent_at=at,
    )


def acted(notice: Notice | str, reply_id: str = "lr-1", **fields: Any) -> dict[str, Any]:
    """A reply-1 document that says "done"."""
    key = notice if isinstance(notice, str) else notice.key
    part = {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": "2026-11-24T02:00:00Z"}
    return {"schema": "reply-1", "id": reply_id, "notice": key, "kind": "acted", "acted": part, **fields}


Body = Callable[[World], Any]

BODIES: dict[str, Body] = {
    "POST /replies": lambda world: {"replies": [acted(world.notice)]},
    "POST /orders": lambda world: {
        "policy": "pakaian-bekas-impor",
        "letter_number": "7/CONTOH/2026",
        "letter_date": "2026-11-23",
        "rows": [{"link": "https://lapakraya.localhost/p/jaket-99", "note": "bal"}],
    },
    "POST /orders/{key}/withdraw": lambda world: {"reason": "salah kirim"},
    "POST /reports": lambda world: {"links": "https://lapakraya.localhost/p/1"},
    "POST /feeds": lambda world: {"name": "Katalog mingguan", "policies": ["pakaian-bekas-impor"]},
    "POST /feeds/{key}/batches": lambda world: {"rows": [{"title": "Jaket thrift import"}]},
    "POST /feeds/{key}/files": lambda world: {"title": "Jaket thrift import"},
    "POST /returns/{key}/decision": lambda world: {
        "by": f"{Role.APPROVER}@{world.parties['ministry'].slug}.example",
        "outcome": "not_same",
    },
    "POST /sellers/tokens": lambda world: {"shops": [{"shop": "toko-contoh", "tokens": []}]},
}
"""A right body for every write; a test holds that none is missing."""

READ_BODIES: dict[str, Body] = {
    "POST /check": lambda world: {"title": "Jaket thrift import", "price": 150_000},
    "POST /identity-list": lambda world: {"token": f"phone.{0:016x}.{0:064x}"},
}
"""A right body for every call that takes one and keeps nothing of it."""
