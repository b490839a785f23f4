"""Hand search: which words to look for on which platform, who looked when, and what came of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tertib.actions import patrols as acts
from tertib.actions.permits import Permit
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.orders.pages import last_policy
from tertib.queries.patrols import lists as lists
from tertib.queries.patrols import pages as q
from tertib.queries.policies.named import PolicyShown, legal_day, policies

UNDO_SHOWN = timedelta(minutes=30)  # after it, one's latest look is no longer offered for taking back


class LookForm(forms.Form):
    """What one search showed."""

    policy = forms.CharField(max_length=80)
    term = forms.CharField(max_length=80)
    platform = forms.CharField(max_length=60)
    found = forms.IntegerField(label=_("Offers found"), min_value=0, max_value=acts.MAX_FOUND)
    note = forms.CharField(label=_("Note"), max_length=acts.MAX_NOTE, required=False)


@page(permit=Permit.HAND_IN)
@require_safe
def patrol(request: PageRequest) -> HttpResponse:
    """The list of one policy (`?policy=`) on one platform (`?platform=`), with what to look at next."""
    shown = policies(legal_day(request.now), language=_language())
    policy = _policy(request, shown)
    found = q.patrol(request.actor, policy=policy.id, language=_language(), now=request.now)
    keys = [cover.key for cover in found.by_platform]
    wanted = request.GET.get("platform", "")
    platform = wanted if wanted in keys else found.pairs[0].platform if found.pairs else ""
    person = request.actor.person
    context = {
        "policies": shown,
        "policy": policy,
        "patrol": found,
        "platform": platform,
        "cover": next((cover for cover in found.by_platform if cover.key == platform), None),
        "pairs": [pair for pair in found.pairs if pair.platform == platform],
        "undo": lists.latest_look(request.actor, person.pk, since=request.now - UNDO_SHOWN)
        if person
        else None,
        "names": lists.platform_names(),
        "lists": lists.open_lists(request.actor, person.pk)[:5] if person else [],
        "most_found": acts.MAX_FOUND,
        "most_note": acts.MAX_NOTE,
    }
    return render(request, "patrol/list.html", context)


@page(permit=Permit.HAND_IN)
@require_POST
def look(request: PageRequest) -> HttpResponse:
    """Keep what a search showed, in one press."""
    form = LookForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            field = form.fields.get(name)
            messages.error(request, f"{field.label if field else ''}: {' '.join(map(str, errors))}")
        return redirect(_back(request))
    said = form.cleaned_data
    search = acts.Search(said["policy"], said["term"], said["platform"])
    kept = acts.looked(request.actor, search, found=said["found"], note=said["note"], now=request.now)
    where = lists.platform_names().get(kept.platform, kept.platform)
    if kept.found:
        text = gettext("Kept: “%(word)s” on %(platform)s, %(count)s found. Hand in their links from here.")
    else:
        text = gettext("Kept: “%(word)s” on %(platform)s, nothing found.")
    messages.success(request, text % {"word": kept.word, "platform": where, "count": kept.found})
    return redirect(_back(request))


@page(permit=Permit.HAND_IN)
@require_POST
def look_undo(request: PageRequest, number: int) -> HttpResponse:
    """Take one's own look back."""
    acts.take_back_look(request.actor, number, now=request.now)
    messages.success(request, gettext("Taken back: this search counts as not done."))
    return redirect(_back(request))


@page(permit=Permit.HAND_IN)
@require_safe
def patrol_csv(request: PageRequest) -> StreamingHttpResponse:
    """Every word on every platform of the policy, most urgent first."""
    policy = _policy(request, policies(legal_day(request.now), language=_language()))
    found = q.patrol(request.actor, policy=policy.id, language=_language(), now=request.now)
    head = [
        *(
            "policy",
            "term",
            "word",
            "searched_for",
            "meaning",
            "platform",
            "last_looked_at",
            "by",
            "found_then",
        ),
        *("note", "looks", "found", "handed_in", "hits_in_feeds", "looked_in_7_days", "search_link"),
    ]
    return csv_response(f"patroli-{policy.id}.csv", head, _lines(policy.id, found.pairs))


def _lines(policy: str, pairs: Sequence[q.Pair]) -> Iterator[Sequence[object]]:
    for pair in pairs:
        last, word = pair.last, pair.words[0]
        yield (
            *(policy, pair.term, word.word, word.query, pair.meaning, pair.platform_name),
            localtime(last.at).isoformat(timespec="minutes") if last else "",
            last.by.name if last else "",
            last.found if last else None,
            last.note if last else "",
            *(pair.looks, pair.found, pair.handed_in, pair.hits, int(pair.fresh), word.address),
        )


def _policy(request: PageRequest, shown: Sequence[PolicyShown]) -> PolicyShown:
    """The policy that is asked for, else the one the office used last, else the one with most words to search for."""
    by_key = {policy.id: policy for policy in shown}
    chosen = by_key.get(request.GET.get("policy", "")) or by_key.get(last_policy(request.actor))
    return chosen or max(shown, key=lambda policy: q.count_words(policy.id, now=request.now))


def _back(request: PageRequest) -> str:
    """The list as it was open."""
    said = {name: request.POST.get(name, "")[:80] for name in ("policy", "platform")}
    return f"{reverse('patrol')}?{urlencode({name: text for name, text in said.items() if text})}"


def _language() -> str:
    return (get_language() or "id")[:2]
