"""Why an offer is taken for a removed listing, in plain words: what speaks for it, what against, what changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertib.portal.shown.listing_text import Mark, marked
from tertib.portal.shown.prices import price
from tertib.portal.shown.zones import percent
from tertib.queries.returns import Desk
from tertib.vocabulary import ReturnOutcome

WORD = re.compile(r"\w+")
LIKE = 0.5  # likeness of titles from which it speaks for the same goods
BITS = {"phash": (64, 7), "pdq": (256, 31)}  # of the hash, and up to how many may differ in one picture

DESKS: dict[Desk, str | Promise] = {
    Desk.WAITING: _("Waiting for a decision"),
    Desk.UNSURE: _("Could not be told"),
    Desk.DECIDED: _("Decided"),
}

DECISIONS: dict[ReturnOutcome, str | Promise] = {
    ReturnOutcome.CONFIRMED: _("Yes, it came back"),
    ReturnOutcome.NOT_SAME: _("No, not the same"),
    ReturnOutcome.CANNOT_TELL: _("I cannot tell"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Reasons in words: what speaks for the same goods, and what against."""

    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    picture: str  # how far the pictures are apart; empty where one has none


def decisions() -> list[tuple[ReturnOutcome, str, str]]:
    """(outcome, what the button says, its key)."""
    return [(one, str(DECISIONS[one]), key) for one, key in zip(ReturnOutcome, "123", strict=True)]


def said(reasons: Sequence[str], currency: str) -> Said:
    """The core's reasons (`code:value`) in words. A code that is not known is left out."""
    good: list[str] = []
    bad: list[str] = []
    picture = ""
    for reason in reasons:
        code, _colon, value = reason.partition(":")
        told = _one(code, value, currency)
        if told is None:
            continue
        (good if told[1] else bad).append(told[0])
        if code == "image":
            picture = told[0]
    return Said(tuple(good), tuple(bad), picture)


def titles(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both titles, each with the words marked that the other lacks."""
    return (
        marked(old, _alone(old, new, gettext("gone"), speaks_for=False)),
        marked(new, _alone(new, old, gettext("new"), speaks_for=True)),
    )


def words_apart(old: str, new: str) -> tuple[list[str], list[str]]:
    """Words that the old title has alone, and the new, in their order."""
    here, there = _words(old), _words(new)
    return [word for word in here if word not in there], [word for word in there if word not in here]


def _one(code: str, value: str, currency: str) -> tuple[str, bool] | None:
    match code:
        case "id":
            return gettext("It is the same listing: its own number is shown again."), True
        case "text" if value == "same":
            return gettext("The title is the same, word for word."), True
        case "text" if value == "same words":
            return gettext("The title has the same words in another order."), True
        case "text":
            share = float(value.partition("=")[2])
            return gettext("The titles are alike: %(share)s") % {"share": percent(share)}, share >= LIKE
        case "words" | "numbers":
            before, _arrow, after = value.partition("->")
            form = (
                gettext("Other words: “%(before)s” became “%(after)s”")
                if code == "words"
                else gettext("Other numbers: “%(before)s” became “%(after)s”")
            )
            return form % {"before": before or "–", "after": after or "–"}, False
        case "image":
            name, _space, distance = value.partition(" distance=")
            bits, near = BITS.get(name, BITS["phash"])
            form = gettext("The pictures differ in %(count)s of %(bits)s bits")
            return form % {"count": distance, "bits": bits}, int(distance) <= near
        case "price" if value == "same":
            return gettext("The price is the same."), True
        case "price":
            how, _space, moved = value.partition(" ")
            before, _arrow, after = (_money(part, currency) for part in moved.partition("->"))
            form = gettext("The price moved from %(before)s to %(after)s")
            return form % {"before": before, "after": after}, how == "near"
        case "shop" if value == "same":
            return gettext("The shop has the same name."), True
        case "shop":
            return gettext("The shop has another name."), False
    return None


def _money(text: str, currency: str) -> str:
    try:
        return price(round(float(text) * 100), currency)
    except ValueError:
        return text


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(found.group().casefold() for found in WORD.finditer(text)))


def _alone(text: str, other: str, says: str, *, speaks_for: bool) -> list[Mark]:
    there = set(_words(other))
    return [
        Mark(found.start(), found.end(), speaks_for, says)
        for found in WORD.finditer(text)
        if found.group().casefold() not in there
    ]


def strength(score: float) -> str:
    """A chance as text."""
    return number_format(round(score * 100), use_l10n=True) + " %"
