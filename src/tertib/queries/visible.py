"""Who may see which row: every query starts here. What is not listed is not seen."""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from tertib.errors import NotFound
from tertib.store.models import (
    Alarm,
    ApiKey,
    Approval,
    Case,
    Contact,
    Deed,
    Dispatch,
    Feed,
    FeedBatch,
    Finding,
    Hold,
    LadderRung,
    Notice,
    Offer,
    Order,
    Outbox,
    Party,
    PatrolLook,
    Person,
    PublicReport,
    Reply,
    ReplyBatch,
    Requester,
    Return,
)
from tertib.vocabulary import PartyKind, Role

Row = TypeVar("Row", bound=Model)

READS_CASES = frozenset({Role.ANALYST, Role.APPROVER, Role.RESPONDER, Role.INVESTIGATOR, Role.AUDITOR})
"""Roles that see cases at all; an operator and a policy editor see none."""

READS_FEEDS = frozenset({Role.ANALYST, Role.APPROVER, Role.RESPONDER})
"""Roles that see listings and findings, within parties that were given them."""


def find(rows: QuerySet[Row], key: str) -> Row:
    """The row with this public key. One answer, NotFound, for "no such" and "not yours"."""
    row = rows.filter(key=key).first()
    if row is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return row


def visible_cases(party: Party, role: Role) -> QuerySet[Case]:
    """An authority sees what it asked for; an association its members' cases from sending on; a platform what was
    sent to it, from sending on; police what it holds."""
    cases = Case.objects.all()
    if role not in READS_CASES:
        return cases.none()
    match party.kind:
        case PartyKind.AUTHORITY:
            return cases.filter(Exists(Requester.objects.filter(case=OuterRef("pk"), authority=party)))
        case PartyKind.ASSOCIATION:
            members = Party.objects.filter(pk=OuterRef("recipient"), association=party)
            return cases.filter(Exists(members), sent_at__isnull=False)
        case PartyKind.PLATFORM:
            return cases.filter(recipient=party, sent_at__isnull=False)
        case PartyKind.POLICE:
            held = Hold.objects.filter(listing_key=OuterRef("listing__key"), police=party)
            return cases.filter(Exists(held))
        case _:
            return cases.none()


def counted_cases(party: Party, role: Role) -> QuerySet[Case]:
    """Cases that figures may count for a reader, as numbers only: what the party's analysts see; a public body's
    figures count all. Never show a row of these."""
    if party.kind == PartyKind.PUBLIC_BODY:
        return Case.objects.all()
    return visible_cases(party, Role.ANALYST)


def visible_orders(party: Party, role: Role) -> QuerySet[Order]:
    """An authority sees its own orders, and nobody else sees any."""
    if party.kind != PartyKind.AUTHORITY or role not in READS_CASES:
        return Order.objects.none()
    return Order.objects.filter(authority=party)


def visible_notices(party: Party, role: Role) -> QuerySet[Notice]:
    """The authority that sent a notice, and the platform that it was sent to, from sending on."""
    notices = Notice.objects.all()
    if role not in READS_CASES:
        return notices.none()
    if party.kind == PartyKind.AUTHORITY:
        return notices.filter(authority=party)
    if party.kind == PartyKind.PLATFORM:
        return notices.filter(recipient=party, sent_at__isnull=False)
    return notices.none()


def visible_approvals(party: Party, role: Role) -> QuerySet[Approval]:
    """An authority's own."""
    if party.kind != PartyKind.AUTHORITY or role not in READS_CASES:
        return Approval.objects.none()
    return Approval.objects.filter(authority=party)


def visible_dispatches(party: Party, role: Role) -> QuerySet[Dispatch]:
    """As notices; an operator sees every dispatch, but no content (there is none in a dispatch)."""
    dispatches = Dispatch.objects.all()
    if role == Role.OPERATOR and party.kind == PartyKind.PUBLIC_BODY:
        return dispatches
    if role == Role.OPERATOR or role in READS_CASES:
        if party.kind == PartyKind.AUTHORITY:
            return dispatches.filter(authority=party)
        if party.kind == PartyKind.PLATFORM:
            return dispatches.filter(recipient=party, sent_at__isnull=False)
        if party.kind == PartyKind.ASSOCIATION and role == Role.OPERATOR:
            return dispatches.filter(recipient__association=party)
    return dispatches.none()


