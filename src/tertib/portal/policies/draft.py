"""A draft of a policy: begin one, write its terms or its files, give it up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.permits import Permit, may
from tertib.actions.policies import drafts as actions
from tertib.actions.policies import publishing as publishing
from tertib.errors import BadInput, Conflict, NotFound
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.policies.forms import FileForm, TermForm, initial_of
from tertib.portal.policies.pages import READERS
from tertib.portal.policies.words import HURDLES, around, told
from tertib.queries.policies import desk as q
from tertib.queries.policies import terms as terms_q
from tertib.queries.types import PolicyVersion
from tertib.vocabulary import PartyKind


@page(permit=Permit.EDIT_POLICY)
@require_POST
def start(request: PageRequest, key: str) -> HttpResponse:
    """Begin a draft from the version in force, or with what an earlier version says (`like`)."""
    number = request.POST.get("like", "")
    like = q.version(request.actor, key, int(number)) if number.isascii() and number.isdigit() else None
    draft = actions.start_draft(request.actor, key, like=like, now=request.now)
    return redirect("policy_draft", number=draft.pk)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def draft(request: PageRequest, number: int) -> HttpResponse:
    """A draft: what differs so far, whether it is tested, what stands between it and being in force."""
    return render(request, "policies/draft.html", draft_context(request, q.draft(request.actor, number)))


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_term(request: PageRequest, number: int) -> HttpResponse:
    """Add a term to a draft."""
    return _term_page(request, q.draft(request.actor, number), term_key="")


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def change_term(request: PageRequest, number: int, term_key: str) -> HttpResponse:
    """Change a term of a draft."""
    return _term_page(request, q.draft(request.actor, number), term_key=term_key)


@page(permit=Permit.EDIT_POLICY)
@require_POST
def drop_term(request: PageRequest, number: int, term_key: str) -> HttpResponse:
    """Take a term out of a draft."""
    found = q.draft(request.actor, number)
    try:
        actions.drop_term(request.actor, found, term_key, seen=_seen(request), now=request.now)
    except (BadInput, Conflict) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("The term is out of the draft."))
    return redirect("policy_draft", number=number)


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def change_file(request: PageRequest, number: int, name: str) -> HttpResponse:
    """Write a whole file of a draft; a mistake is shown at its line, and nothing is lost."""
    found = q.draft(request.actor, number)
    if name not in q.text_files(found):
        raise NotFound("There is no such file to write.")
    form = FileForm(initial={"text": found.files[name], "seen": found.revision})
    mistake, status = "", 200
    if request.method == "POST":
        form, status = FileForm(request.POST), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.save_file(
                    request.actor,
                    found,
                    name,
                    said["text"],
                    seen=said["seen"],
                    why=said["why"],
                    now=request.now,
                )
            except (BadInput, Conflict) as error:
                status, mistake = error.http_status, in_plain_words(error).detail
            else:
                messages.success(request, gettext("Saved. Test the draft before it is published."))
                return redirect("policy_draft", number=number)
    context = {
        "card": q.card(request.actor, found.policy, language=_language()),
        "draft": found,
        "name": name,
        "names": q.text_files(found),
        "form": form,
        "mistake": mistake,
        "lines": around(form["text"].value() or "", mistake) if mistake else [],
    }
    return render(request, "policies/file.html", context, status=status)


@page(permit=Permit.EDIT_POLICY)
@require_POST
def drop(request: PageRequest, number: int) -> HttpResponse:
    """Give a draft up."""
    found = q.draft(request.actor, number)
    actions.drop_draft(request.actor, found, why=request.POST.get("why", "")[:1000], now=request.now)
    messages.success(request, gettext("The draft is given up. Nothing changed in what is in force."))
    return redirect("policy", key=found.policy)


def draft_context(request: PageRequest, found: PolicyVersion) -> dict[str, Any]:
    """What the pages of a draft show."""
    changes, files = q.differences(found)
    stands = publishing.hurdles(request.actor, found)
    return {
        "card": q.card(request.actor, found.policy, language=_language()),
        "draft": found,
        "steps": q.steps(found),
        "changes": told(changes),
        "files": files,
        "names": q.text_files(found),
        "test": q.test_of(found),
        "moving": found.test.get("state") in ("asked", "running"),
        "hurdles": [HURDLES[one] for one in stands],
        "own_work": publishing.Hurdle.OWN_WORK in stands,
        "writes": may(request.actor, Permit.EDIT_POLICY),
        "publishes": may(request.actor, Permit.PUBLISH_POLICY),
    }


def _term_page(request: PageRequest, found: PolicyVersion, *, term_key: str) -> HttpResponse:
    rules = q.read(found).rules
    shape: dict[str, Any] = {
        "questions": rules.questions,
        "groups": {key: group.words for key, group in rules.groups.items()},
        "key_is_fixed": bool(term_key),
    }
    initial: dict[str, Any] = {
        "seen": found.revision,
        "fields_": ["title", "description"],
        "status": "candidate",
        "fuzzy": True,
    }
    if term_key:
        initial |= initial_of(terms_q.text_of(terms_q.term(rules, term_key)))
    form = TermForm(initial=initial, **shape)
    status = 200
    if request.method == "POST":
        form, status = TermForm(request.POST, **shape), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.save_term(
                    request.actor,
                    found,
                    form.as_term(),
                    instead_of=term_key,
                    seen=said["seen"],
                    why=said["why"],
                    now=request.now,
                )
            except (BadInput, Conflict) as error:
                status = error.http_status
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(request, gettext("Saved. Test the draft before it is published."))
                return redirect("policy_draft", number=found.pk)
    context = {
        "card": q.card(request.actor, found.policy, language=_language()),
        "draft": found,
        "term_key": term_key,
        "form": form,
    }
    return render(request, "policies/term_form.html", context, status=status)


def _seen(request: PageRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _language() -> str:
    return get_language() or "id"
