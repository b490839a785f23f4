"""The forms of notices, replies and shared words, open to all: a page in words, and each as JSON with its tag."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from tertib.portal.page.gate import public_page

FOLDER = Path(__file__).parents[2] / "schemas"
FORMS = {
    "notice-1.json": _("What a request to act on one listing looks like to whoever receives it."),
    "reply-1.json": _("What the recipient answers: acted, refused, cannot execute, or asks back."),
    "words-1.json": _("New words of sellers, as members share them: no shop, no listing, no person."),
}
EXAMPLES = ("notice-1.json", "notice-1-en.json", "words-1.json")
ANSWERS = (
    "reply-1-acted.json",
    "reply-1-refused.json",
    "reply-1-cannot-execute.json",
    "reply-1-asks-back.json",
    "reply-1-amends.json",
)
PUBLISHED = {
    **{name: FOLDER / name for name in FORMS},
    **{f"contoh/{name}": FOLDER / "examples" / name for name in (*EXAMPLES, *ANSWERS)},
}
A_DAY_SECONDS = 24 * 3600  # a form never changes under its name; its description may


def _tag(_request: HttpRequest, name: str) -> str | None:
    """The strong tag of a published file; None for another name."""
    return f'"{hashlib.sha256(_published(name)).hexdigest()[:32]}"' if name in PUBLISHED else None


@public_page()
@require_safe
def schemas(request: HttpRequest) -> HttpResponse:
    """What there is, in words."""
    context = {"forms": FORMS.items(), "examples": [f"contoh/{name}" for name in (*EXAMPLES, *ANSWERS)]}
    return render(request, "schemas/schemas.html", context)


@public_page()
@require_safe
@cache_control(public=True, max_age=A_DAY_SECONDS)
@condition(etag_func=_tag)
def schema(_request: HttpRequest, name: str) -> HttpResponse:
    """One file as JSON, to be read by programs of any origin; 304 for whoever has it."""
    if name not in PUBLISHED:
        raise Http404
    kind = "application/schema+json" if name in FORMS else "application/json"
    answer = HttpResponse(_published(name), content_type=kind)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@cache
def _published(name: str) -> bytes:
    return PUBLISHED[name].read_bytes()
