"""Sellers' texts on our pages: words marked in them, and signs that nobody sees made visible; never more than text."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

MOST_SHOWN = 20_000  # characters; feeds keep no more of a description


@dataclass(frozen=True, slots=True)
class Mark:
    """Words from `start` to `end` (code points) that speak for the claim, or against it; `says` is what they mean."""

    start: int
    end: int
    speaks_for: bool
    says: str


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """The text in a frame of its own direction, its marked words in <mark>; spans beyond the text are left out."""
    shown = text[:MOST_SHOWN]
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(shown)]
    borders = sorted({0, len(shown), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    parts = []
    for start, end in pairwise(borders):
        here = [mark for mark in inside if mark.start <= start and end <= mark.end]
        part = seen(shown[start:end])
        if here:
            tone = "for" if any(mark.speaks_for for mark in here) else "against"
            says = "; ".join(dict.fromkeys(mark.says for mark in here if mark.says))
            part = format_html('<mark class="{}" title="{}">{}</mark>', tone, says, part)
        parts.append((part,))
    return format_html('<bdi class="listing-text">{}</bdi>', format_html_join("", "{}", parts))


def seen(text: str) -> SafeString:
    """The text with every sign that has no look of its own, or turns the direction, written out as its number."""
    parts: list[SafeString | str] = []
    plain = ""
    at = 0
    while at < len(text):
        c = text[at]
        if not _unseen(text, at):
            plain += " " if c.isspace() and c != "\n" else c
            at += 1
            continue
        end = at
        while end < len(text) and text[end] == c:
            end += 1
        parts += [plain, _written_out(c, end - at)]
        plain, at = "", end
    return format_html_join("", "{}", ((part,) for part in [*parts, plain] if part))


def _unseen(text: str, at: int) -> bool:
    c = text[at]
    if c.isspace() or unicodedata.category(c)[0] != "C":
        return False
    if c == "\u200d":  # joins the parts of one picture
        around = text[max(0, at - 2) : at] + text[at + 1 : at + 2]
        return not any(unicodedata.category(one) == "So" for one in around)
    return not "\U000e0020" <= c <= "\U000e007f"  # the letters of a flag


def _written_out(c: str, count: int) -> SafeString:
    name = unicodedata.name(c, gettext("a sign without a name")).lower()
    times = f"×{count}" if count > 1 else ""
    return format_html('<span class="unseen" title="{}">U+{}{}</span>', name, f"{ord(c):04X}", times)


def marks_of(reasons: Sequence[tuple[int | None, int | None, float, str]]) -> list[Mark]:
    """Marks of (start, end, weight, meaning); those that stand nowhere are left out."""
    return [
        Mark(start, end, weight > 0, says)
        for start, end, weight, says in reasons
        if start is not None and end is not None
    ]


def leaves(address: str) -> str:
    """The address if a browser may follow it; a path, or any other scheme, is no link of ours."""
    return address if address.lower().startswith(("https://", "http://")) else ""
