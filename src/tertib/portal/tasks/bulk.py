"""Answer many notices at once: pick, say it once, review, confirm, see what became of each, or take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.notices import reply_batches as actions
from tertib.actions.permits import Permit
from tertib.errors import BadInput, Conflict
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import PER_PAGE, Page
from tertib.portal.tasks.forms import AnswerForm
from tertib.portal.tasks.pages import filter_of, form_of, kind_of
from tertib.portal.tasks.words import PARTS, WHY_LEFT, said_in_words
from tertib.queries.notices import reply_batches as q
from tertib.queries.notices.tasks import TaskFilter
from tertib.queries.types import ReplyBatch
from tertib.vocabulary import ReplyKind

MOST_NAMED = 500  # notices that an address or a form names one by one; a page of the queue has fifty
MOST_LINES = 200  # of a batch on one page


@dataclass(frozen=True, slots=True)
class Choice:
    """Which notices the answer is for: `keys`, or (`whole`) all that fit `wanted` and were there at `as_of`."""

    wanted: TaskFilter
    whole: bool
    keys: tuple[str, ...]
    as_of: datetime

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The choice as fields of a form."""
        fields = [("as_of", self.as_of.isoformat()), *((("which", "all"),) if self.whole else ())]
        named = (
            ("state", self.wanted.state),
            ("urgency", self.wanted.urgency),
            ("kiriman", self.wanted.dispatch),
        )
        fields += [(name, str(value)) for name, value in named if value and self.whole]
        return fields + [("notice", key) for key in self.keys]


@page(permit=Permit.REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: PageRequest) -> HttpResponse:
    """Say one answer for the chosen notices, review it (`step=review`), and confirm it (`step=confirm`)."""
    said = request.POST if request.method == "POST" else request.GET
    choice = _choice(said, request.now)
    if not choice.whole and not choice.keys:
        return render(request, "tasks/bulk_none.html", {"batches": q.latest(request.actor)})
    kind = kind_of(request.POST.get("kind", ""))
    form = form_of(request, kind, [], filled=True) if kind else None
    step = request.POST.get("step", "")
    if form is None or kind is None:
        if request.method == "POST":
            messages.error(request, gettext("Choose one of the four answers."))
        return _say(request, choice, {}, status=422 if request.method == "POST" else 200)
    if not form.is_valid() or step not in ("review", "confirm"):
        return _say(request, choice, {kind: form}, status=200 if step == "change" else 422)
    if step == "review":
        return _review(request, choice, kind, form)
    return _confirm(request, choice, kind, form)


@page(permit=Permit.REPLY)
@require_safe
def batch(request: PageRequest, key: str) -> HttpResponse:
    """One batch: held, being recorded, recorded or taken back, and what became of each notice."""
    found = q.batch(request.actor, key)
    context = _batch_context(request, found)
    fragment = request.htmx  # type: ignore[attr-defined]
    return render(request, "tasks/part_batch.html" if fragment else "tasks/batch.html", context)


@page(permit=Permit.REPLY)
@require_safe
def batch_csv(request: PageRequest, key: str) -> HttpResponseBase:
    """What became of every notice of a batch, as a table file."""
    found = q.batch(request.actor, key)
    head = [
        gettext("Notice"),
        gettext("Listing"),
        gettext("Link"),
        gettext("What became of it"),
        gettext("Why"),
        gettext("Number of the reply"),
    ]
    rows = (
        (one.notice, one.listing, one.url, str(PARTS[one.status][0]), _why(one.why), one.reply)
        for one in q.lines(request.actor, found)
    )
    return csv_response(f"{found.key}.csv", head, rows)


@page(permit=Permit.REPLY)
@require_POST
def take_back(request: PageRequest, key: str) -> HttpResponse:
    """Undo a batch that is held."""
    try:
        actions.take_back(request.actor, q.batch(request.actor, key), now=request.now)
    except Conflict as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("Taken back. Nothing of it was recorded."))
    return redirect("tasks_batch", key=key)


