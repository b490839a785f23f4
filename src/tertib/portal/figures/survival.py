"""How long listings stay up and stay away, as curves with bands and tables: never a median of what has ended only."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tertib.portal.lexicon import words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.step_chart import StepChart, step_chart
from tertib.portal.shown.zones import percent
from tertib.queries.policies.named import policy_name
from tertib.queries.statistics import survival as q
from tertib.queries.statistics.figures import FigureFilters, choices
from tertib.vocabulary import ContactHealth, PartyKind, ShopSize

UP_HOURS = (24, 72, 168, 720)
AWAY_HOURS = (168, 720, 2160)
CURVE_HOURS = (1, 6, 12, 24, 48, 72, 168, 336, 720)
AWAY_CURVE_HOURS = (24, 72, 168, 336, 720, 1440, 2160)
MEAN_HOURS = 720.0  # 30 days
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in words with its band in words; empty where the curve does not tell."""

    value: str
    band: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A group in a table: suppressed where `cells` is empty."""

    name: str
    n: int
    ended: int
    cells: list[Cell]
    health: ContactHealth | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve, the table beside it (hours, share, band), and Turnbull's share where looks were wide."""

    told: q.Lasting
    chart: StepChart | None
    rows: list[tuple[str, Cell, Cell | None]]


@dataclass(frozen=True, slots=True)
class Table:
    """Groups of one kind side by side; `head` names what they are."""

    name: str
    head: str
    is_platform: bool
    lines: list[Line]


@page()
@require_safe
def survival(request: PageRequest) -> HttpResponse:
    """Two curves, and the same by platform and policy."""
    language = get_language() or "id"
    said = request.GET
    filters = FigureFilters(
        platform=said.get("platform", "")[:60],
        policy=said.get("policy", "")[:80],
        order=said.get("order", "")[:16],
    )
    found = q.survival(request.actor, filters, now=request.now)
    platforms, policies = choices(request.actor)
    kinds = _kinds(found, language)
    kept = [(name, getattr(filters, name)) for name in ("platform", "policy", "order")]
    context = {
        "found": found,
        "filters": filters,
        "kept": urlencode([(name, value) for name, value in kept if value]),
        "platforms": platforms,
        "policies": [(key, policy_name(key, language=language)) for key in policies],
        "public": request.actor.home.kind == PartyKind.PUBLIC_BODY,
        "smallest": q.SMALLEST,
        "up": _drawn(found.whole.up, found.up_beside, CURVE_HOURS, most_days=30),
        "away": _drawn(found.whole.away, found.away_beside, AWAY_CURVE_HOURS, most_days=90),
        "up_heads": [_quartile_head(part) for part in QUARTILES]
        + [gettext("Up after %(time)s") % {"time": _after(hours)} for hours in UP_HOURS],
        "away_heads": [gettext("Still down at %(time)s") % {"time": _after(hours)} for hours in AWAY_HOURS],
        "up_tables": [Table(*head, [_up_line(*one) for one in named]) for head, named in kinds],
        "away_tables": [Table(*head, [_away_line(*one) for one in named]) for head, named in kinds],
    }
    return render(request, "figures/survival.html", context)


def _kinds(found: q.Survival, language: str) -> list[tuple[tuple[str, str, bool], list[tuple[q.Group, str]]]]:
    """Each kind of group: name, head of its column and whether it is of platforms; and its groups with names."""
    platforms = [(group, group.key) for group in found.platforms]
    policies = [(group, policy_name(group.key, language=language)) for group in found.policies]
    terms = [(group, group.key or gettext("no word of the policy")) for group in found.terms]
    sizes = [(group, words.label(ShopSize(group.key))) for group in found.shop_sizes]
    return [
        ((gettext("By platform"), gettext("Platform"), True), platforms),
        ((gettext("By policy"), gettext("Policy"), False), policies),
        ((gettext("By word in the title"), gettext("Word"), False), terms),
        ((gettext("By the shop's number of cases"), gettext("Shop"), False), sizes),
    ]


def _drawn(told: q.Lasting, beside: q.Curve | None, moments: tuple[int, ...], *, most_days: int) -> Drawn:
    if told.curve is None:
        return Drawn(told, None, [])
    rows = [
        (
            _after(hours),
            _share(told.curve.share_at(hours)),
            _share(beside.share_at(hours)) if beside is not None else None,
        )
        for hours in moments
    ]
    return Drawn(told, step_chart(told.curve, beside, most_days=most_days), rows)


def _up_line(group: q.Group, name: str) -> Line:
    told = group.up
    if told.curve is None:
        return Line(name, told.n, told.ended, [], group.health)
    cells = [_span(told.curve.quantile(part)) for part in QUARTILES]
    cells += [_share(told.curve.share_at(hours)) for hours in UP_HOURS]
    cells.append(_span(told.curve.restricted_mean(MEAN_HOURS)))
    return Line(name, told.n, told.ended, cells, group.health)


def _away_line(group: q.Group, name: str) -> Line:
    told = group.away
    cells = [] if told.curve is None else [_share(told.curve.share_at(hours)) for hours in AWAY_HOURS]
    return Line(name, told.n, told.ended, cells, group.health)


def _quartile_head(part: float) -> str:
    return gettext("%(share)s gone after") % {"share": f"{part * 100:.0f} %"}


def _after(hours: int) -> str:
    if hours < 72:
        return gettext("%(count)s h") % {"count": hours}
    return gettext("%(count)s days") % {"count": hours // 24}


def _share(one: q.Estimate) -> Cell:
    return Cell(_percent(one.value), _band(_percent(one.low), _percent(one.high)))


def _span(one: q.Estimate) -> Cell:
    return Cell(_length(one.value), _band(_length(one.low), _length(one.high)))


def _band(low: str, high: str) -> str:
    """Such as `20,4 – 62,5 %`: a unit that both bounds have is said once."""
    if not low and not high:
        return ""
    number, _, unit = low.rpartition(" ")
    if number and high.endswith(f" {unit}"):
        low = number
    return f"{low or '…'} – {high or '…'}"


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)


def _length(hours: float | None) -> str:
    """Hours up to three days, then days; empty where the curve does not get there."""
    if hours is None:
        return ""
    if hours < 72:
        return gettext("%(count)s h") % {"count": number_format(round(hours, 1), 1, use_l10n=True)}
    return gettext("%(count)s days") % {"count": number_format(round(hours / 24, 1), 1, use_l10n=True)}
