"""Orders to look at: the list, one order in whatever state it is, its rows, its receipt on paper and as a table file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit, may
from tertib.portal.lexicon import words
from tertib.portal.orders.forms import ColumnsForm
from tertib.portal.page.downloads import csv_response, xlsx_response
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.orders import pages as q
from tertib.queries.policies import named
from tertib.queries.types import Order
from tertib.vocabulary import CaseState, LinkKind, OrderState, PartyKind, Role, RowOutcome

READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR)
SHOWN_STATES = (
    CaseState.OPEN,
    CaseState.NOTIFIED,
    CaseState.OVERDUE,
    CaseState.CLAIMED,
    CaseState.DOWN,
    CaseState.REFUSED,
    CaseState.RETURNED,
    CaseState.HELD,
    CaseState.RESTORED,
    CaseState.CLOSED,
)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def order_list(request: PageRequest) -> HttpResponse:
    """The authority's orders, newest first."""
    state = _member(OrderState, request.GET.get("state", ""))
    search = request.GET.get("q", "").strip()[:100]
    found = page_of(q.orders(request.actor, state=state, search=search), request, size=25)
    context = {
        "page": found,
        "lines": [(order, _parts(q.receipt(order))) for order in found.rows],
        "state": state,
        "states": words.choices(OrderState),
        "q": search,
        "may_hand_in": may(request.actor, Permit.HAND_IN),
    }
    return render(request, "orders/list.html", context)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def one_order(request: PageRequest, key: str) -> HttpResponse:
    """One order: being read, a draft with its preview, refused, or handed in with its receipt."""
    order = q.order(request.actor, key)
    context = order_context(request, order)
    if request.htmx:  # type: ignore[attr-defined]  # the part that refreshes itself
        return render(request, "orders/part_state.html", context)
    return render(request, "orders/order.html", context)


def order_context(request: PageRequest, order: Order) -> dict[str, Any]:
    """What every view of one order shows."""
    language = get_language() or "id"
    receipt = q.receipt(order)
    context: dict[str, Any] = {
        "order": order,
        "receipt": receipt,
        "problem": (order.columns or {}).get("refusal", {}).get(language) or said_anew(order.problem),
        "parts": _parts(receipt),
        "policy": named.policy_name(order.policy, language=language),
        "basis": named.basis_of(order.policy, order.legal_basis, language=language),
        "moving": order.state in (OrderState.READING, OrderState.TAKING_IN),
        "may_hand_in": may(request.actor, Permit.HAND_IN),
        "may_approve": may(request.actor, Permit.APPROVE),
    }
    if order.state == OrderState.DRAFT:
        context |= _preview(order)
    elif order.state in (OrderState.TAKEN_IN, OrderState.WITHDRAWN):
        standing = q.standing(order)
        context["earlier"] = q.named_before(request.actor, order)[: q.MOST_EARLIER]
        context["platforms"] = q.platform_counts(order)
        context["standing"] = standing
        context["tiles"] = [
            (state, standing.by_state[state]) for state in SHOWN_STATES if standing.by_state.get(state)
        ]
        context["unasked"] = standing.by_state.get(CaseState.OPEN, 0)
    return context


def _preview(order: Order) -> dict[str, Any]:
    columns: dict[str, Any] = order.columns or {}
    names = [str(name) for name in columns.get("names", [])]
    link, note = columns.get("link"), columns.get("note")
    problems = [
        (
            problem.get("row"),
            str(problem.get("text", ""))[:200],
            _member(RowOutcome, str(problem.get("why", ""))),
        )
        for problem in columns.get("problems", [])
    ]
    return {
        "names": [
            (name or f"{number + 1}", number == link, number == note) for number, name in enumerate(names)
        ],
        "sample": columns.get("sample", [])[:5],
        "sheet": columns.get("sheet", ""),
        "notes": columns.get("notes", []),
        "problems": [problem for problem in problems if problem[2]],
        "columns_form": ColumnsForm(names=names, initial={"link": link, "note": note})
        if len(names) > 1
        else None,
        "known": q.known_already(order),
        "platforms": q.platform_counts(order),
    }


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def rows(request: PageRequest, key: str) -> HttpResponse:
    """Every row as handed in, with its outcome, by filters."""
    order = q.order(request.actor, key)
    outcome = _member(RowOutcome, request.GET.get("outcome", ""))
    platform = request.GET.get("platform", "")[:60]
    receipt = q.receipt(order)
    known = dict(receipt.parts)
    total = None if platform else known[outcome] if outcome else receipt.total
    context = {
        "order": order,
        "page": page_of(q.rows(order, outcome=outcome, platform=platform), request, total=total),
        "outcome": outcome,
        "platform": platform,
        "tabs": receipt.parts,
        "total": receipt.total,
        "platforms": [name for name, _, _ in q.platform_counts(order) if name],
    }
    return render(request, "orders/rows.html", context)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def rows_csv(request: PageRequest, key: str) -> HttpResponseBase:
    """Every row with its outcome, as CSV in the reader's words."""
    order = q.order(request.actor, key)
    return csv_response(f"{order.key}.csv", *_row_table(order))


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def rows_xlsx(request: PageRequest, key: str) -> HttpResponseBase:
    """The same as a workbook."""
    order = q.order(request.actor, key)
    return xlsx_response(f"{order.key}.xlsx", *_row_table(order))


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def printed(request: PageRequest, key: str) -> HttpResponse:
    """The receipt as a page for paper."""
    order = q.order(request.actor, key)
    return render(request, "orders/printed.html", order_context(request, order))


def _row_table(order: Order) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and rows of the table of outcomes, in the reader's words."""
    head = [
        gettext("Row"),
        gettext("Part"),
        gettext("As written"),
        gettext("Note"),
        gettext("Kind"),
        gettext("Platform"),
        gettext("Listing"),
        gettext("Address"),
        gettext("Outcome"),
        gettext("Earlier row"),
        gettext("Case"),
        gettext("State of the case"),
    ]
    kinds, outcomes, states = _labels(LinkKind), _labels(RowOutcome), _labels(CaseState)
    lines = (
        (
            *line[:4],
            kinds[str(line[4])],
            *line[5:8],
            outcomes[str(line[8])],
            *line[9:11],
            states.get(str(line[11]), ""),
        )
        for line in q.row_lines(order)
    )
    return head, lines


def _parts(receipt: q.Receipt) -> list[tuple[str, int, str]]:
    return [(words.label(outcome), count, words.word(outcome).tone) for outcome, count in receipt.parts]


def _labels(members: type[LinkKind] | type[RowOutcome] | type[CaseState]) -> dict[str, str]:
    return {member.value: words.label(member) for member in members}


def _member(members: Any, text: str) -> Any:
    """The member with this value, or None."""
    return members(text) if text in {member.value for member in members} else None