def _say(
    request: PageRequest, choice: Choice, filled: dict[ReplyKind, AnswerForm], *, status: int
) -> HttpResponse:
    found = q.picked(request.actor, choice.wanted, keys=choice.keys, as_of=choice.as_of)
    if not found.keys:
        messages.error(request, gettext("None of these waits for an answer any more."))
        return redirect("tasks")
    forms = {kind: filled.get(kind) or form_of(request, kind, [], filled=False) for kind in ReplyKind}
    context = {
        "picked": found,
        "choice": choice,
        "answers": list(forms.items()),
        "said": next(iter(filled), None),
    }
    return render(request, "tasks/bulk.html", context, status=status)


def _review(request: PageRequest, choice: Choice, kind: ReplyKind, form: AnswerForm) -> HttpResponse:
    found = q.picked(request.actor, choice.wanted, keys=choice.keys, as_of=choice.as_of)
    if not found.keys:
        messages.error(request, gettext("None of these waits for an answer any more."))
        return redirect("tasks")
    kept = [*choice.kept, ("kind", kind.value), ("expected", str(len(found.keys)))]
    kept += [(name, str(text)) for name, text in request.POST.items() if name.startswith(f"{kind.value}-")]
    context = {
        "picked": found,
        "more": found.matching - len(found.keys),
        "kind": kind,
        "said": said_in_words(kind, form.part()),
        "kept": kept,
    }
    return render(request, "tasks/bulk_review.html", context)


def _confirm(request: PageRequest, choice: Choice, kind: ReplyKind, form: AnswerForm) -> HttpResponse:
    keys = q.keys_of(request.actor, choice.wanted, keys=choice.keys, as_of=choice.as_of)
    again = q.of_token(request.actor, form.cleaned_data["reply_id"])
    if again is not None:
        return redirect("tasks_batch", key=again.key)
    if not keys:
        messages.error(request, gettext("None of these waits for an answer any more."))
        return redirect("tasks")
    try:
        made = actions.begin(
            request.actor,
            notices=keys,
            kind=kind,
            part=form.part(),
            token=form.cleaned_data["reply_id"],
            now=request.now,
            wall=_wall(),
        )
    except BadInput as error:
        form.add_error(None, in_plain_words(error).detail)
        return _say(request, choice, {kind: form}, status=422)
    text = request.POST.get("expected", "")
    gone = int(text) - len(keys) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if gone > 0:
        said = ngettext(
            "%(count)d notice that you reviewed was settled meanwhile and is left out.",
            "%(count)d notices that you reviewed were settled meanwhile and are left out.",
            gone,
        )
        messages.warning(request, said % {"count": gone})
    return redirect("tasks_batch", key=made.key)


def _batch_context(request: PageRequest, found: ReplyBatch) -> dict[str, Any]:
    held = actions.held_for(found, now=request.now, wall=_wall())
    settled, refused = q.not_recorded(found)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1
    start = (number - 1) * PER_PAGE
    rows = list(q.lines(request.actor, found, start=start, end=start + PER_PAGE))
    return {
        "batch": found,
        "said": said_in_words(found.kind, found.part),
        "seconds": int(held.total_seconds()),
        "recorded": found.done - len(found.left),
        "settled": settled,
        "refused": refused,
        "waits": found.count - found.done,
        "moving": found.finished_at is None and found.taken_back_at is None,
        "lines": [(one, *PARTS[one.status], _why(one.why)) for one in rows],
        "page": Page(
            rows=rows,
            number=number,
            first=start + 1 if rows else 0,
            last=start + len(rows),
            total=found.count,
            earlier=number - 1 if number > 1 else None,
            later=number + 1 if start + PER_PAGE < found.count else None,
        ),
    }


def _choice(said: QueryDict, now: datetime) -> Choice:
    """The choice that an address or a form names; a moment that is none, or lies ahead, is now."""
    try:
        as_of = datetime.fromisoformat(said.get("as_of", ""))
    except ValueError:
        as_of = now
    if as_of.tzinfo is None or as_of > now:
        as_of = now
    whole = said.get("which") == "all"
    keys = () if whole else tuple(dict.fromkeys(key[:16] for key in said.getlist("notice")))[:MOST_NAMED]
    return Choice(filter_of(said) if whole else TaskFilter(), whole, keys, as_of)


def _why(code: str) -> str:
    return str(WHY_LEFT.get(code, code)) if code else ""


def _wall() -> datetime:
    wall: datetime = import_string(settings.TERTIB_WALL_CLOCK)()
    return wall
