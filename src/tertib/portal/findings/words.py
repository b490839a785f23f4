"""Reasons of a finding in plain words: what each means, how a disguise was read, how much it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tertib.portal.shown.listing_text import marked, marks_of, seen
from tertib.queries.detection.pages import Reason, Reference
from tertib.queries.detection.queue import Desk
from tertib.vocabulary import ReviewOutcome

SLIGHT, CLEAR = 0.15, 0.45  # of the most that one signal can say

DESKS: dict[Desk, str | Promise] = {
    Desk.WAITING: _("Waiting for a decision"),
    Desk.SECOND: _("To be read again"),
    Desk.DIFFER: _("Readers differ"),
    Desk.ASKED: _("Seller was asked"),
    Desk.DECIDED: _("Decided"),
}

SIGNALS: dict[str, str | Promise] = {
    "text.title": _("the wording of the title, as learned from reviewed listings"),
    "text.shop": _("the name of the shop, as learned from reviewed listings"),
    "seller.removals": _("listings of this shop were taken down before"),
    "image.removed": _("the picture is near one of a listing that was taken down"),
}

FIELDS: dict[str, str | Promise] = {
    "title": _("in the title"),
    "description": _("in the description"),
    "shop": _("in the name of the shop"),
    "category": _("in the category"),
}

STEPS: dict[str, str | Promise] = {
    "SEPARATORS": _("signs between the letters"),
    "REPEATS": _("letters repeated"),
    "LEET": _("digits or signs for letters"),
    "LOOKALIKE": _("letters that only look alike"),
    "HIDDEN": _("signs that nobody sees"),
    "SPACING": _("spaces put in or left out"),
    "EMOJI": _("pictures between the letters"),
    "FUZZY": _("another letter"),
}


DECISIONS: dict[ReviewOutcome, str | Promise] = {
    ReviewOutcome.CONFIRMED: pgettext_lazy("decision", "Confirm"),
    ReviewOutcome.LAWFUL: pgettext_lazy("decision", "Lawful"),
    ReviewOutcome.PLATFORM_RULE: pgettext_lazy("decision", "Platform rule only"),
    ReviewOutcome.CANNOT_TELL: pgettext_lazy("decision", "Ask the seller"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One word or sign as the page shows it, with all the places where it stands and the questions that it speaks to.
    `width` is the bar's length of 100, as text with a point; `weights` are (question, weight)."""

    meaning: str
    places: tuple[tuple[SafeString, str], ...]
    disguises: tuple[str, ...]
    strength: str
    width: str
    weights: tuple[tuple[str, str], ...]


def decisions() -> list[tuple[ReviewOutcome, str, str]]:
    """(outcome, what the button says, its key)."""
    return [
        (outcome, str(DECISIONS[outcome]), key) for outcome, key in zip(ReviewOutcome, "1234", strict=True)
    ]


def said(reasons: Sequence[Reason], *, speaks_for: bool) -> list[Said]:
    """What speaks for the claim, or against it, each word or sign once, those that weigh most first."""
    groups: dict[str, list[Reason]] = {}
    for one in reasons:
        if (one.weight > 0) == speaks_for:
            groups.setdefault(one.signal.partition("@")[0], []).append(one)
    return [_said(group) for group in groups.values()]


def shown_text(text: str, reasons: Sequence[Reason], field: str) -> SafeString:
    """A field of the listing with the words of its reasons marked."""
    mine = [one for one in reasons if one.field == field]
    return marked(text, marks_of([(one.start, one.end, one.weight, meaning(one)) for one in mine]))


def meaning(reason: Reason) -> str:
    """What a reason says, in the reader's language."""
    if reason.meaning is not None and reason.meaning.id:
        return reason.meaning.in_language(get_language() or "id")
    known = SIGNALS.get(reason.signal)
    return str(known) if known else gettext("a word of the policy")


def price(minor: int | None, currency: str) -> str:
    """Such as `Rp75.000`; another currency by its code."""
    if minor is None:
        return "–"
    whole = number_format(minor // 100, use_l10n=True, force_grouping=True)
    return f"Rp{whole}" if currency == "IDR" else f"{currency} {whole}"


def against_reference(minor: int, reference: Reference) -> float | None:
    """The price as a share of the reference's; None where that is nothing."""
    return minor / reference.median_minor if reference.median_minor else None


def _said(group: Sequence[Reason]) -> Said:
    places = {
        (one.field, one.text): (seen(one.text), str(FIELDS.get(one.field, ""))) for one in group if one.text
    }
    most: dict[str, float] = {}
    for one in group:
        if one.question is not None:
            name = one.question.name.in_language(get_language() or "id")
            most[name] = max(most.get(name, 0.0), abs(one.weight))
    share = max(one.share for one in group)
    return Said(
        meaning=meaning(group[0]),
        places=tuple(places.values()),
        disguises=tuple(dict.fromkeys(filter(None, map(_disguise, group)))),
        strength=_strength(share),
        width=f"{max(2.0, share * 100):.1f}",
        weights=tuple((name, number_format(round(most[name], 1), 1, use_l10n=True)) for name in most),
    )


def _disguise(reason: Reason) -> str:
    """How a word in disguise was read; empty for one that stands there openly."""
    if not reason.signal.startswith("disguise."):
        return ""
    if not reason.undone:
        return gettext("written in disguise")
    steps = ", ".join(f"{count} × {STEPS[how.name or '']}" for how, count in reason.undone)
    return gettext("written in disguise; read as “%(word)s” by undoing %(steps)s") % {
        "word": reason.read_as,
        "steps": steps,
    }


def _strength(share: float) -> str:
    if share < SLIGHT:
        return pgettext("evidence", "weak")
    return pgettext("evidence", "clear") if share < CLEAR else pgettext("evidence", "strong")