def visible_replies(party: Party, role: Role) -> QuerySet[Reply]:
    """The platform's own, and those to notices of the authority."""
    replies = Reply.objects.all()
    if role not in READS_CASES:
        return replies.none()
    if party.kind == PartyKind.AUTHORITY:
        requested = Requester.objects.filter(case=OuterRef("notice__case"), authority=party)
        return replies.filter(Exists(requested))
    if party.kind == PartyKind.PLATFORM:
        return replies.filter(sender=party)
    return replies.none()


def visible_reply_batches(party: Party, role: Role) -> QuerySet[ReplyBatch]:
    """The platform's own, for those who answer."""
    if party.kind != PartyKind.PLATFORM or role not in READS_CASES:
        return ReplyBatch.objects.none()
    return ReplyBatch.objects.filter(sender=party)


def visible_reports(party: Party, role: Role) -> QuerySet[PublicReport]:
    """Reports from the public are read by authorities: those nobody took yet, and their own."""
    if party.kind != PartyKind.AUTHORITY or role not in READS_CASES:
        return PublicReport.objects.none()
    return PublicReport.objects.filter(Q(read_by=None) | Q(read_by__party=party))


def visible_parties(party: Party, role: Role) -> QuerySet[Party]:
    """One's own; an association its members; an authority the platforms; the installation's operator all."""
    parties = Party.objects.all()
    if role == Role.OPERATOR and party.kind == PartyKind.PUBLIC_BODY:
        return parties
    match party.kind:
        case PartyKind.AUTHORITY:
            return parties.filter(Q(pk=party.pk) | Q(kind=PartyKind.PLATFORM))
        case PartyKind.ASSOCIATION:
            return parties.filter(Q(pk=party.pk) | Q(association=party))
        case _:
            return parties.filter(pk=party.pk)


def visible_contacts(party: Party, role: Role) -> QuerySet[Contact]:
    """One's own contacts; an association those of its members; the installation's operator all."""
    contacts = Contact.objects.filter(active=True)
    if role == Role.OPERATOR and party.kind == PartyKind.PUBLIC_BODY:
        return contacts
    if party.kind == PartyKind.ASSOCIATION:
        return contacts.filter(Q(party=party) | Q(party__association=party))
    return contacts.filter(party=party)


def visible_alarms(party: Party, role: Role) -> QuerySet[Alarm]:
    """Alarms of one's own party; an association's members'; the installation's operator sees all."""
    alarms = Alarm.objects.all()
    if role == Role.OPERATOR and party.kind == PartyKind.PUBLIC_BODY:
        return alarms
    if party.kind == PartyKind.ASSOCIATION:
        return alarms.filter(Q(party=party) | Q(party__association=party))
    if party.kind == PartyKind.AUTHORITY:
        return alarms.filter(Q(party=party) | Q(party__kind=PartyKind.PLATFORM))
    return alarms.filter(party=party)


def visible_rungs(party: Party, role: Role) -> QuerySet[LadderRung]:
    """Authorities see the ladder; an association its members' issued rungs; a platform its own issued rungs."""
    rungs = LadderRung.objects.all()
    if role not in READS_CASES:
        return rungs.none()
    match party.kind:
        case PartyKind.AUTHORITY:
            return rungs
        case PartyKind.ASSOCIATION:
            return rungs.filter(platform_party__association=party, state="issued")
        case PartyKind.PLATFORM:
            return rungs.filter(platform_party=party, state="issued")
        case _:
            return rungs.none()


def visible_holds(party: Party, role: Role) -> QuerySet[Hold]:
    """Police see their own holds; an authority those on listings it asked about."""
    holds = Hold.objects.all()
    if role not in READS_CASES:
        return holds.none()
    if party.kind == PartyKind.POLICE:
        return holds.filter(police=party)
    if party.kind == PartyKind.AUTHORITY:
        mine = Requester.objects.filter(case__listing__key=OuterRef("listing_key"), authority=party)
        return holds.filter(Exists(mine))
    return holds.none()


