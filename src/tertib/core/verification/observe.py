"""What one look at a listing shows: from a fetched page to one of the 12 states, with reasons.

Three things hold whatever a page says:
- only a platform's own template makes a listing gone; words like "not found" never do;
- a listing is up only on proof that names its id;
- a wall (robot check, log-in, app) beats every title and every "not found" under it.
A page that nothing recognises is ERROR with the reason `unknown_template`: it counts for nothing, and
someone looks at it.
"""

import re
from dataclasses import dataclass, replace

from tertib.core.verification.fingerprint import fingerprint_title, same_goods
from tertib.core.verification.markup import Markup, read_markup
from tertib.core.verification.page import Page
from tertib.core.verification.product import Product, find_product, holds_word
from tertib.core.verification.status_api import read_status
from tertib.core.verification.templates import ABSENT, WALLS, Template, Templates
from tertib.vocabulary import PageState

UNKNOWN_TEMPLATE = "unknown_template"
CONTRADICTION = "contradiction"
UNVERIFIED = "unverified"  # a template that nobody has held against the platform's pages said "gone"

# RFC 3986, appendix B, for http(s) alone.
_URL = re.compile(r"^https?://(?:[^/?#@]*@)?([^/?#:\[\]]+|\[[^\]/?#]*\])(?::\d*)?([^?#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one look showed.

    `reasons` are stable codes, most telling first: `error:<PageError>`, `template:<name>`, `status:<n>`,
    `redirected:<home|search|shop|root>`, `product:<json_ld|og|template>`, `availability`, `other_goods`,
    `looks_gone`, `contradiction`, `unverified`, `unknown_template`, `server_error`, `downgraded`.
    `template` is the name of the rule or template that decided, if one did.
    `fingerprint` stands for the goods of a page that proves its listing; hand the first in as `reference`
    later.
    """

    state: PageState
    reasons: tuple[str, ...]
    template: str | None = None
    fingerprint: str | None = None

    @property
    def is_unrecognised(self) -> bool:
        """Whether the platform may have changed its pages: a person should look, and mend the templates."""
        return not {UNKNOWN_TEMPLATE, CONTRADICTION, UNVERIFIED}.isdisjoint(self.reasons)


def observe(
    page: Page, *, templates: Templates, platform: str, listing_id: str, reference: str | None = None
) -> Observation:
    """Tell which state `page` shows of the listing `listing_id` on `platform`.

    `reference` is the fingerprint of the first UP look; without one UP_CHANGED is never given.
    Never raises for anything that a page holds.
    """
    notes = ("downgraded",) if any(hop.downgraded for hop in page.redirects) else ()
    if page.error is not None:
        return Observation(state=PageState.ERROR, reasons=(f"error:{page.error}", *notes))
    look = _Look(page, read_markup(page.body), listing_id)
    own = templates.of(platform)
    offering = own.templates if look.is_success else ()
    product = find_product(look.markup, listing_id=listing_id) if look.is_success else None
    up = next((each for each in offering if each.state is PageState.UP and look.shows(each)), None)
    proof = f"template:{up.name}" if up else f"product:{product.source}" if product else None

    for rule in own.templates if proof else (*own.templates, *templates.rules):
        if rule.state in WALLS and look.shows(rule) and not (proof and rule.rests_on_text):
            return _decided(rule, look, notes)
    for rule in own.templates:
        if rule.state is None or rule.state is PageState.UP or rule.state in WALLS or not look.shows(rule):
            continue
        if proof and rule.rests_on_text:
            continue  # a seller may have written these words; the platform's own proof stands
        if proof and rule.state in ABSENT:
            reasons = (CONTRADICTION, f"template:{rule.name}", proof, *notes)
            return Observation(state=PageState.ERROR, reasons=reasons, template=rule.name)
        if own.is_unverified and rule.state in ABSENT:
            reasons = (UNVERIFIED, f"template:{rule.name}", f"status:{page.status}", *notes)
            return Observation(state=PageState.ERROR, reasons=reasons, template=rule.name)
        seen = _decided(rule, look, notes)
        return replace(seen, fingerprint=fingerprint_title(look.title(product))) if proof else seen
    if proof:
        return _offered(look, product, up, reference=reference, reasons=(proof, *notes))
    if page.redirects and look.is_success and not look.names_listing:
        for place, pattern in (*own.places, ("root", re.compile("^/?$"))):
            if pattern.search(look.path):
                return Observation(
                    state=PageState.REDIRECTED,
                    reasons=(f"redirected:{place}", *notes),
                    template=None
                    if own.is_unverified
                    else f"redirect/{place}",  # no two redirects are then alike
                )
    if page.status is not None and page.status >= 500:
        return Observation(state=PageState.ERROR, reasons=("server_error", f"status:{page.status}", *notes))
    hints = tuple(dict.fromkeys(rule.hint for rule in templates.rules if rule.hint and look.shows(rule)))
    return Observation(
        state=PageState.ERROR, reasons=(UNKNOWN_TEMPLATE, f"status:{page.status}", *hints, *notes)
    )


def observe_status(page: Page, *, templates: Templates, platform: str, listing_id: str) -> Observation:
    """Tell what the platform's status API answered. Never raises; ERROR if the platform has no such API.

    `reasons` are `status_api:<word>`, `error:<PageError>`, `refused`, `no_answer` or `unknown_template`.
    """
    api = templates.of(platform).status_api
    if api is None:
        return Observation(state=PageState.ERROR, reasons=(UNKNOWN_TEMPLATE,))
    state, reason = read_status(page, api=api, listing_id=listing_id)
    return Observation(
        state=state, reasons=(reason, f"status:{page.status}"), template=f"{platform}/status-api"
    )


def _decided(rule: Template, look: "_Look", notes: tuple[str, ...]) -> Observation:
    state = PageState.ERROR if rule.state is None else rule.state
    return Observation(
        state=state,
        reasons=(f"template:{rule.name}", f"status:{look.page.status}", *notes),
        template=rule.name,
    )


def _offered(
    look: "_Look",
    product: Product | None,
    up: Template | None,
    *,
    reference: str | None,
    reasons: tuple[str, ...],
) -> Observation:
    """Tell apart what a page that proves its listing can still show: on sale, not for sale, other goods."""
    template = up.name if up else None
    fingerprint = fingerprint_title(look.title(product))
    state = PageState.UP
    if product is not None and not product.is_for_sale:
        state, reasons = PageState.NOT_FOR_SALE, ("availability", *reasons)
    elif reference is not None and fingerprint is not None and not same_goods(reference, fingerprint):
        state, reasons = PageState.UP_CHANGED, ("other_goods", *reasons)
    return Observation(state=state, reasons=reasons, template=template, fingerprint=fingerprint)


class _Look:
    """A page made ready for matching."""

    def __init__(self, page: Page, markup: Markup, listing_id: str) -> None:
        self.page = page
        self.markup = markup
        self.listing_id = listing_id
        match = _URL.match(page.final_url)
        self.host = match.group(1).lower() if match else ""
        self.path = (match.group(2) if match else "") or "/"
        self.is_success = page.status is not None and 200 <= page.status < 300

    @property
    def names_listing(self) -> bool:
        """Whether the final URL, behind its host, still carries the listing's id."""
        behind_host = self.page.final_url.partition("://")[2].partition("/")[2]
        return holds_word(behind_host, self.listing_id)

    def title(self, product: Product | None) -> str:
        """Return what the offer is called: by the product's own data, else by the page."""
        return (product.name if product else None) or self.markup.raw_title

    def shows(self, rule: Template) -> bool:
        """Whether all conditions of `rule` hold."""
        page, markup = self.page, self.markup
        return (
            (not rule.status or page.status in rule.status)
            and (rule.redirected is None or rule.redirected == bool(page.redirects))
            and (not rule.final_host or self.host in rule.final_host)
            and (rule.final_path is None or rule.final_path.search(self.path) is not None)
            and (not rule.title or any(each in markup.title for each in rule.title))
            and (not rule.text or any(each in markup.text or each in markup.title for each in rule.text))
            and (not rule.marker or any(self._named(each) in markup.markers for each in rule.marker))
            and (not rule.meta or any(self._named(each) in markup.metas for each in rule.meta))
            and (not rule.script or any(self._in_script(each) for each in rule.script))
            and (not rule.header or any(value in page.headers.get(name, "") for name, value in rule.header))
        )

    def _named(self, pair: tuple[str, str]) -> tuple[str, str]:
        return pair[0], pair[1].replace("{id}", self.listing_id)

    def _in_script(self, literal: str) -> bool:
        wanted = literal.replace("{id}", self.listing_id)
        return any(wanted in script for script in self.markup.scripts)
