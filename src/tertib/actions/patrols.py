"""Hand search: say what a search on a platform showed, and lay offers that came up into a draft order."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.orders.handing_in import count_rows
from tertib.actions.orders.rows import FIRST_PROBLEMS, Cell, read_rows, save_rows
from tertib.actions.permits import Permit, require
from tertib.core.deadlines import local_day
from tertib.core.detection.rules.model import Term
from tertib.core.links import Link, Platform, find_links
from tertib.errors import BadInput, Conflict, NotFound
from tertib.store.models import Order, OrderRow, Party, PatrolLook, Person
from tertib.vocabulary import LegalZone, LinkKind, OrderSource, OrderState, RowOutcome

MAX_FOUND = 10_000  # offers that a person says were found in one search; a page of results has some 60
MAX_NOTE = 300
MAX_TEXT = 4_096
MAX_LINKS = 20  # in one shared text
MAX_ROWS = 2_000  # in one draft; then another is begun
SAME_SEARCH = timedelta(hours=12)  # offers handed in so long after a look belong to it
TWICE = timedelta(minutes=1)  # the same thing said again so soon is a second press of the button
TAKE_BACK = timedelta(hours=24)
LOOKS = "looks"  # in Order.columns of a draft from hand search: row -> pk of the look it came from


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched: a word of a term of a policy, on a platform."""

    policy: str
    term: str
    platform: str
    word: str = ""  # empty: the term's first


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a link that was handed in.

    `row` is its row in `order`; `was_there` says that it stood there before, and nothing was added. `elsewhere` is an
    order of the same office that names the same listing under the policy, if there is one.
    """

    order: Order
    row: OrderRow
    was_there: bool
    elsewhere: Order | None


def looked(actor: Actor, search: Search, *, found: int | None, note: str = "", now: datetime) -> PatrolLook:
    """Keep that the actor searched, and what came up: `found` offers, 0 for nothing, None if they say no number.

    The same said twice within a minute is kept once. Raises BadInput for a word, platform or policy not known.
    """
    require(actor, Permit.HAND_IN)
    person = _person(actor)
    term, platform = _known(search, now)
    if found is not None and not 0 <= found <= MAX_FOUND:
        raise BadInput("Say how many offers you found as a whole number from 0 to 10,000.")
    word = search.word or term.words[0]
    if word not in term.words:
        raise BadInput("This word does not belong to the policy as it is now. Open the list again.")
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
        fields = {
            "policy": search.policy,
            "term": term.key,
            "word": word[:80],
            "platform": platform.key,
            "party": actor.home,
            "by": person,
            "found": found,
            "note": _clean(note, MAX_NOTE),
        }
        again = PatrolLook.objects.filter(**fields, at__gt=now - TWICE, at__lte=now).first()
        return again or PatrolLook.objects.create(**fields, at=now)


def take_back_look(actor: Actor, number: int, *, now: datetime) -> None:
    """Drop one's own look of the last day. Raises NotFound, and Conflict once links were handed in from it."""
    require(actor, Permit.HAND_IN)
    mine = PatrolLook.objects.filter(pk=number, by=_person(actor), party=actor.home, at__gt=now - TAKE_BACK)
    with transaction.atomic():
        look = mine.select_for_update(of=("self",)).first()
        if look is None:
            raise NotFound("There is no look of yours from the last day that could be taken back.")
        if look.order_id is not None:
            raise Conflict("Links were handed in from this search. Take those out of the list first.")
        look.delete()


def take_links(
    actor: Actor,
    *,
    text: str,
    note: str = "",
    policy: str,
    title: str = "",
    search: Search | None = None,
    look: int | None = None,
    now: datetime,
) -> list[Taken]:
    """Lay the links of a text into the actor's own open list of hand search under a policy; it is begun if need be.

    `look` is the number of a search of the actor's from the last hours, `search` one that no look was kept of yet: the
    rows count as handed in from it. `title` names a list that is begun. Raises BadInput if no link names anything
    that can be handed in.
    """
    require(actor, Permit.HAND_IN)
    person = _person(actor)
    tables.policy(policy)  # raises BadInput
    if len(text) > MAX_TEXT:
        raise BadInput("The text is too long for one offer. Paste the link alone.")
    links = _links(text)
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
        order = _open_list(actor, person, policy, title, now)
        taken = [_take(order, link, text if len(links) == 1 else link.text, note) for link in links]
        fresh = [one.row for one in taken if not one.was_there]
        if fresh:
            order.counts, order.row_count = count_rows(order), order.rows.count()
            tied = _look_of(actor, person, order, policy=policy, search=search, look=look, now=now)
            if tied is not None:
                known = order.columns.get(LOOKS, {})
                order.columns[LOOKS] = known | {str(row.row): tied.pk for row in fresh}
            order.save(update_fields=["counts", "row_count", "columns"])
    return taken


