"""Sellers: groups of shops with their evidence, cases and steps. Whoever looks leaves a trace."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit, may
from tertib.actions.sellers import ladder as ladder
from tertib.actions.sellers.looks import trace
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.sellers.drawing import drawing, hub_letter
from tertib.portal.sellers.forms import AppealForm, IssueForm, WhyForm, WordForm
from tertib.queries.sellers import pages as q
from tertib.queries.types import Seller
from tertib.vocabulary import LadderRungState, PartyKind, SellerRung

HISTORY_SHOWN, LOOKS_SHOWN, CASES_SHOWN = 50, 20, 5


@page(permit=Permit.SEE_SELLERS)
@require_safe
def sellers(request: PageRequest) -> HttpResponse:
    """The groups that the reader may see, the largest first."""
    platform, shop = request.GET.get("platform", "")[:60], request.GET.get("shop", "").strip()[:200]
    only_waiting = request.GET.get("waiting") == "1"
    narrowed = bool(platform or shop or only_waiting)
    rows = q.sellers(request.actor, platform=platform, shop=shop, waiting=only_waiting)
    found = page_of(rows, request, size=25)
    lines = q.lines(request.actor, found.rows)
    trace(request.actor, page="list", shown=[line.seller.key for line in lines], now=request.now)
    whole = q.sellers(request.actor)
    context = {
        "page": found,
        "lines": lines,
        "wanted": {"platform": platform, "shop": shop, "waiting": only_waiting},
        "narrowed": narrowed,
        "largest": whole.first(),
        "too_big": [line for line in lines if line.too_big],
        "count": whole.count() if narrowed else found.total,
        "waiting": q.sellers(request.actor, waiting=True).count(),
        "listed": q.listed_now(request.actor, now=request.now)
        if request.actor.home.kind == PartyKind.ASSOCIATION
        else None,
        "keeps_keys": may(request.actor, Permit.KEEP_SELLER_KEYS),
    }
    return render(request, "sellers/list.html", context)


@page(permit=Permit.SEE_SELLERS)
@require_safe
def seller(request: PageRequest, key: str) -> HttpResponse:
    """One group: what joins its shops, drawn and told, their cases, the ladder, words, history, and who looked."""
    found = q.seller(request.actor, key)
    trace(request.actor, page="seller", seller=found, now=request.now)
    return render(request, "sellers/seller.html", page_context(request, found))


def page_context(request: PageRequest, found: Seller, **forms: Any) -> dict[str, Any]:
    """What the page of a group shows; `forms` take the place of fresh ones, with their mistakes."""
    shops = q.shops(request.actor, found)
    names = [shop.shop for shop, _ in shops]
    numbers = {name: number for number, name in enumerate(names, 1)}
    links, hubs = q.links(found), q.hubs(found)
    rungs = list(q.rungs(request.actor, found))
    waiting = next((rung for rung in rungs if rung.state == LadderRungState.PROPOSED), None)
    decides = (
        waiting is not None
        and may(request.actor, Permit.ISSUE_SELLER_RUNG)
        and ladder.may_decide(request.actor, waiting)
    )
    context: dict[str, Any] = {
        "seller": found,
        "line": q.lines(request.actor, [found])[0],
        "shops": [
            (
                numbers[shop.shop],
                shop,
                cases[:CASES_SHOWN],
                len(cases),
                [one for one in links if shop.shop in (one.one, one.other)],
            )
            for shop, cases in shops
        ],
        "links": [(numbers[one.one], numbers[one.other], one) for one in links],
        "hubs": [
            (hub_letter(index), hub, [numbers[shop] for shop in hub.shops]) for index, hub in enumerate(hubs)
        ],
        "names": [(evidence, [numbers[shop] for shop in of]) for evidence, of in q.names(found)],
        "drawing": drawing(names, links, hubs),
        "rungs": [
            (
                rung,
                WhyForm(prefix=f"end{rung.pk}"),
                AppealForm(prefix=f"appeal{rung.pk}")
                if rung.decided_by_id != getattr(request.actor.person, "pk", None)
                else None,
            )
            for rung in rungs
        ],
        "waiting": waiting,
        "decides": decides,
        "may_end": may(request.actor, Permit.ISSUE_SELLER_RUNG),
        "kind": request.actor.home.kind,
        "words": [(word, WhyForm(prefix=f"lift{word.pk}")) for word in q.words(found)],
        "may_say": may(request.actor, Permit.CORRECT_SELLERS),
        "history": [
            (one, SellerRung(one.about["rung"]) if "rung" in one.about else None)
            for one in q.history(found)[:HISTORY_SHOWN]
        ],
        "looks": list(q.looks(request.actor, found)[:LOOKS_SHOWN]),
        "word_form": WordForm(names),
        "why_form": WhyForm(prefix="why"),
    }
    if waiting is not None and decides:
        context["issue_form"] = IssueForm(
            initial={"text": ladder.draft(waiting, language=get_language() or "id")}
        )
    return context | forms
