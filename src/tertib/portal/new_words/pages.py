"""New words: what removed sellers changed to, with its pairs and what it would hit; a person takes it or not."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import require_http_methods

from tertib.actions.permits import Permit
from tertib.actions.terms import new_words as actions
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted, PolicyMistake
from tertib.portal.lexicon import words
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.shown.listing_text import leaves, seen
from tertib.queries.detection.rules import policy_names
from tertib.queries.terms import new_words as q
from tertib.queries.types import WordCandidate
from tertib.vocabulary import WordState


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_words(request: PageRequest) -> HttpResponse:
    """The words that wait, the most telling first, and those decided; a press looks for more."""
    names = policy_names(get_language() or "id")
    if request.method == "POST":
        try:
            actions.ask(request.actor, request.POST.get("policy", ""), now=request.now)
        except NotFound as error:
            messages.error(request, in_plain_words(error).detail)
        else:
            messages.success(
                request, gettext("Looking for new words. What is found stands here in some minutes.")
            )
        return redirect("new_words")
    said = request.GET.get("state", "")
    state = WordState(said) if said in set(WordState) else WordState.WAITING
    policy = request.GET.get("policy", "")[:80]
    shown = page_of(q.words(state, policy), request)
    counted, searched = q.counts(), q.searched()
    context = {
        "state": state,
        "policy": policy,
        "page": shown,
        "lines": [(one, kind(one), names.get(one.policy, one.policy)) for one in shown.rows],
        "tabs": [(one.value, words.label(one), counted[one], one is state) for one in WordState],
        "names": names,
        "to_search": policy or next(iter(searched), ""),
        "searched": [(names.get(key, key), done) for key, done in searched.items()],
    }
    return render(request, "new_words/list.html", context)


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_word(request: PageRequest, number: int) -> HttpResponse:
    """One word: titles before and after side by side, what it would hit, and the decision."""
    candidate, problem = q.word(number), ""
    if request.method == "POST":
        try:
            _act(request, candidate)
        except (BadInput, Conflict, NotPermitted, PolicyMistake) as error:
            problem = in_plain_words(error).detail
            candidate = q.word(number)
        else:
            return redirect("new_word", number=number)
    hits = q.hits(request.actor, candidate)
    own = candidate.decided_for_id == request.actor.home.pk
    context = {
        "word": candidate,
        "kind": kind(candidate),
        "policy": policy_names(get_language() or "id").get(candidate.policy, candidate.policy),
        "pairs": [(seen(before), seen(after)) for before, after in candidate.examples],
        "hits": hits,
        "company": [(one, *_ticked(one.group, one, candidate)) for one in hits.company]
        + [(q.bare(group), *_ticked(group, None, candidate)) for group in _told_only(candidate, hits)],
        "places": [] if hits.region else candidate.shared.get("places", []),
        "meaning": candidate.shared.get("meaning", {}).get(get_language() or "id", ""),
        "first": [(offer, seen(offer.title), leaves(offer.url), outcome) for offer, outcome in hits.first],
        "own": own,
        "who": _who(candidate, own=own),
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "new_words/word.html", context, status=422 if problem else 200)


def _ticked(group: str, one: q.Beside | None, candidate: WordCandidate) -> tuple[bool, bool]:
    """Whether a group is ticked as needed, and as ruled out: by what was told with a shared word, else by the figures."""
    told = candidate.shared
    if candidate.shared_by or one is None:
        return group in told.get("needs", ()), group in told.get("unless", ())
    return one.proposal is q.Company.NEEDS, one.proposal is q.Company.UNLESS


def _told_only(candidate: WordCandidate, hits: q.Hits) -> list[str]:
    """Groups of the policy that were told with a shared word and stand beside none of its hits here."""
    seen = {one.group for one in hits.company}
    told = {*candidate.shared.get("needs", ()), *candidate.shared.get("unless", ())}
    return sorted((told & q.groups_of(candidate.policy)) - seen)


def kind(candidate: WordCandidate) -> str:
    """What a word is, in the reader's language."""
    kinds: dict[str, str] = {
        "word": pgettext("kind", "Word"),
        "phrase": gettext("Phrase"),
        "code": gettext("Code"),
        "disguise": gettext("Disguise of an old word"),
    }
    return kinds.get(candidate.kind, candidate.kind)


def _act(request: PageRequest, candidate: WordCandidate) -> None:
    said: dict[str, Any] = {"now": request.now}
    match request.POST.get("act", ""):
        case "accept":
            actions.accept(
                request.actor,
                candidate,
                needs=request.POST.getlist("needs"),
                unless=request.POST.getlist("unless"),
                place=request.POST.get("place", ""),
                **said,
            )
            text = gettext(
                "Accepted. It stands in the draft as a proposal: say there what it tells, then test."
            )
        case "reject":
            actions.reject(request.actor, candidate, reason=request.POST.get("reason", ""), **said)
            text = gettext("Rejected. It is not proposed again.")
        case "reopen":
            actions.reopen(request.actor, candidate, **said)
            text = gettext("Taken back. The word waits again.")
        case _:
            raise BadInput("Choose what to do with the word.")
    messages.success(request, text)


def _who(candidate: WordCandidate, *, own: bool) -> str:
    """Who decided: a person of the reader's own office by name, else the office."""
    if own and candidate.decided_by is not None:
        return candidate.decided_by.name
    return candidate.decided_for.name if candidate.decided_for is not None else ""
