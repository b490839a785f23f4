"""What persons do with a group of shops: say who is who, issue a step, dismiss it, take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from tertib.actions.permits import Permit
from tertib.actions.sellers import ladder as ladder
from tertib.actions.sellers import words as words
from tertib.errors import BadInput, NotFound
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.sellers.forms import AppealForm, IssueForm, WhyForm, WordForm
from tertib.portal.sellers.pages import page_context
from tertib.queries.sellers import pages as q
from tertib.queries.types import Seller, SellerLadderRung


@page(permit=Permit.CORRECT_SELLERS)
@require_POST
def say(request: PageRequest, key: str) -> HttpResponse:
    """Say of two shops whether they are one seller's; groups are seen anew right after."""
    found = q.seller(request.actor, key)
    form = WordForm([shop.shop for shop, _ in q.shops(request.actor, found)], request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            words.say(
                request.actor,
                found,
                one=asked["one"],
                other=asked["other"],
                same=asked["same"] == "yes",
                reason=asked["reason"],
                now=request.now,
            )
        except BadInput as error:
            form.add_error(None, in_plain_words(error).detail)
        else:
            messages.success(
                request,
                gettext("Your word stands. The groups are being seen anew; load the page again shortly."),
            )
            return redirect("sellers")
    return _again(request, found, word_form=form)


@page(permit=Permit.CORRECT_SELLERS)
@require_POST
def lift(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Take a word back: evidence alone decides again."""
    found = q.seller(request.actor, key)
    word = q.word(found, number)
    if word is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    form = WhyForm(request.POST, prefix=f"lift{number}")
    if not form.is_valid():
        raise BadInput("Say why it is taken back; it stands in the record.")
    words.lift(request.actor, found, word, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(request, gettext("The word is taken back; evidence alone decides again."))
    return redirect("sellers")


@page(permit=Permit.ISSUE_SELLER_RUNG)
@require_POST
def issue(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Let a step stand, as it was read and edited."""
    found = q.seller(request.actor, key)
    rung = _rung(request, found, number)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            ladder.issue(request.actor, rung, text=form.cleaned_data["text"], now=request.now)
        except BadInput as error:
            form.add_error(None, in_plain_words(error).detail)
        else:
            messages.success(
                request, gettext("Issued in your name. The platforms concerned read it on their page.")
            )
            return redirect("seller", key=key)
    return _again(request, found, issue_form=form)


@page(permit=Permit.ISSUE_SELLER_RUNG)
@require_POST
def dismiss(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Say no to a proposed step, with a reason."""
    found = q.seller(request.actor, key)
    rung = _rung(request, found, number)
    form = WhyForm(request.POST, prefix="why")
    if not form.is_valid():
        return _again(request, found, why_form=form)
    ladder.dismiss(request.actor, rung, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(request, gettext("Dismissed. The reason is kept."))
    return redirect("seller", key=key)


@page(permit=Permit.ISSUE_SELLER_RUNG)
@require_POST
def end(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Take an issued step back as a mistake."""
    found = q.seller(request.actor, key)
    rung = _rung(request, found, number)
    form = WhyForm(request.POST, prefix=f"end{number}")
    if not form.is_valid():
        raise BadInput("Say why it is taken back; it stands in the record.")
    ladder.end(request.actor, rung, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(
        request, gettext("Taken back. It counts no more, and what it put on the identity list is off.")
    )
    return redirect("seller", key=key)


@page(permit=Permit.ISSUE_SELLER_RUNG)
@require_POST
def appeal(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Decide on a seller's appeal against a step that another person issued."""
    found = q.seller(request.actor, key)
    rung = _rung(request, found, number)
    form = AppealForm(request.POST, prefix=f"appeal{number}")
    if not form.is_valid():
        raise BadInput("Say how the appeal is decided, and why; it stands in the record.")
    granted = form.cleaned_data["granted"] == "yes"
    ladder.answer_appeal(
        request.actor, rung, granted=granted, reason=form.cleaned_data["reason"], now=request.now
    )
    messages.success(
        request,
        gettext("Taken back. It counts no more, and what it put on the identity list is off.")
        if granted
        else gettext("The step stands. The reason is kept."),
    )
    return redirect("seller", key=key)


@page(permit=Permit.ISSUE_SELLER_RUNG)
@require_POST
def list_again(request: PageRequest, key: str, number: int) -> HttpResponse:
    """List tokens of a standing step that are not on the identity list yet, such as under a new key."""
    found = q.seller(request.actor, key)
    count = ladder.list_again(request.actor, _rung(request, found, number), now=request.now)
    said = ngettext("%(count)s token more is listed.", "%(count)s tokens more are listed.", count)
    messages.success(request, said % {"count": count})
    return redirect("seller", key=key)


def _rung(request: PageRequest, found: Seller, number: int) -> SellerLadderRung:
    rung = q.rungs(request.actor, found).filter(pk=number).first()
    if rung is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return rung


def _again(request: PageRequest, found: Seller, **forms: object) -> HttpResponse:
    return render(request, "sellers/seller.html", page_context(request, found, **forms), status=422)
