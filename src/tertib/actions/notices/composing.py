"""From stored rows to the parts of a notice: what is asked, of whom, by which contact, under which deadline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.core.deadlines import ClockTimes, DeadlineRule, start
from tertib.core.notices import content
from tertib.core.notices.route import Chosen, ContactCard, choose_contact
from tertib.core.notices.tags import reply_address
from tertib.core.policies import Policy
from tertib.errors import NoticeIncomplete
from tertib.store.models import Case, Contact, Observation, Order, OrderRow, Party, Requester
from tertib.vocabulary import (
    ChannelKind,
    ContactHealth,
    DeadlineUnit,
    LegalStanding,
    PauseReason,
    ReplyChannel,
)

NO_CONTACT = "no_contact"
NO_LETTER = "no_letter"
NO_BASIS = "no_basis"


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything stored that one notice needs."""

    case: Case
    recipient: Party
    order: Order
    row: OrderRow
    first_look: Observation | None
    also_asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """By which contact a notice goes. `contact_id` 0: nobody can be reached."""

    contact_id: int
    channel: str
    why: str
    dead: bool = False


def drafts_of(case_ids: Sequence[int], *, authority: Party) -> Iterator[Draft]:
    """The drafts of these cases as this authority asks for them, in the order given; a few queries in all."""
    cases = Case.objects.select_related("listing", "recipient").in_bulk(list(case_ids))
    requests: dict[int, Requester] = {}
    others: dict[int, set[str]] = {}
    found = Requester.objects.filter(case__in=cases, withdrawn_at=None).select_related("order", "authority")
    for request in found.order_by("at", "pk"):
        if request.authority_id == authority.pk:
            requests[request.case_id] = request  # the latest order of ours is what we ask under
        else:
            others.setdefault(request.case_id, set()).add(request.authority.name)
    rows = {
        row.case_id: row
        for row in OrderRow.objects.filter(
            case__in=cases, order__in={request.order_id for request in requests.values()}
        ).order_by("-row", "-part")
        if row.case_id in requests and row.order_id == requests[row.case_id].order_id
    }
    looks: dict[int, Observation] = {}
    for look in Observation.objects.filter(case__in=cases).order_by("-at", "-pk"):
        looks[look.case_id] = look  # the earliest stays
    for case_id in case_ids:
        case = cases.get(case_id)
        if case is None or case.recipient is None or case_id not in requests or case_id not in rows:
            continue
        also = tuple(sorted(others.get(case_id, ())))
        yield Draft(case, case.recipient, requests[case_id].order, rows[case_id], looks.get(case_id), also)


