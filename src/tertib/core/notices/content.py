"""What a notice says: its parts, and how they become one complete document (`schemas/notice-1.json`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tertib.core.deadlines import ClockTimes, local_day
from tertib.core.notices.canonical import digest, stamp
from tertib.core.policies import Policy
from tertib.errors import NoticeIncomplete
from tertib.vocabulary import PageState, ReplyChannel

SCHEMA = "notice-1"
LANGUAGES = ("id", "en")
GONE = frozenset({PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRef:
    """The order that the case stands in: who asks, by which letter."""

    key: str
    authority: str
    letter_number: str
    letter_date: date | None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is asked. `platform` is the key in the table of platforms, also when a hub receives for it."""

    party: str
    name: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Exactly where it stands. `row` counts from 1 in the file handed in; null if it was pasted or sent."""

    listing_id: str
    url: str
    as_written: str
    row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was seen at the first look, before anything was sent."""

    seen_at: datetime | None
    state: PageState | None
    title: str | None = None
    price_minor: int | None = None
    currency: str | None = None
    reason: str | None = None  # what the authority wrote beside the link
    exhibits: tuple[str, ...] = ()  # digests of what was captured


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWay:
    """One way to answer: the channel and the address, page or end point to use."""

    channel: ReplyChannel
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who answers questions about the notice, and how it can be answered."""

    office: str
    person: str | None
    email: str | None
    reply_ways: tuple[ReplyWay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A composed notice: its document (valid under notice-1) and the digest over its canonical bytes."""

    key: str
    document: dict[str, Any]
    digest: str


def compose_notice(
    *,
    key: str,
    case: str,
    order: OrderRef,
    recipient: Recipient,
    location: Location,
    facts: Facts,
    policy: Policy,
    clock: ClockTimes,
    contact: Contact,
    now: datetime,
    language: str = "id",
    also_asked_by: tuple[str, ...] = (),
) -> Notice:
    """Put a notice together; what comes back is complete.

    `clock` is the answer clock as it will run if the notice leaves now; `also_asked_by` names the
    other authorities that handed in the same listing. Nothing in it tells who reported it first.

    Raises NoticeIncomplete naming all that lacks:
    - order key, authority, letter number, letter date
    - recipient, listing, link, link as written
    - a first look with its time; one that found it gone already
    - a provision of the policy in force on the day (in the clock's zone)
    - contact office, at least one way to reply
    - a language of `LANGUAGES`
    """
    bases = policy.basis_at(local_day(now, zone=clock.zone))
    lacking = list(_lacking(key, case, order, recipient, location, facts, contact, language))
    if not bases:
        lacking.append(f"a provision of policy {policy.id} in force on {local_day(now, zone=clock.zone)}")
    if lacking:
        raise NoticeIncomplete(f"notice {key or '(no number)'} lacks: {'; '.join(lacking)}")
    document = {
        "schema": SCHEMA,
        "notice": key,
        "case": case,
        "created_at": stamp(now),
        "language": language,
        "order": _order(order, also_asked_by),
        "recipient": {"party": recipient.party, "name": recipient.name, "platform": recipient.platform},
        "location": {
            "listing": f"{recipient.platform}:{location.listing_id}",
            "url": location.url,
            "as_written": location.as_written,
            "row": location.row,
            "sheet": location.sheet,
        },
        "facts": _facts(facts),
        "legal": {
            "policy": policy.id,
            "policy_version": policy.version,
            "policy_digest": policy.digest,
            "policy_name": policy.name.in_language(language),
            "scope": policy.scope.in_language(language),
            "provisions": [
                {
                    "key": basis.key,
                    "title": basis.title.in_language(language),
                    "provision": basis.provision.in_language(language),
                    "valid_from": basis.valid_from.isoformat(),
                    "valid_to": basis.valid_to.isoformat() if basis.valid_to else None,
                }
                for basis in bases
            ],
        },
        "asked": {"action": policy.action.value, "text": policy.asked.in_language(language)},
        "deadline": _deadline(clock, policy, language),
        "contact": {
            "office": contact.office,
            "person": contact.person,
            "email": contact.email,
            "reply_ways": [{"channel": way.channel.value, "where": way.where} for way in contact.reply_ways],
        },
        "redress": {
            "platform": policy.redress_platform.in_language(language),
            "seller": policy.redress_seller.in_language(language),
            "contact": policy.redress_contact.in_language(language),
        },
    }
    return Notice(key=key, document=document, digest=digest(document))


def _lacking(
    key: str,
    case: str,
    order: OrderRef,
    recipient: Recipient,
    location: Location,
    facts: Facts,
    contact: Contact,
    language: str,
) -> Iterator[str]:
    for said, value in (
        ("its own number", key),
        ("the case", case),
        ("the order's number", order.key),
        ("the authority that asks", order.authority),
        ("the letter's number", order.letter_number),
        ("the recipient", recipient.party and recipient.name and recipient.platform),
        ("the listing on the platform", location.listing_id),
        ("the link", location.url),
        ("the link as it was handed in", location.as_written),
        ("the office that answers questions", contact.office),
    ):
        if not value.strip():
            yield said
    if order.letter_date is None:
        yield "the letter's date"
    if facts.seen_at is None or facts.state is None:
        yield "what was seen at the first look, and when"
    elif facts.state in GONE:
        yield "a listing that is still there (it was gone at the first look; close the case as already gone)"
    if not any(way.where.strip() for way in contact.reply_ways):
        yield "a way to reply"
    if language not in LANGUAGES:
        yield f"a language we write ({language!r} is none of {', '.join(LANGUAGES)})"


def _order(order: OrderRef, also_asked_by: tuple[str, ...]) -> dict[str, Any]:
    return {
        "key": order.key,
        "authority": order.authority,
        "letter_number": order.letter_number,
        "letter_date": order.letter_date.isoformat() if order.letter_date else None,
        "title": order.title,
        "also_asked_by": list(also_asked_by),
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "seen_at": stamp(facts.seen_at) if facts.seen_at else None,
        "state": facts.state.value if facts.state else None,
        "title": facts.title,
        "price_minor": facts.price_minor,
        "currency": facts.currency,
        "reason": facts.reason,
        "exhibits": list(facts.exhibits),
    }


def _deadline(clock: ClockTimes, policy: Policy, language: str) -> dict[str, Any]:
    source = policy.deadline_sources.get(clock.rule)  # an order may carry a deadline of its own
    return {
        "rule": clock.rule,
        "urgency": clock.urgency.value,
        "unit": clock.unit.value,
        "amount": clock.amount,
        "zone": clock.zone.value,
        "standing": clock.standing.value,
        "source": source.in_language(language) if source else clock.source,
        "starts_at": stamp(clock.started_at),
        "due_legal": stamp(clock.due_legal),
        "due_wall": stamp(clock.due_wall),
        "provisional": clock.provisional,
    }
