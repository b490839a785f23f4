"""What addresses and forms of the review desk name: the filter of the queue, a decision, its checklist."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext

from tertib.errors import BadInput
from tertib.portal.page.gate import PageRequest
from tertib.queries.detection.pages import authorities
from tertib.queries.detection.queue import Desk, FindingFilter, usual_policy
from tertib.queries.detection.rules import policy_names, rules_of
from tertib.queries.types import Party
from tertib.vocabulary import Band, PartyKind, ReviewOutcome

Word = TypeVar("Word", bound=StrEnum)


def filter_of(request: PageRequest, policy: str = "") -> FindingFilter:
    """The filter that the address names, under `policy` if one is given. An address that names no policy there is
    means the one where something waits."""
    said_ = request.GET
    known = tuple(policy_names(get_language() or "id"))
    asked = policy or said_.get("policy", "")
    return FindingFilter(
        policy=asked if asked in known else usual_policy(request.actor, known),
        desk=_chosen(said_, "desk", Desk) or Desk.WAITING,
        band=_chosen(said_, "band", Band),
        outcome=_chosen(said_, "outcome", ReviewOutcome),
        platform=said_.get("platform", "").strip()[:60],
        feed=said_.get("feed", "").strip()[:16],
        shop=said_.get("shop", "").strip()[:200],
        sign=said_.get("word", "").strip()[:80],
        drawn=said_.get("drawn") == "1",
        by_clock=said_.get("order") == "clock",
    )


def query_of(wanted: FindingFilter, **other: str) -> str:
    """The filter as the end of an address, without what is as usual."""
    fields = {
        "policy": wanted.policy,
        "desk": "" if wanted.desk is Desk.WAITING else wanted.desk.value,
        "band": wanted.band.value if wanted.band else "",
        "outcome": wanted.outcome.value if wanted.outcome else "",
        "platform": wanted.platform,
        "feed": wanted.feed,
        "shop": wanted.shop,
        "word": wanted.sign,
        "drawn": "1" if wanted.drawn else "",
        "order": "clock" if wanted.by_clock else "",
        **other,
    }
    return urlencode({name: value for name, value in fields.items() if value})


def answers_of(said_: QueryDict) -> dict[str, str]:
    """The checklist that a form holds."""
    return {name[2:]: str(text) for name, text in said_.items() if name.startswith("q-")}


def yes_no_unknown() -> list[tuple[str, str]]:
    """(value, word) of the answers to a question of the checklist."""
    return [("yes", gettext("yes")), ("no", gettext("no")), ("unknown", gettext("unknown"))]


def authorities_for(request: PageRequest) -> list[Party]:
    """The offices that can hand in what the reader confirms; none for an authority, which does so itself."""
    return [] if request.actor.home.kind == PartyKind.AUTHORITY else authorities()


def authority_of(request: PageRequest) -> Party | None:
    """The authority that the form names, for those who are none."""
    slug = request.POST.get("authority", "")
    return next((party for party in authorities_for(request) if party.slug == slug), None)


def outcome_of(request: PageRequest) -> ReviewOutcome:
    """The decision that the form names. Raises BadInput without one."""
    outcome = _chosen(request.POST, "outcome", ReviewOutcome)
    if outcome is None:
        raise BadInput("Choose one of the four decisions.")
    return outcome


def lacking_in_words(given: dict[str, str], policy: str) -> str:
    """Which questions need a yes before a finding can be confirmed; empty if all have it."""
    language = get_language() or "id"
    lacking = [
        f"“{question.name.in_language(language)}”"
        for question in rules_of(policy).questions
        if question.needed and given.get(question.key) != "yes"
    ]
    if not lacking:
        return ""
    said_ = gettext(
        "To confirm, answer yes to each of: %(questions)s. If it cannot be told, let the seller be asked."
    )
    return said_ % {"questions": ", ".join(lacking)}


def person_of(request: PageRequest) -> int:
    """The number of the person who looks."""
    return request.actor.person.pk if request.actor.person else 0


def midnight(now: datetime) -> datetime:
    """When the reader's day began."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _chosen(said_: QueryDict, name: str, words: type[Word]) -> Word | None:
    text = said_.get(name, "")
    return next((word for word in words if word.value == text), None)
