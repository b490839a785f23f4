"""A notice of the invented world, for tests: every part of it set."""

from datetime import UTC, date, datetime
from typing import Any

from tertib.core.deadlines import load_calendar, start
from tertib.core.notices import (
    Contact,
    Facts,
    Location,
    Notice,
    OrderRef,
    Recipient,
    ReplyWay,
    Sender,
    compose_notice,
)
from tertib.core.policies import load_policies
from tertib.vocabulary import PageState, ReplyChannel, Urgency

POLICY = load_policies()["pakaian-bekas-impor"]
CALENDAR = load_calendar()
NOW = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
ORDER = OrderRef(
    key="O-4T9WQ2MZK7XA",
    authority="Kementerian Perniagaan Contoh",
    letter_number="118/PKTN/11/2026",
    letter_date=date(2026, 11, 23),
    title="Bal pakaian bekas, pekan 47",
)
RECIPIENT = Recipient(party="P-LAPAKRAYA", name="LapakRaya", platform="lapakraya")
LOCATION = Location(
    listing_id="10442",
    url="https://lapakraya.localhost/p/jaket-10442",
    as_written="lapakraya.localhost/p/jaket-10442?utm_source=wa",
    row=12,
    sheet="Daftar",
)
FACTS = Facts(
    seen_at=datetime(2026, 11, 24, 2, 55, 1, tzinfo=UTC),
    state=PageState.UP,
    title="Jaket import second 1 bal",
    price_minor=350_000_000,
    currency="IDR",
    reason="Bal berlabel negara asal pada foto kedua",
    exhibits=("sha256:" + "0" * 64,),
)
CONTACT = Contact(
    office="Kementerian Perniagaan Contoh, Direktorat Pengawasan",
    person="Rina Contoh",
    email="pengawasan@perniagaan.example",
    reply_ways=(
        ReplyWay(channel=ReplyChannel.PORTAL, where="https://tertib.example/inbox"),
        ReplyWay(channel=ReplyChannel.API, where="https://tertib.example/api/v1/replies"),
        ReplyWay(channel=ReplyChannel.EMAIL, where="balas+k3v9@tertib.example"),
    ),
)
SENDER = Sender(
    contact="Direktorat Pengawasan, pengawasan@perniagaan.example",
    portal_url="https://tertib.example/inbox/D-8QZ4",
    reply_address="balas+k3v9@tertib.example",
)


def notice(**changed: Any) -> Notice:
    """The sample notice, with some arguments of `compose_notice` changed."""
    arguments: dict[str, Any] = {
        "key": "N-7K3M9QXD2A4B",
        "case": "C-2MZK7XA4T9WQ",
        "order": ORDER,
        "recipient": RECIPIENT,
        "location": LOCATION,
        "facts": FACTS,
        "policy": POLICY,
        "clock": start(POLICY.deadline(Urgency.NORMAL), NOW, calendar=CALENDAR),
        "contact": CONTACT,
        "now": NOW,
        "also_asked_by": ("Badan Pengawas Contoh",),
    }
    return compose_notice(**(arguments | changed))
