"""Policies as they are in force: the list, one policy with its versions, its words, and going back by one press."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from tertib.actions.permits import Permit, may
from tertib.actions.policies import publishing as actions
from tertib.errors import BadInput, Conflict, NotFound
from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.policies.forms import ReasonForm
from tertib.portal.policies.words import read_in, told
from tertib.queries.policies import desk as q
from tertib.queries.policies import terms as terms_q
from tertib.vocabulary import PartyKind, PolicyState, Role, TermStatus

KINDS = (PartyKind.AUTHORITY, PartyKind.ASSOCIATION)
READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.POLICY_EDITOR)


@page(kinds=KINDS, roles=READERS)
@require_safe
def policies(request: PageRequest) -> HttpResponse:
    """Every policy, with what waits: drafts of one's office, a version that the brake stopped."""
    context = {
        "cards": q.cards(request.actor, language=_language()),
        "writes": may(request.actor, Permit.EDIT_POLICY),
    }
    return render(request, "policies/list.html", context)


@page(kinds=KINDS, roles=READERS)
@require_safe
def policy(request: PageRequest, key: str) -> HttpResponse:
    """One policy: which version is in force, drafts, the versions before with who, when, why, and their tests."""
    return render(request, "policies/policy.html", _context(request, key))


@page(permit=Permit.PUBLISH_POLICY)
@require_POST
def roll_back(request: PageRequest, key: str) -> HttpResponse:
    """Put the version before in force again."""
    live = q.version_in_force(key)
    number = request.POST.get("version", "")
    if live is None or number != str(live.pk):
        wanted = int(number) if number.isascii() and number.isdigit() else 0
        live = q.version(request.actor, key, wanted)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(
            request, "policies/policy.html", _context(request, key) | {"back_form": form}, status=422
        )
    try:
        actions.roll_back(request.actor, live, why=form.cleaned_data["why"], now=request.now)
    except (BadInput, Conflict) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(
            request, gettext("The version before is in force again. Kept listings are judged anew.")
        )
    return redirect("policy", key=key)


@page(kinds=KINDS, roles=READERS)
@require_safe
def version(request: PageRequest, key: str, number: int) -> HttpResponse:
    """A version that is or was in force: what was done to it, what it changed, and its files."""
    found = q.version(request.actor, key, number)
    changes, files = q.differences(found)
    context = {
        "card": q.card(request.actor, key, language=_language()),
        "version": found,
        "steps": q.steps(found),
        "changes": told(changes),
        "files": files,
        "texts": [(name, found.files[name]) for name in q.text_files(found)],
        "test": found.test if found.test.get("state") == "done" else None,
        "standing": q.standing(found),
        "writes": may(request.actor, Permit.EDIT_POLICY) and found.state != PolicyState.LIVE,
    }
    return render(request, "policies/version.html", context)


@page(kinds=KINDS, roles=READERS)
@require_safe
def terms(request: PageRequest, key: str) -> HttpResponse:
    """The words of a policy (or, `?draft=`, of a draft), narrowed by text and status, with what each found."""
    language = _language()
    card = q.card(request.actor, key, language=language)
    draft, rules = None, q.live_rules(key)
    if request.GET.get("draft", "").isascii() and request.GET.get("draft", "").isdigit():
        draft = q.draft(request.actor, int(request.GET["draft"]))
        if draft.policy != key:
            raise NotFound("There is no such draft of this policy.")
        rules = q.read(draft).rules
    text = request.GET.get("q", "")[:100]
    status = member(TermStatus, request.GET.get("status", ""))
    hits = terms_q.hits_of(request.actor, key, now=request.now)
    context = {
        "card": card,
        "draft": draft,
        "terms": terms_q.terms(rules, hits, language=language, text=text, status=status),
        "all_terms": len(rules.terms),
        "text": text,
        "status": status,
        "statuses": words.choices(TermStatus),
        "writes": may(request.actor, Permit.EDIT_POLICY),
        "days": terms_q.DAYS,
    }
    return render(request, "policies/terms.html", context)


@page(kinds=KINDS, roles=READERS)
@require_safe
def term(request: PageRequest, key: str, term_key: str) -> HttpResponse:
    """One term: its meaning, its places, the company it needs, and what it found lately."""
    language = _language()
    card = q.card(request.actor, key, language=language)
    rules = q.live_rules(key)
    found = terms_q.term(rules, term_key)
    names = {question.key: question.name.in_language(language) for question in rules.questions}
    hits = terms_q.hits_of(request.actor, key, now=request.now)
    groups = [
        (group, ", ".join(rules.groups[group].words[:12]), len(rules.groups[group].words) > 12)
        for group in dict.fromkeys((*found.needs, *found.unless, *found.not_in))
    ]
    context = {
        "card": card,
        "term": found,
        "meaning": found.meaning.in_language(language),
        "weights": [(names[question], weight) for question, weight in found.weights.items()],
        "read_in": read_in(str(field) for field in found.fields),
        "groups": groups,
        "hits": hits.get(term_key, terms_q.NO_HITS),
        "findings": terms_q.findings_with(request.actor, key, term_key, now=request.now),
        "writes": may(request.actor, Permit.EDIT_POLICY),
        "days": terms_q.DAYS,
    }
    return render(request, "policies/term.html", context)


def _context(request: PageRequest, key: str) -> dict[str, Any]:
    card = q.card(request.actor, key, language=_language())
    live = q.version_in_force(key)
    publishes = may(request.actor, Permit.PUBLISH_POLICY)
    goes_back = publishes and live is not None and live.party_id == request.actor.home.pk
    return {
        "card": card,
        "live": live,
        "standing": q.standing(live) if live else None,
        "history": q.history(key),
        "drafts": [(one, q.test_of(one)) for one in card.open],
        "writes": may(request.actor, Permit.EDIT_POLICY),
        "back_form": ReasonForm() if goes_back and live and live.based_on else None,
    }


def _language() -> str:
    return get_language() or "id"
