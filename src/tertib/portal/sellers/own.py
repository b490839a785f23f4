"""A platform's own shops that one seller seems to run, the steps that stand on them, and handing tokens over by file."""

import json
from collections.abc import Iterator
from typing import IO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tertib.actions.permits import Permit
from tertib.actions.sellers import tokens as actions
from tertib.actions.sellers.looks import trace
from tertib.errors import BadInput, Conflict
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.sellers.forms import TokensForm
from tertib.queries.sellers import pages as q

MOST_BYTES, MOST_LINE = 64 * 2**20, 2 * 2**20
FIELDS = {"shop", "tokens", "listings"}
NOT_OURS = (
    "Line {number} is not as `tertib tokens` writes it. It is not shown here, and nothing from it on is kept."
)


@page(permit=Permit.HAND_OVER_TOKENS)
@require_http_methods(["GET", "HEAD", "POST"])
def own_shops(request: PageRequest) -> HttpResponse:
    """Groups of the platform's own shops; never another platform's. A POST hands a file of tokens over."""
    form, status = TokensForm(), 200
    if request.method == "POST":
        form, status = TokensForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                count = _hand_over(request, form.cleaned_data["file"])
            except (BadInput, Conflict) as error:
                form.add_error("file", in_plain_words(error).detail)
            else:
                messages.success(
                    request,
                    gettext("Taken: tokens of %(count)s shops. The file is not kept.") % {"count": count},
                )
                return redirect("own_sellers")
    trace(request.actor, page="own", now=request.now)
    rungs = q.own_rungs(request.actor)
    shops, tokens, last = q.tokens_given(request.actor)
    context = {
        "groups": [(group, rungs.get(group[0].seller_id, [])) for group in q.own_shops(request.actor)],
        "shop_count": shops,
        "token_count": tokens,
        "last": last,
        "form": form,
    }
    return render(request, "sellers/own.html", context, status=status)


def _hand_over(request: PageRequest, file: IO[bytes]) -> int:
    if (getattr(file, "size", 0) or 0) > MOST_BYTES:
        raise BadInput(f"The file is larger than {MOST_BYTES // 2**20} MB. Hand it over in parts.")
    count = 0
    for shops in _lines(file):
        count += len(actions.hand_over(request.actor, shops, now=request.now))
    return count


def _lines(file: IO[bytes]) -> Iterator[list[actions.ShopTokens]]:
    """Each line's shops. Raises BadInput, without the line, for what `tertib tokens` did not write."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            if len(line) > MOST_LINE:
                raise ValueError
            said = json.loads(line)
            shops = [
                actions.ShopTokens(
                    str(one["shop"]), tuple(map(str, one["tokens"])), tuple(map(str, one.get("listings", ())))
                )
                for one in said["shops"]
            ]
            if set(said) != {"shops"} or any(set(one) - FIELDS for one in said["shops"]):
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput(NOT_OURS.format(number=number)) from error
        yield shops