class Writer:
    """Writes notices for one authority at one moment, remembering routes and deadlines as it goes."""

    def __init__(self, by: Actor, *, now: datetime) -> None:
        self.by, self.now = by, now
        self._routes: dict[tuple[int, str, str], Route] = {}
        self._clocks: dict[tuple[int, bool], ClockTimes] = {}
        self._lacking: dict[tuple[int, int], str] = {}
        self._policies: dict[str, Policy] = {}

    def route(self, draft: Draft) -> Route:
        """The contact by which the recipient is reached best."""
        key = (draft.recipient.pk, draft.case.platform, draft.order.policy)
        if key not in self._routes:
            self._routes[key] = self._find_route(draft)
        return self._routes[key]

    def policy(self, draft: Draft) -> Policy:
        """The policy of the order, as it is live now. Raises BadInput."""
        key = draft.order.policy
        if key not in self._policies:
            self._policies[key] = tables.policy(key)
        return self._policies[key]

    def lacks(self, draft: Draft) -> str:
        """Why this notice cannot be sent; empty if it can."""
        if not draft.order.letter_number or draft.order.letter_date is None:
            return NO_LETTER
        if not self.route(draft).contact_id:
            return NO_CONTACT
        try:
            self.write(draft, key="N-0", dispatch="D-0")
        except NoticeIncomplete as error:
            return str(error)[:200].replace("N-0", "").strip()
        return ""

    def lacks_as_others(self, draft: Draft) -> str:
        """As `lacks`, but found out once for an order and recipient: for previews of tens of thousands."""
        if draft.first_look is None:
            return self.lacks(draft)
        key = (draft.order.pk, draft.recipient.pk)
        if key not in self._lacking:
            self._lacking[key] = self.lacks(draft)
        return self._lacking[key]

    def write(self, draft: Draft, *, key: str, dispatch: str) -> content.Notice:
        """The complete notice. Raises NoticeIncomplete naming what lacks."""
        route = self.route(draft)
        look = draft.first_look
        return content.compose_notice(
            key=key,
            case=draft.case.key,
            order=content.OrderRef(
                key=draft.order.key,
                authority=self.by.home.name,
                letter_number=draft.order.letter_number,
                letter_date=draft.order.letter_date,
                title=draft.order.title,
            ),
            recipient=content.Recipient(
                party=draft.recipient.slug, name=draft.recipient.name, platform=draft.case.platform
            ),
            location=content.Location(
                listing_id=draft.case.listing.key.partition(":")[2],
                url=draft.case.listing.url,
                as_written=draft.row.text,
                row=draft.row.row,
            ),
            facts=content.Facts(
                seen_at=look.at if look else None,
                state=look.state if look else None,
                title=(look.title or None) if look else None,
                reason=draft.row.note or None,
            ),
            policy=self.policy(draft),
            clock=self.clock(draft.order, dead=route.dead),
            contact=content.Contact(
                office=self.by.home.name,
                person=self.by.person.name if self.by.person else None,
                email=None,
                reply_ways=reply_ways(key, dispatch, ChannelKind(route.channel)),
            ),
            now=self.now,
            language=draft.recipient.language,
            also_asked_by=draft.also_asked_by,
        )

    def clock(self, order: Order, *, dead: bool = False) -> ClockTimes:
        """The answer clock as it runs for a notice of this order that is taken now."""
        if (order.pk, dead) not in self._clocks:
            reason = PauseReason.CONTACT_DEAD if dead else None
            self._clocks[order.pk, dead] = start(
                deadline_rule(order), self.now, calendar=tables.calendar(), paused_for=reason
            )
        return self._clocks[order.pk, dead]

    def _find_route(self, draft: Draft) -> Route:
        parties = [draft.recipient, *([draft.recipient.association] if draft.recipient.association else [])]
        contacts = {
            str(contact.pk): contact
            for contact in Contact.objects.filter(party__in=parties, active=True).select_related("party")
        }
        cards = [
            ContactCard(
                key=key,
                party=contact.party.slug,
                party_kind=contact.party.kind,
                channel=contact.channel,
                health=contact.health,
                rank=contact.rank,
            )
            for key, contact in contacts.items()
        ]
        platform = tables.platforms()[draft.case.platform]
        chosen = choose_contact(platform.channel_type, policy=self.policy(draft), contacts=cards)
        if not isinstance(chosen, Chosen):
            return Route(0, "", chosen.why)
        contact = contacts[chosen.contact.key]
        return Route(contact.pk, contact.channel, chosen.why, dead=contact.health == ContactHealth.DEAD)


def deadline_rule(order: Order) -> DeadlineRule:
    """The policy's deadline for the order's urgency, or the order's own with its source."""
    rule = tables.policy(order.policy).deadline(order.urgency)
    if order.deadline_hours is None:
        return rule
    return replace(
        rule,
        key=f"order:{order.key}",
        unit=DeadlineUnit.HOURS,
        amount=order.deadline_hours,
        standing=LegalStanding.LEGAL,
        source=order.deadline_source,
    )


def reply_ways(notice: str, dispatch: str, channel: ChannelKind) -> tuple[content.ReplyWay, ...]:
    """How the recipient can answer: always the portal, the table and the API; by mail if it came by mail."""
    portal = settings.TERTIB_URL
    ways = [
        content.ReplyWay(channel=ReplyChannel.PORTAL, where=f"{portal}/tugas/{notice}/"),
        content.ReplyWay(channel=ReplyChannel.CSV, where=f"{portal}/tugas/unggah/"),
        content.ReplyWay(channel=ReplyChannel.API, where=f"{portal}/api/v1/replies"),
    ]
    if channel is ChannelKind.EMAIL:
        address = reply_address(dispatch, secret=settings.SECRET_KEY, domain=settings.TERTIB_REPLY_DOMAIN)
        ways.append(content.ReplyWay(channel=ReplyChannel.EMAIL, where=address))
    return tuple(ways)
