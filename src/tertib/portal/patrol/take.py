"""Hand in from an open page: what the bookmark, the share button or the clipboard brings goes into a draft order."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions import patrols as acts
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.dates import short_date
from tertib.portal.shown.units import amount
from tertib.portal.shown.zones import from_now
from tertib.queries.orders.pages import last_policy, order
from tertib.queries.patrols import lists as lists
from tertib.queries.policies.named import legal_day, live_rules, policies
from tertib.queries.types import Person
from tertib.vocabulary import LinkKind

MAX_NOTE = 500
# Only opens our page with three parameters: it reads nothing but the address, the title and what is selected.
BOOKMARK = (
    "javascript:(()=>{const c=(t,n)=>encodeURIComponent(Array.from(String(t)).slice(0,n).join('')"
    ".replace(/\\p{Cs}/gu,'')),u='ADDRESS?u='+c(location.href,2000);let a=u+'&t='+c(document.title,200)"
    "+'&s='+c(getSelection(),300);if(a.length>6000)a=u;open(a,'_blank')||(location.href=a)})()"
)


class TakeForm(forms.Form):
    """One offer: its link, what is to be noted, the class of goods, and the search that it came up in."""

    text = forms.CharField(
        label=_("Link"),
        max_length=acts.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "inputmode": "url"}),
        help_text=_(
            "Paste the address, or the whole text of the share button. Several links become several rows."
        ),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you saw: title, price, words. It goes with the row. No names of persons."),
    )
    policy = forms.ChoiceField(
        label=_("Class of goods"),
        error_messages={"required": _("Choose the class of goods that these links offer.")},
    )
    search = forms.ChoiceField(label=_("Came up in the search for"), required=False)

    def __init__(self, *args: Any, searches: list[tuple[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = policies(legal_day(now), language=(get_language() or "id")[:2])
        self.fields["policy"].choices = [("", _("Choose …")), *((one.id, one.name) for one in shown)]  # type: ignore[attr-defined]
        self.fields["search"].choices = [("", _("No listed search")), *searches]  # type: ignore[attr-defined]


@page(permit=Permit.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: PageRequest) -> HttpResponse:
    """GET shows what was brought (`?u=` link, `?t=` title, `?s=` selection) and writes nothing; POST adds the row."""
    person = _person(request)
    if request.method != "POST":
        return _shown(request, _form(request, person), 200)
    form = _form(request, person)
    if not form.is_valid():
        return _shown(request, form, 422)
    said = form.cleaned_data
    look, search = _search(said["search"])
    try:
        taken = acts.take_links(
            request.actor,
            text=said["text"],
            note=said["note"],
            policy=said["policy"],
            title=gettext("Hand search of %(day)s") % {"day": short_date(legal_day(request.now))},
            search=search,
            look=look,
            now=request.now,
        )
    except BadInput as error:
        form.add_error("text", in_plain_words(error).detail)
        return _shown(request, form, 422)
    _tell(request, taken)
    rows = [("row", one.row.row) for one in taken if not one.was_there]
    return redirect(f"{reverse('patrol_take')}?{urlencode([('order', taken[0].order.key), *rows])}")


@page(permit=Permit.HAND_IN)
@require_POST
def take_undo(request: PageRequest, key: str) -> HttpResponse:
    """Take rows out of the list again."""
    there = order(request.actor, key)
    left = None
    for text in request.POST.getlist("row")[: acts.MAX_LINKS]:
        if text.isascii() and text.isdigit() and len(text) < 9:
            left = acts.take_link_back(request.actor, there, row=int(text))
    if left is None:
        messages.success(request, gettext("Taken out. The list was empty then, and is gone."))
        return redirect("patrol_take")
    messages.success(
        request,
        gettext("Taken out. %(rows)s are left in the list.") % {"rows": amount(left.row_count, "row")},
    )
    return redirect(f"{reverse('patrol_take')}?{urlencode({'order': left.key})}")


def _shown(request: PageRequest, form: TakeForm, status: int) -> HttpResponse:
    key = request.GET.get("order", "") if request.method != "POST" else ""
    done = order(request.actor, key) if key else None
    numbers = [
        int(text)
        for text in request.GET.getlist("row")[: acts.MAX_LINKS]
        if text.isascii() and text.isdigit()
    ]
    text = str(form["text"].value() or "")
    context = {
        "form": form,
        "named": lists.named(text[: acts.MAX_TEXT]) if text.strip() else [],
        "readable": (LinkKind.LISTING, LinkKind.SHOP, LinkKind.POST, LinkKind.LIVE),
        "done": done,
        "rows": lists.rows_of(done, [one for one in numbers if one < 10**9]) if done else [],
        "lists": lists.open_lists(request.actor, _person(request).pk)[:5],
        "bookmark": BOOKMARK.replace("ADDRESS", request.build_absolute_uri(reverse("patrol_take"))),
        "brought": bool(request.GET.get("u")) and request.method != "POST",
    }
    return render(request, "patrol/take.html", context, status=status)


def _form(request: PageRequest, person: Person) -> TakeForm:
    """The form with what was brought; a search of the last hours on the same platform is chosen beforehand."""
    recent = lists.recent_searches(request.actor, person.pk, now=request.now)
    names = lists.platform_names()
    searches = [
        (
            f"look:{look.pk}",
            f"{look.word} · {names.get(look.platform, look.platform)} · {from_now(look.at, now=request.now)}",
        )
        for look in recent
    ]
    given = _given(request)
    if given is not None:
        searches.insert(0, given)
    if request.method == "POST":
        posted = request.POST.get("search", "")
        if given is None and (named := _label(posted, request)):
            searches.insert(0, (posted, named))
        return TakeForm(request.POST, searches=searches, now=request.now)
    link = request.GET.get("u", "")[: acts.MAX_TEXT]
    brought = [" ".join(request.GET.get(name, "").split()) for name in ("t", "s")]
    there = {one.platform for one in lists.named(link)}
    fitting = next((look for look in recent if look.platform in there), None)
    policy = request.GET.get("policy", "") or (fitting.policy if fitting else last_policy(request.actor))
    initial = {
        "text": link,
        "note": " · ".join(dict.fromkeys(filter(None, brought)))[:MAX_NOTE],
        "policy": policy,
        "search": given[0] if given else f"look:{fitting.pk}" if fitting else "",
    }
    return TakeForm(initial=initial, searches=searches, now=request.now)


def _given(request: PageRequest) -> tuple[str, str] | None:
    """The word and platform of the list's own link hither, as a choice."""
    said = [request.GET.get(name, "") for name in ("policy", "term", "platform")]
    value = ":".join(["new", *said])
    name = _label(value, request) if all(said) else ""
    return (value, name) if name else None