def take_link_back(actor: Actor, order: Order, *, row: int) -> Order | None:
    """Take a row out of one's own open list; an emptied list goes, and None comes back. Raises Conflict, NotFound."""
    require(actor, Permit.HAND_IN)
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
        mine = Order.objects.filter(
            pk=order.pk, authority=actor.home, source=OrderSource.PATROL, handed_in_by=_person(actor)
        )
        found = mine.select_for_update(of=("self",)).first()
        if found is None:
            raise NotFound("There is no such list of yours.")
        if found.state != OrderState.DRAFT:
            raise Conflict("This list was handed in. Withdraw the order, or close the case, instead.")
        if not found.rows.filter(row=row).delete()[0]:
            raise NotFound("This row is no longer in the list.")
        looks = {key: pk for key, pk in found.columns.get(LOOKS, {}).items() if key != str(row)}
        PatrolLook.objects.filter(order=found).exclude(pk__in=looks.values()).update(order=None)
        if not found.rows.exists():
            found.delete()
            return None
        problems = [one for one in found.columns.get("problems", []) if one["row"] != row]
        found.columns |= {LOOKS: looks, "problems": problems}
        found.counts, found.row_count = count_rows(found), found.rows.count()
        found.save(update_fields=["counts", "row_count", "columns"])
        return found


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise BadInput("Hand search is done by a person, who signs in.")
    return actor.person


def _known(search: Search, now: datetime) -> tuple[Term, Platform]:
    """The term that is in use and the platform that can be searched. Raises BadInput."""
    today = local_day(now, zone=LegalZone.WIB)
    terms = {term.key: term for term in tables.compiled(search.policy, today=today).terms}
    if search.term not in terms:
        raise BadInput("This word does not belong to the policy as it is now. Open the list again.")
    platforms = tables.platforms()
    if search.platform not in platforms:
        raise BadInput("This platform cannot be searched. Open the list again.")
    platform = platforms[search.platform]
    if platform.search_url is None or not platform.is_active(today):
        raise BadInput("This platform cannot be searched. Open the list again.")
    return terms[search.term], platform


def _links(text: str) -> Sequence[Link]:
    """The links that can be rows of an order. Raises BadInput."""
    found = find_links(text, platforms=tables.platforms())
    if not found:
        raise BadInput(
            "No link could be read. Paste the whole address of the offer, beginning with https://."
        )
    if all(link.kind is LinkKind.SEARCH for link in found):
        raise BadInput(
            "This is the address of a search, not of an offer. Open the offer itself and take its link."
        )
    if all(link.platform is None for link in found):
        raise BadInput("No platform that is known here stands at this address.")
    return [link for link in found if link.kind is not LinkKind.SEARCH and link.platform][:MAX_LINKS]


def _open_list(actor: Actor, person: Person, policy: str, title: str, now: datetime) -> Order:
    open_lists = Order.objects.filter(
        authority=actor.home,
        source=OrderSource.PATROL,
        state=OrderState.DRAFT,
        policy=policy,
        handed_in_by=person,
        row_count__lt=MAX_ROWS,
    )
    found = open_lists.select_for_update(of=("self",)).order_by("-pk").first()
    if found is not None:
        return found
    today = local_day(now, zone=LegalZone.WIB)
    live = tables.policy(policy)
    basis = live.basis_at(today)
    order = Order(
        authority=actor.home,
        title=_clean(title, 200),
        policy=policy,
        policy_version=live.reference[:120],
        legal_basis=basis[0].key if basis else "",
        state=OrderState.DRAFT,
        source=OrderSource.PATROL,
        counts={str(outcome): 0 for outcome in RowOutcome},
        created_at=now,
        day=today,
        handed_in_by=person,
    )
    order.digest = hashlib.sha256(f"patrol:{order.key}".encode()).hexdigest()
    order.save()
    return order


def _take(order: Order, link: Link, text: str, note: str) -> Taken:
    same = Q(listing=link.listing) if link.listing else Q(url=(link.url or "")[:2048])
    there = order.rows.filter(same, kind=link.kind).order_by("row").first()
    elsewhere = None
    if link.listing:
        others = Order.objects.filter(
            authority=order.authority_id, policy=order.policy, rows__listing=link.listing
        )
        living = others.exclude(state__in=(OrderState.WITHDRAWN, OrderState.REFUSED)).exclude(pk=order.pk)
        elsewhere = living.order_by("-pk").first()
    if there is not None:
        return Taken(order, there, True, elsewhere)
    last = order.rows.aggregate(last=Max("row"))["last"] or 0
    read = read_rows([Cell(last + 1, text.strip(), _clean(note, 500))], platforms=tables.platforms())
    rows = [one for one in read if one.link and one.link.url == link.url]
    problems = order.columns.get("problems", [])
    save_rows(order, rows[:1])
    order.columns["problems"] = [*problems, *order.columns["problems"]][:FIRST_PROBLEMS]
    return Taken(order, order.rows.get(row=last + 1), False, elsewhere)


def _look_of(
    actor: Actor,
    person: Person,
    order: Order,
    *,
    policy: str,
    search: Search | None,
    look: int | None,
    now: datetime,
) -> PatrolLook | None:
    """The look that the rows came from, tied to the order; a search without a look gets one."""
    mine = PatrolLook.objects.filter(by=person, party=actor.home, policy=policy, at__gt=now - SAME_SEARCH)
    free = mine.filter(Q(order=None) | Q(order=order))
    found = None
    if look is not None:
        found = free.filter(pk=look).first()
        former = mine.filter(pk=look).first() if found is None else None
        if former is not None:  # its list was handed in meanwhile: the search goes on
            search = Search(policy, former.term, former.platform, former.word)
    if found is None and search is not None:
        same = free.filter(term=search.term, platform=search.platform)
        found = same.order_by("-at").first() or looked(actor, search, found=None, now=now)
    if found is not None and found.order_id is None:
        found.order = order
        found.save(update_fields=["order"])
    return found


def _clean(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:most]