def visible_api_keys(party: Party, role: Role) -> QuerySet[ApiKey]:
    """One's own party's keys, for those who may edit the party."""
    if role not in (Role.APPROVER, Role.OPERATOR):
        return ApiKey.objects.none()
    return ApiKey.objects.filter(party=party)


def visible_persons(party: Party, role: Role) -> QuerySet[Person]:
    """One's own party's persons, for those who may edit the party; the installation's operator all."""
    if role not in (Role.APPROVER, Role.OPERATOR):
        return Person.objects.none()
    if role == Role.OPERATOR and party.kind == PartyKind.PUBLIC_BODY:
        return Person.objects.all()
    return Person.objects.filter(party=party)


def visible_deeds(party: Party, role: Role) -> QuerySet[Deed]:
    """What was done to one's own office or by it, for its editors and auditors; the installation's operator all."""
    if role not in (Role.APPROVER, Role.OPERATOR, Role.AUDITOR):
        return Deed.objects.none()
    keeps_all = (party.kind, role) == (PartyKind.PUBLIC_BODY, Role.OPERATOR)
    return Deed.objects.filter(Q() if keeps_all else Q(office=party) | Q(party=party))


def visible_errands(party: Party, role: Role) -> QuerySet[Outbox]:
    """What waits, failed or is dead in the outbox: for the installation's operator only."""
    keeps_all = (party.kind, role) == (PartyKind.PUBLIC_BODY, Role.OPERATOR)
    return Outbox.objects.all() if keeps_all else Outbox.objects.none()


def visible_feeds(party: Party, role: Role) -> QuerySet[Feed]:
    """A platform its own; an association its own and its members'; an authority its own and those that platforms and
    associations hand over. Nobody else any, and an auditor none: listings are no figures."""
    if role not in READS_FEEDS:
        return Feed.objects.none()
    return Feed.objects.filter(_given_to(party, "party"))


def visible_batches(party: Party, role: Role) -> QuerySet[FeedBatch]:
    """Those of the feeds that a reader sees."""
    if role not in READS_FEEDS:
        return FeedBatch.objects.none()
    return FeedBatch.objects.filter(_given_to(party, "feed__party"))


def visible_offers(party: Party, role: Role) -> QuerySet[Offer]:
    """Those of the feeds that a reader sees."""
    if role not in READS_FEEDS:
        return Offer.objects.none()
    return Offer.objects.filter(_given_to(party, "party"))


def visible_findings(party: Party, role: Role) -> QuerySet[Finding]:
    """Those on offers of the feeds that a reader sees."""
    if role not in READS_FEEDS:
        return Finding.objects.none()
    return Finding.objects.filter(_given_to(party, "offer__party"))


def visible_returns(party: Party, role: Role) -> QuerySet[Return]:
    """Those of removed cases that a reader sees, where the offers of both sides were given to it."""
    if role not in READS_FEEDS:
        return Return.objects.none()
    both = _given_to(party, "offer__party") & (Q(old_offer=None) | _given_to(party, "old_offer__party"))
    return Return.objects.filter(both, case__in=visible_cases(party, role))


def visible_patrols(party: Party, role: Role) -> QuerySet[PatrolLook]:
    """An authority sees what its own persons searched by hand, and nobody else sees any."""
    if party.kind != PartyKind.AUTHORITY or role not in READS_CASES:
        return PatrolLook.objects.none()
    return PatrolLook.objects.filter(party=party)


def _given_to(party: Party, owner: str) -> Q:
    """The feeds that a party was given, `owner` being the way to their party."""
    mine = Q(**{owner: party})
    match party.kind:
        case PartyKind.AUTHORITY:
            return mine | Q(**{f"{owner}__kind__in": (PartyKind.PLATFORM, PartyKind.ASSOCIATION)})
        case PartyKind.ASSOCIATION:
            return mine | Q(**{f"{owner}__association": party})
        case PartyKind.PLATFORM:
            return mine
        case _:
            return Q(pk=None)  # holds for no row
