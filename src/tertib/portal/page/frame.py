"""What every page carries: who reads, in which zone and language, and where one can go with what waits there."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertib.actions.actor import Actor
from tertib.portal.shown.zones import zone_name
from tertib.queries.waiting import MOST_COUNTED, waiting
from tertib.vocabulary import PartyKind as K
from tertib.vocabulary import Role as R


@dataclass(frozen=True, slots=True)
class Way:
    """A way in the head of the page: `url` is a URL name, `waits` the name of a count of `queries.waiting`."""

    url: str
    text: str | Promise
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A way as the reader sees it; `count` is empty for nothing, and such as "1000+" for too many to count."""

    address: str
    text: str
    count: str
    here: bool
    waits: str


FIGURES = Way("figures", _("Figures"))
FINDINGS = Way("findings", _("Review desk"), "findings")
RETURNS = Way("returns", _("Came back"), "returns")
FEEDS = Way("feeds", _("Feeds"))
CASES = Way("cases", _("Cases"))
CONTACTS = Way("contacts", _("Contacts"), "contacts")
KEYS = Way("keys", _("API keys"))
PEOPLE = Way("people", _("Persons"))
MEMBERS = Way("members", _("Members"), "members")
ALARMS = Way("alarms", _("Alarms"), "alarms")
SELLERS = Way("sellers", _("Sellers"), "sellers")
OWN_SELLERS = Way("own_sellers", _("Sellers"), "seller_rungs")
POLICIES = Way("policies", _("Policies"), "policies")
DELIVERIES = Way("deliveries", _("Deliveries"), "deliveries")
HAND_IN = (
    Way("orders", _("Orders"), "orders"),
    Way("notices", _("Notices"), "notices"),
    Way("cases", _("Cases"), "cases"),
    Way("ladder", _("Ladder"), "rungs"),
    SELLERS,
    Way("reports", _("Reports"), "reports"),
    Way("patrol", _("Hand search")),
    FINDINGS,
    RETURNS,
    FEEDS,
    POLICIES,
    FIGURES,
)
ANSWER = (Way("tasks", _("Tasks"), "tasks"), CASES, FINDINGS, RETURNS, FEEDS, OWN_SELLERS, CONTACTS, FIGURES)
HUB = (MEMBERS, CASES, SELLERS, FINDINGS, RETURNS, FEEDS, POLICIES, ALARMS, CONTACTS, FIGURES)
OFFICE = (PEOPLE, KEYS)
KEEP = (DELIVERIES, ALARMS, CONTACTS, *OFFICE, FIGURES)
KEEP_ALL = (DELIVERIES, Way("backlog", _("Backlog"), "backlog"), *KEEP[1:])

WAYS: dict[tuple[K, R], tuple[Way, ...]] = {
    (K.AUTHORITY, R.ANALYST): HAND_IN,
    (K.AUTHORITY, R.APPROVER): (*HAND_IN, *OFFICE),
    (K.AUTHORITY, R.AUDITOR): (
        Way("orders", _("Orders")),
        CASES,
        Way("ladder", _("Ladder")),
        POLICIES,
        FIGURES,
    ),
    (K.AUTHORITY, R.POLICY_EDITOR): (POLICIES, FIGURES),
    (K.PLATFORM, R.RESPONDER): ANSWER,
    (K.PLATFORM, R.APPROVER): (*ANSWER, *OFFICE),
    (K.PLATFORM, R.AUDITOR): (CASES, FIGURES),
    (K.ASSOCIATION, R.ANALYST): HUB,
    (K.ASSOCIATION, R.APPROVER): (*HUB, *OFFICE),
    (K.ASSOCIATION, R.AUDITOR): (Way("members", _("Members")), CASES, FIGURES),
    (K.POLICE, R.INVESTIGATOR): (Way("holds", _("Holds"), "holds"), CASES, SELLERS, FIGURES),
    (K.POLICE, R.APPROVER): (Way("holds", _("Holds"), "holds"), CASES, SELLERS, FIGURES, *OFFICE),
    (K.POLICE, R.AUDITOR): (Way("holds", _("Holds")), CASES, FIGURES),
    (K.PUBLIC_BODY, R.APPROVER): (FIGURES, *OFFICE),
    **{(kind, R.OPERATOR): KEEP for kind in K},
    (K.PUBLIC_BODY, R.OPERATOR): KEEP_ALL,
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `now`, `zone`, `demo`; and, signed in, `actor`, `party` and `ways`."""
    actor: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "now": getattr(request, "now", None),
        "zone": zone_name(getattr(request, "now", None)),
        "demo": settings.TERTIB_DEMO,
        "actor": actor,
    }
    if actor is not None and not getattr(request, "htmx", False):
        context["party"] = actor.home
        context["ways"] = ways_of(actor, request)
    return context


def ways_of(actor: Actor, request: HttpRequest) -> list[Shown]:
    """The ways of this role, each with what waits there."""
    ways = WAYS.get((actor.home.kind, actor.role), (FIGURES,)) if actor.role else ()
    counts = waiting(actor, {way.waits for way in ways if way.waits}, now=request.now)  # type: ignore[attr-defined]
    shown = []
    for way in ways:
        try:
            address = reverse(way.url)
        except NoReverseMatch:
            continue
        number = counts.get(way.waits, 0)
        count = "" if not number else f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
        shown.append(Shown(address, str(way.text), count, request.path.startswith(address), way.waits))
    return shown
