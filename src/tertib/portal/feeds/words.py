"""What a reader of listings files says of a wrong place, in the reader's language."""

import re

from django.utils.translation import gettext, gettext_noop

WHYS = (
    gettext_noop("is no price"),
    gettext_noop("is no count"),
    gettext_noop("is no rating"),
    gettext_noop("is no rating of 0 to 5 stars"),
    gettext_noop("is no currency of three letters"),
    gettext_noop("is neither yes nor no"),
    gettext_noop("is no time"),
    gettext_noop("has bytes that are no UTF-8"),
    gettext_noop("has bytes that make no sense in the file's encoding"),
    gettext_noop("is no JSON object"),
    gettext_noop("is too long for one row"),
)
CELLS = gettext_noop("has %(cells)s cells, the header %(header)s")
HASH = gettext_noop("is no hash of %(digits)s hex digits")
_CELLS = re.compile(r"has (?P<cells>\d+) cells, the header (?P<header>\d+)")
_HASH = re.compile(r"is no hash of (?P<digits>\d+) hex digits")


def why(text: str) -> str:
    """A reason in the reader's language; one that is not known stays as it is."""
    if text in WHYS:
        return gettext(text)
    for form, pattern in ((CELLS, _CELLS), (HASH, _HASH)):
        if match := pattern.fullmatch(text):
            return gettext(form) % match.groupdict()
    return text
