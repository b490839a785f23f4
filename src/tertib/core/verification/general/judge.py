"""How the general rules are weighed: from one page of an undescribed marketplace to one of the 12 states.

The order is the whole of it. What stands first wins:
- no answer, or a wall that its maker's own marks give away: whatever else the page says;
- proof of goods at the address that was asked for: *up*, or not for sale; words of a wall may be a seller's;
- words of a wall, of trouble, of parking; a form to log in; an empty page that waits for its scripts;
- any trace of a wall: from here on nothing is called gone on a page that carries one;
- the page's own notice that listing or shop is gone, or a 404 or 410 on which the site itself says so;
- the front page, a search or another page in place of the one asked for;
- else nobody knows: ERROR with the reason `unknown_page`.
"""

from dataclasses import dataclass

from tertib.core.verification.general.rules import GENERAL_RULES, GeneralRules, Sign, SignKind
from tertib.core.verification.general.traits import Goods, Traits
from tertib.core.verification.page import Page
from tertib.vocabulary import PageState

UNKNOWN_PAGE = "unknown_page"
MISSING_STATUSES = frozenset({404, 410})
NOTICE_PRICES = (
    3  # so many prices make it a page of goods, and its words about something gone speak of something else
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one page shows, by the general rules. `reasons` are stable codes, most telling first:

    `error:<PageError>`, `<kind>:<sign>`, `goods:<json_ld|og|microdata|buying|shop>`, `availability`,
    `redirected:<home|search|elsewhere|unfollowed>`, `contradiction`, `server_error`, `shell`, `no_status`,
    `unknown_page`, then `status:<n>` and `general:<version>`.
    """

    state: PageState
    reasons: tuple[str, ...]


def judge_page(page: Page, *, rules: GeneralRules = GENERAL_RULES) -> Sight:
    """Tell which state the page shows. Never raises, whatever it holds."""
    state, reasons = _weigh(page, rules)
    status = () if page.status is None else (f"status:{page.status}",)
    return Sight(state=state, reasons=(*reasons, *status, f"general:{rules.version}"))


def _weigh(page: Page, rules: GeneralRules) -> tuple[PageState, tuple[str, ...]]:
    if page.error is not None:
        return PageState.ERROR, (f"error:{page.error}",)
    if page.status is None:
        return PageState.ERROR, ("no_status",)
    traits = Traits(page)
    walls = [sign for sign in rules.of(SignKind.WALL) if traits.has(sign)]
    if hard := [sign for sign in walls if not sign.is_wordy]:
        return _said(hard[0])
    if page.status >= 500 or page.status < 200:
        return _said(walls[0]) if walls else (PageState.ERROR, ("server_error",))
    is_success = page.status < 300
    if is_success and (there := _there(traits, rules, walls)) is not None:
        return there
    if walls:
        return _said(walls[0])
    if 300 <= page.status < 400:
        return PageState.REDIRECTED, ("redirected:unfollowed",)
    if not is_success and page.status not in MISSING_STATUSES:
        return PageState.ERROR, (UNKNOWN_PAGE,)
    if is_success and traits.is_shell and not traits.says_something(rules):
        return _elsewhere(traits) or (PageState.APP_ONLY, ("shell",))
    if trace := traits.first(rules, SignKind.TRACE):
        return _said(trace)
    if gone := _gone(traits, rules):
        return gone
    if is_success and (elsewhere := _elsewhere(traits)):
        return elsewhere
    return PageState.ERROR, (UNKNOWN_PAGE,)


def _there(
    traits: Traits, rules: GeneralRules, walls: list[Sign]
) -> tuple[PageState, tuple[str, ...]] | None:
    """The state of a page that offers goods at the address that was asked for; None if it is no such page."""
    goods, is_for_sale = traits.goods
    asks_to_log_in = any(sign.state is PageState.LOGIN_WALL for sign in walls)
    if traits.wanders is not None or (asks_to_log_in and goods is not Goods.JSON_LD):
        return None
    if goods is Goods.NONE and traits.is_shop:
        goods, is_for_sale = Goods.SHOP, True
    if goods is Goods.NONE and not traits.asked.is_root and traits.prices and _can_buy(traits, rules):
        goods, is_for_sale = Goods.BUYING, True
    if goods is Goods.NONE:
        return None
    if not is_for_sale:
        return PageState.NOT_FOR_SALE, ("availability", f"goods:{goods}")
    unsold = traits.first(rules, SignKind.UNSOLD) if goods in {Goods.SHOP, Goods.BUYING} else None
    if unsold is not None and unsold.state is not None:
        return unsold.state, (f"unsold:{unsold.name}", f"goods:{goods}")
    return PageState.UP, (f"goods:{goods}",)


def _can_buy(traits: Traits, rules: GeneralRules) -> bool:
    """Two of three: words of buying, marks of buying, a title that is the slug. Each alone stands on other pages too."""
    kinds = [sign for sign in rules.of(SignKind.BUYING) if traits.has(sign)]
    said = {word for sign in kinds for word in sign.text if word in traits.text or word in traits.title}
    return len(kinds) + traits.names_asked + (len(said) >= 2) >= 2


def _gone(traits: Traits, rules: GeneralRules) -> tuple[PageState, tuple[str, ...]] | None:
    notice = traits.first(rules, SignKind.GONE)
    missing = traits.first(rules, SignKind.MISSING)
    status = traits.page.status
    if status in MISSING_STATUSES:
        if traits.goods[0] in {Goods.JSON_LD, Goods.OPEN_GRAPH}:
            return PageState.ERROR, ("contradiction", f"goods:{traits.goods[0]}")
        if notice is not None and notice.state is PageState.SHOP_GONE:
            return _said(notice)
        found = missing or notice
        return None if found is None else (PageState.GONE_HARD, (f"{found.kind}:{found.name}",))
    if notice is not None and traits.wanders not in {"home", "search"} and traits.prices < NOTICE_PRICES:
        return _said(notice)
    return None


def _elsewhere(traits: Traits) -> tuple[PageState, tuple[str, ...]] | None:
    where = traits.wanders
    return None if where is None else (PageState.REDIRECTED, (f"redirected:{where}",))


def _said(sign: Sign) -> tuple[PageState, tuple[str, ...]]:
    state = PageState.ERROR if sign.state is None else sign.state
    return state, (f"{sign.kind}:{sign.name}",)
