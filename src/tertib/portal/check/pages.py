"""Check before you post: anyone pastes a text and sees which words a checker would look at, and how to be clear."""

from dataclasses import dataclass
from itertools import pairwise

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tertib.portal.page.gate import public_page
from tertib.portal.page.throttle import is_too_often
from tertib.queries.detection import checks as q
from tertib.queries.policies.named import legal_day

PER_HOUR = 60  # from one address: a shop goes through its listings one by one; more goes over the API


class CheckForm(forms.Form):
    """A listing as it is to be posted; only the title is needed."""

    title = forms.CharField(label=_("Title of the offer"), max_length=q.MAX_TITLE)
    description = forms.CharField(
        label=_("Description"),
        max_length=q.MAX_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    price = forms.IntegerField(
        label=_("Price in rupiah"),
        min_value=0,
        max_value=q.MAX_PRICE,
        required=False,
        help_text=_("Digits only, without delivery."),
    )
    condition = forms.CharField(
        label=_("Condition"),
        max_length=q.MAX_SHORT,
        required=False,
        help_text=_("As in the marketplace's own field: new, used."),
    )
    shop = forms.CharField(label=_("Name of the shop"), max_length=q.MAX_SHORT, required=False)

    def as_draft(self) -> q.Draft:
        """The valid form as the rules read it."""
        return q.Draft(**self.cleaned_data)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as written; `number` is of the word in the list beside, 0 for what no rule speaks of.

    `lawful`: the word only speaks for lawful goods.
    """

    text: str
    number: int
    lawful: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One policy's result as the page shows it: the texts in pieces, words numbered as the points are."""

    checked: q.Checked
    points: list[tuple[int, q.Point, list[str], list[str]]]  # number, point, names of yes and no questions
    title: list[Piece]
    description: list[Piece]
    shop: list[Piece]

    @property
    def advice(self) -> list[q.Asked]:
        """What to be clear on: questions that something speaks for."""
        return [one for one in self.checked.questions if one.touched and one.advice]


@public_page()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and below it what the rules of all live policies read. Nothing of it is kept."""
    if request.method != "POST":
        return render(request, "check/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "check/check.html", {"form": form}, status=422)
    if is_too_often(request, "check", per_hour=PER_HOUR):
        form.add_error(None, _("Too many texts came from here. Try again in an hour."))
        return render(request, "check/check.html", {"form": form}, status=429)
    draft = form.as_draft()
    language = (get_language() or "id")[:2]
    day = legal_day(request.now)  # type: ignore[attr-defined]
    [found] = q.check([draft], language=language, today=day)
    context = {
        "form": form,
        "told": [told(draft, one) for one in found if one.outcome is not q.Outcome.NOTHING or one.points],
        "quiet": [one.name for one in found if one.outcome is q.Outcome.NOTHING and not one.points],
        "looks": sum(one.outcome is q.Outcome.LOOK for one in found),
        "too_little": all(one.outcome is q.Outcome.TOO_LITTLE for one in found),
    }
    return render(request, "check/check.html", context)


def told(draft: q.Draft, checked: q.Checked) -> Told:
    """The result with its words numbered in the order in which they stand in the texts."""
    fields = ["title", "description", "shop", "category"]

    def place(point: q.Point) -> tuple[int, int]:
        return (fields.index(point.field), point.start or 0) if point.field else (len(fields), 0)

    names = {one.key: one.name for one in checked.questions}
    ordered = sorted(checked.points, key=place)
    numbered = [
        (
            number if point.field else 0,
            point,
            [names[key] for key in point.speaks_for],
            [names[key] for key in point.against],
        )
        for number, point in enumerate(ordered, 1)
    ]
    marks = [(number, point) for number, point, _yes, _no in numbered if number]
    return Told(
        checked,
        numbered,
        *(
            pieces(getattr(draft, field), [one for one in marks if one[1].field == field])
            for field in fields[:3]
        ),
    )


def pieces(text: str, marks: list[tuple[int, q.Point]]) -> list[Piece]:
    """The text cut at its marked words; where two overlap, the first and longer one is marked.

    The pieces put together are the text.
    """
    cuts: list[tuple[int, int, int]] = []
    for number, point in sorted(marks, key=lambda one: (one[1].start or 0, -(one[1].end or 0))):
        start, end = point.start or 0, point.end or 0
        if start < end and (not cuts or start >= cuts[-1][1]):
            cuts.append((start, end, number))
    if not cuts:
        return [Piece(text, 0)] if text else []
    lawful = {number for number, point in marks if not point.speaks_for}
    found = [Piece(text[: cuts[0][0]], 0)]
    for (start, end, number), (following, _end, _number) in pairwise([*cuts, (len(text), 0, 0)]):
        found += [Piece(text[start:end], number, number in lawful), Piece(text[end:following], 0)]
    return [piece for piece in found if piece.text]
