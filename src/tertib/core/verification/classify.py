"""One saved page judged by what is known of its platform: its own templates, else the general rules.

A platform that has templates is read by them as a look is. Where it has none, or they are unverified and do not know
the page, the general rules judge; but where a platform has templates nothing else may say that a listing of it is gone.
"""

from dataclasses import dataclass

from tertib.core.links import Platforms, read_link
from tertib.core.verification.general import GENERAL_RULES, GeneralRules, judge_page
from tertib.core.verification.observe import UNKNOWN_TEMPLATE, Observation, observe
from tertib.core.verification.page import Page
from tertib.core.verification.templates import ABSENT, Templates
from tertib.core.verification.verdict import verdict_of_page
from tertib.vocabulary import PageState, Verdict

NOT_ITS_TEMPLATE = (
    "not_its_template"  # general rules say gone; the platform's own templates do not know the page
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What one saved page shows and what that means by itself; `reasons` are the codes of whoever judged."""

    state: PageState
    verdict: Verdict
    reasons: tuple[str, ...]


def classify(
    page: Page,
    *,
    platform: str,
    platforms: Platforms,
    templates: Templates,
    rules: GeneralRules = GENERAL_RULES,
) -> Classified:
    """Judge one page. `platform` is a key of the platforms table, or any other word for one that nobody described.

    Never raises for anything that a page holds.
    """
    own = templates.of(platform)
    is_described = bool(own.templates)
    if is_described and (seen := _observed(page, platform, platforms, templates)) is not None:
        if not (own.is_unverified and UNKNOWN_TEMPLATE in seen.reasons):
            return _said(seen.state, seen.reasons)
    sight = judge_page(page, rules=rules)
    if is_described and sight.state in ABSENT:
        return _said(PageState.ERROR, (UNKNOWN_TEMPLATE, NOT_ITS_TEMPLATE, *sight.reasons))
    return _said(sight.state, sight.reasons)


def _observed(page: Page, platform: str, platforms: Platforms, templates: Templates) -> Observation | None:
    """What the platform's templates say; None if the asked address names no listing of it."""
    listing = read_link(page.asked_url, platforms=platforms).listing
    named, _, listing_id = (listing or "").partition(":")
    if named != platform or not listing_id:
        return None
    return observe(page, templates=templates, platform=platform, listing_id=listing_id)


def _said(state: PageState, reasons: tuple[str, ...]) -> Classified:
    return Classified(state=state, verdict=verdict_of_page(state), reasons=reasons)