def _label(value: str, request: PageRequest) -> str:
    """How a search that no look was kept of is shown; empty if there is no such word or platform."""
    _, search = _search(value)
    if search is None:
        return ""
    try:
        rules = live_rules(search.policy, today=legal_day(request.now))
    except BadInput:
        return ""
    word = next((term.words[0] for term in rules.terms if term.key == search.term), "")
    platform = lists.platform_names().get(search.platform, "")
    return f"{word} · {platform}" if word and platform else ""


def _search(value: str) -> tuple[int | None, acts.Search | None]:
    """A choice of the form as the action takes it: the number of a look, or a search without one."""
    kind, _, rest = value.partition(":")
    if kind == "look" and rest.isascii() and rest.isdigit():
        return int(rest), None
    parts = rest.split(":")
    if kind == "new" and len(parts) == 3:
        return None, acts.Search(*parts)
    return None, None


def _tell(request: PageRequest, taken: list[acts.Taken]) -> None:
    fresh = [one for one in taken if not one.was_there]
    there = [one for one in taken if one.was_there]
    count = amount(taken[0].order.row_count, "row")
    if fresh:
        messages.success(request, gettext("Added. Your list now holds %(rows)s.") % {"rows": count})
    for one in there[:3]:
        text = gettext("This link stands in your list already, in row %(row)s. Nothing was added.")
        messages.warning(request, text % {"row": one.row.row})
    for one in [one for one in fresh if one.elsewhere][:3]:
        text = gettext("Your office named this offer before, in the order %(order)s. It will count as known.")
        messages.info(request, text % {"order": one.elsewhere.key if one.elsewhere else ""})


def _person(request: PageRequest) -> Person:
    person = request.actor.person
    if person is None:
        raise BadInput("Hand search is done by a person, who signs in.")
    return person
