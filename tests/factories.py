"""Small makers of rows for tests, shared by all. Look here first; add, never change what others use."""

from datetime import UTC, datetime
from typing import Any

from tertib.actions.actor import Actor, actor_of_person
from tertib.core.deadlines import local_day
from tertib.store.detection import words_of
from tertib.store.models import (
    Case,
    Feed,
    FeedBatch,
    Finding,
    FindingWords,
    Listing,
    Offer,
    Order,
    Party,
    Person,
    PublicReport,
    Requester,
    Return,
    ReturnReview,
    Review,
    Watch,
    WordCandidate,
)
from tertib.vocabulary import (
    Band,
    BatchState,
    CaseState,
    FeedSource,
    LegalZone,
    OrderSource,
    OrderState,
    PartyKind,
    ReturnKind,
    ReturnOutcome,
    ReturnRelation,
    ReviewOutcome,
    Role,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Jakarta
POLICY = "pakaian-bekas-impor"


def make_party(
    slug: str = "kementerian-contoh", kind: PartyKind = PartyKind.AUTHORITY, **fields: Any
) -> Party:
    """A party; a platform gets its slug as platform key."""
    fields.setdefault("name", slug.replace("-", " ").title())
    if kind == PartyKind.PLATFORM:
        fields.setdefault("platform", slug)
    return Party.objects.create(slug=slug, kind=kind, **fields)


def make_person(party: Party, role: Role = Role.ANALYST, **fields: Any) -> Person:
    """A person of a party; the mail address is made of role and party."""
    fields.setdefault("email", f"{role}@{party.slug}.example")
    fields.setdefault("name", f"{role.title()} of {party.slug}"[:120])
    return Person.objects.create_user(party=party, role=role, **fields)


def make_actor(party: Party, role: Role = Role.ANALYST, **fields: Any) -> Actor:
    """Someone new who acts for a party."""
    return actor_of_person(make_person(party, role, **fields))


def make_order(authority: Party, state: OrderState = OrderState.TAKEN_IN, **fields: Any) -> Order:
    """An order without rows."""
    fields = {
        "policy": POLICY,
        "source": OrderSource.UPLOAD,
        "digest": "0" * 64,
        "created_at": NOW,
        "day": NOW.date(),
        "letter_number": "123/CONTOH/11/2026",
        **fields,
    }
    if state in (OrderState.TAKING_IN, OrderState.TAKEN_IN):
        fields.setdefault("handed_in_at", NOW)
    return Order.objects.create(authority=authority, state=state, **fields)


def make_case(
    order: Order,
    *,
    recipient: Party | None = None,
    listing: str = "lapakraya:1",
    state: CaseState = CaseState.OPEN,
    **fields: Any,
) -> Case:
    """A case of a listing that an order names in row 1; `sent_at` is set for states after sending."""
    platform = listing.split(":", 1)[0]
    found, _ = Listing.objects.get_or_create(
        key=listing,
        defaults={"platform": platform, "url": f"https://{platform}.localhost/{listing.split(':', 1)[1]}"},
    )
    if state not in (CaseState.OPEN, CaseState.HELD, CaseState.CLOSED):
        fields.setdefault("sent_at", NOW)
    if fields.get("claimed_at"):
        fields.setdefault("claimed_day", local_day(fields["claimed_at"], zone=LegalZone.WIB))
    case = Case.objects.create(
        listing=found,
        policy=order.policy,
        platform=platform,
        recipient=recipient,
        state=state,
        **{"opened_at": NOW, "opened_day": NOW.date(), "changed_at": NOW, **fields},
    )
    Requester.objects.create(case=case, authority=order.authority, order=order, row=1, at=NOW)
    return case


def make_report(**fields: Any) -> PublicReport:
    """A report from the public that nobody read yet."""
    fields = {"links": "https://lapakraya.localhost/toko/1", "created_at": NOW, "day": NOW.date(), **fields}
    return PublicReport.objects.create(**fields)


def make_feed(party: Party, name: str = "Kiriman harian", *, watched: bool = True, **fields: Any) -> Feed:
    """A feed, watched under POLICY unless told otherwise."""
    feed = Feed.objects.create(
        party=party, name=name, **{"source": FeedSource.UPLOAD, "created_at": NOW, **fields}
    )
    if watched:
        Watch.objects.create(feed=feed, policy=POLICY, since=NOW)
    return feed


def make_batch(feed: Feed, **fields: Any) -> FeedBatch:
    """A batch of one row that was read; each has its own digest."""
    fields = {
        "digest": f"{FeedBatch.objects.count():064x}",
        "file_name": "daftar.csv",
        "state": BatchState.DONE,
        "rows": 1,
        "rows_total": 1,
        "received_at": NOW,
        "done_at": NOW,
        **fields,
    }
    return FeedBatch.objects.create(feed=feed, **fields)


def make_offer(feed: Feed, identity: str = "lapakraya:1", **fields: Any) -> Offer:
    """A thrifted jacket as the feed showed it; its listing is known only if a case names it."""
    platform, _, number = identity.partition(":")
    fields = {
        "platform": platform,
        "title": "Jaket thrift import original second",
        "price_minor": 15_000_000,
        "shop": "toko-contoh",
        "url": f"https://{platform}.localhost/toko-contoh/{number}",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        **fields,
    }
    return Offer.objects.create(feed=feed, party=feed.party, identity=identity, **fields)


def make_finding(offer: Offer, band: Band = Band.STRONG, **fields: Any) -> Finding:
    """A finding that waits, with one reason in the title."""
    at = offer.title.find("thrift")
    fields = {
        "policy": POLICY,
        "policy_reference": f"{POLICY}@1#sha256:{0:064x}",
        "score": 0.8,
        "answers": {"goods": 0.97, "used": 0.9, "imported": 0.7, "bulk": None},
        "reasons": [
            {
                "question": "used",
                "signal": "terms.thrift",
                "text": "thrift" if at >= 0 else None,
                "start": at if at >= 0 else None,
                "end": at + 6 if at >= 0 else None,
                "weight": 2.1,
            }
        ],
        "found_at": NOW,
        **fields,
    }
    made = Finding.objects.create(offer=offer, band=band, **fields)
    FindingWords.objects.create(finding=made, words=words_of(offer.title, made.reasons))
    return made


def make_review(finding: Finding, by: Person, **fields: Any) -> Review:
    """What a person decided on a finding; the finding itself is left as it is."""
    fields = {"outcome": ReviewOutcome.LAWFUL, "policy_reference": finding.policy_reference, **fields}
    return Review.objects.create(
        finding=finding, by=by, party=by.party, **{"permit": "review", "at": NOW, **fields}
    )


def make_return(case: Case, offer: Offer, **fields: Any) -> Return:
    """A pair that waits: a removed case and an offer of another shop that resembles it."""
    told = {
        "policy": case.policy,
        "platform": offer.platform,
        "relation": ReturnRelation.OTHER_SHOP,
        "kind": ReturnKind.SAME_PRODUCT,
        "score": 0.9,
        "reasons": ["text:title=0.91", "words:merah->biru", "price:same", "shop:other"],
        "gone_at": NOW,
        "found_at": NOW,
    }
    return Return.objects.create(case=case, offer=offer, **{**told, **fields})


def make_return_review(pair: Return, by: Person, **fields: Any) -> ReturnReview:
    """What a person decided on a pair; the pair itself is left as it is."""
    fields = {"outcome": ReturnOutcome.NOT_SAME, "permit": "review", "at": NOW, **fields}
    return ReturnReview.objects.create(pair=pair, by=by, party=by.party, **fields)


def make_word(term: str = "molenan", **fields: Any) -> WordCandidate:
    """A word that waits, which three removed sellers took up."""
    told = {
        "policy": POLICY,
        "kind": "word",
        "sellers": 3,
        "p": 0.001,
        "q": 0.02,
        "first_seen": NOW.date(),
        "found_at": NOW,
        "examples": [["Jaket thrift M", f"Jaket {term} M"]],
    }
    return WordCandidate.objects.create(term=term, **{**told, **fields})
