"""How the policy desk says things: what differs, what stands in the way, and which words of a listing spoke."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertib.actions.policies.publishing import Hurdle
from tertib.portal.lexicon import words
from tertib.vocabulary import Ambiguity, TermStatus

HURDLES: Mapping[Hurdle, str | Promise] = {
    Hurdle.UNCHANGED: _("Nothing differs from the version in force."),
    Hurdle.NOT_TESTED: _("The draft has not been tested. Test it first."),
    Hurdle.CHANGED_AFTER_TEST: _(
        "The draft or the version in force was changed after the test. Test it again."
    ),
    Hurdle.NO_SAMPLE: _(
        "The protected sample is empty. Add listings that were decided lawful, and test again."
    ),
    Hurdle.OVER_BUDGET: _(
        "The draft catches more of the protected sample than the budget allows. Make its words narrower and test again."
    ),
    Hurdle.LIVE_CHANGED: _(
        "Another version was published since this draft was begun. Begin a new draft from that one."
    ),
    Hurdle.OWN_WORK: _("You wrote on this draft. Another approver of your office publishes it."),
}
PARTS: Mapping[str, str | Promise] = {
    "term": _("Term"),
    "group": _("Group of words"),
    "fact": _("Fact"),
    "sign": _("Sign"),
    "question": _("Question"),
    "rule": _("Rule for the whole policy"),
}
KINDS: Mapping[str, str | Promise] = {
    "added": _("Added"),
    "removed": _("Removed"),
    "changed": _("Changed"),
}
FIELDS: Mapping[str, str | Promise] = {
    "words": _("Words"),
    "meaning": _("Meaning"),
    "ambiguity": _("How clear"),
    "status": _("Status"),
    "fields": _("Read in"),
    "needs": _("Needs company of"),
    "unless": _("Not beside"),
    "not_in": _("Not within"),
    "places": _("Places"),
    "place_weight": _("Weight at these places"),
    "weights": _("Weights"),
    "fuzzy": _("Also one letter off"),
    "inside": _("Also within longer words"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until"),
    "source": _("Source"),
    "false_alarm_budget": _("Budget of the protected sample"),
    "bands": _("Rules of the bands"),
    "score": _("Shares of the score"),
    "most": _("The most that one signal says"),
    "disguise": _("What a disguise adds"),
    "says_nothing": _("Listings that say nothing"),
    "name": _("Name"),
    "asks": _("Question to the reviewer"),
    "prior": _("Weight before anything is read"),
}
READ_IN: Mapping[str, str | Promise] = {
    "title": _("Name of the goods"),
    "description": _("Description"),
    "shop": _("Name of the shop"),
    "category": _("Category"),
}
LINE = re.compile(r"\bline (\d+)")
AROUND = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One difference between two versions, as a reader sees it."""

    kind: str
    what: str
    key: str
    field: str
    before: str
    after: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    is_term: bool


def told(changes: Iterable[Any]) -> list[Told]:
    """Differences in words."""
    return [
        Told(
            kind=str(KINDS[one.kind]),
            what=str(PARTS[one.part]),
            key="" if one.part == "rule" else one.key,
            field=str(FIELDS.get(one.field or one.key, one.field)) if one.field or one.part == "rule" else "",
            before=_value(one.field, one.before),
            after=_value(one.field, one.after),
            gone=one.gone,
            come=one.come,
            is_term=one.part == "term" and one.kind != "removed",
        )
        for one in changes
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `speaks` is 1 if it speaks for the finding, -1 against it, 0 if nothing is said of it."""

    text: str
    speaks: int


def marked(text: str, reasons: Iterable[Mapping[str, Any]], *, field: str = "title") -> list[Piece]:
    """A listing's text cut at the words that reasons name in this field; where two overlap, the first in place counts."""
    spans: dict[tuple[int, int], float] = {}
    for one in reasons:
        where = str(one["signal"]).partition("@")[2] or "title"
        if where == field and one.get("start") is not None:
            span = int(one["start"]), int(one["end"])
            spans[span] = spans.get(span, 0.0) + float(one["weight"])
    pieces, at = [], 0
    for (start, end), weight in sorted(spans.items()):
        if start < at or end > len(text):
            continue
        if start > at:
            pieces.append(Piece(text[at:start], 0))
        pieces.append(Piece(text[start:end], 1 if weight > 0 else -1))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], 0))
    return pieces


def around(text: str, mistake: str) -> list[tuple[int, str, bool]]:
    """The lines about the one that a mistake names: number, text, whether it is that line; none if it names no line."""
    found = LINE.search(mistake)
    if found is None:
        return []
    line, lines = int(found[1]), text.splitlines()
    first = max(1, line - AROUND)
    return [
        (number, lines[number - 1], number == line)
        for number in range(first, min(len(lines), line + AROUND) + 1)
    ]


def read_in(fields: Iterable[str]) -> str:
    """Where a term is read, in words."""
    return ", ".join(str(READ_IN[field]) for field in sorted(fields))


def _value(field: str, text: str) -> str:
    if field == "status" and text:
        return words.label(TermStatus(text))
    if field == "ambiguity" and text:
        return words.label(Ambiguity(text))
    if field in ("fuzzy", "inside") and text:
        return gettext("yes") if text == "true" else gettext("no")
    return text
