"""Mistakes in a policy's files, in the reader's language: where each stands, and what it says to mend."""

import re
from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext, gettext_noop

LINE = gettext_noop("%(file)s, line %(line)s: %(said)s")
TOML_PLACE = gettext_noop("%(said)s (line %(line)s, column %(column)s)")
TOML_END = gettext_noop("%(said)s (at the end of the file)")

FORMS = (
    # keys and values of a table
    gettext_noop('%(key)s is missing or no text; write %(key)s = "..."'),
    gettext_noop('%(key)s must be in both languages; write %(key)s = { id = "...", en = "..." }'),
    gettext_noop("%(key)s has no %(languages)s text; add it"),
    gettext_noop("%(key)s is %(value)s; write one of %(known)s"),
    gettext_noop("%(key)s is %(value)s; write a whole number of at least %(least)s"),
    gettext_noop("%(key)s is %(value)s; write a number above %(least)s"),
    gettext_noop("%(key)s is missing; write %(key)s = 2026-01-31 (without quotes)"),
    gettext_noop("%(key)s is %(value)s; write a day such as 2026-01-31, without quotes"),
    gettext_noop("%(key)s is %(value)s; write true or false"),
    gettext_noop('%(key)s must be a list of texts such as ["jaket", "kemeja"]'),
    gettext_noop('%(key)s must be a list such as ["%(word)s"]'),
    gettext_noop('words is missing; write words = ["balpres", "ball press"]'),
    gettext_noop("%(key)s is missing; write %(key)s = { %(question)s = 1.0 }"),
    gettext_noop("the table [%(key)s] is missing; add it"),
    gettext_noop("no [[%(key)s]] is given; add at least one"),
    gettext_noop("nobody reads %(key)s; known here: %(known)s"),
    gettext_noop("the key %(key)s stands twice; give each provision its own"),
    gettext_noop("the key %(key)s stands twice; give each its own"),
    # the policy
    gettext_noop("id is %(id)s, the folder is %(folder)s; use the same lower-case-words"),
    gettext_noop("follows names %(key)s, which does not stand above; mend the key"),
    gettext_noop(
        "%(key)s follows %(former)s, so %(same)s must end on %(wanted)s, not %(day)s; otherwise a day has two of "
        "them or none"
    ),
    gettext_noop("valid_to %(end)s lies before valid_from %(begin)s; mend one"),
    gettext_noop("no deadline for %(urgencies)s; add a [[deadline]] for each"),
    gettext_noop("urgency %(urgency)s has two deadlines; keep one"),
    gettext_noop("the rung %(key)s stands twice; use `times` for a rung that is issued again"),
    gettext_noop("at_least is %(value)s; a share lies between 0 and 1, such as 0.1"),
    gettext_noop("there is no letter %(letters)s in %(language)s; name one there is"),
    # rules
    gettext_noop("say what of %(field)s: missing = true, at_least, below or divisible_by"),
    gettext_noop("look-around and back references do not run in bounded time; write it without"),
    gettext_noop("%(pattern)s is no regular expression: %(mistake)s"),
    gettext_noop("a sign needs at least one fact in `all`"),
    gettext_noop("only strong and look have rules; the rest is none, or cannot_tell by says_nothing"),
    gettext_noop("the shares in %(key)s add up to %(sum)s; they must add up to 1"),
    gettext_noop("%(key)s names the question %(question)s; known: %(known)s"),
    gettext_noop("%(key)s names the %(kind)s %(name)s, which is nowhere; known: %(known)s"),
    gettext_noop("%(key)s of %(question)s is %(number)s; write a number between -20 and 20"),
    gettext_noop("the model answers the question %(question)s, which is nowhere; keep it"),
    # terms
    gettext_noop("an ordinary word (ambiguity high) never acts alone; name the groups it needs"),
    gettext_noop('a term in use says where its meaning stands; add source, or status = "candidate"'),
    gettext_noop('only names of shops are read inside longer words; write fields = ["shop"]'),
    gettext_noop("%(word)s is no word of 1 to %(most)s characters"),
    gettext_noop("%(word)s is no word of Latin letters or digits; write the word itself"),
    gettext_noop("there is no term %(key)s in terms.toml; it may have been removed meanwhile"),
    # files
    gettext_noop("there is no readable %(file)s; add one"),
    gettext_noop("%(name)s is no name of a policy's file; use letters, digits, - and _"),
    gettext_noop("no folder with a %(file)s in it; give the folder above the policies"),
    gettext_noop("the kept files of %(reference)s do not have its digest; restore them from a backup"),
    gettext_noop("%(name)s is kept as %(packed)s..., but that cannot be read; restore it"),
    gettext_noop("its format is not %(format)s; train it again with tertib train"),
    gettext_noop("%(toml)s; mend it so that it is TOML in UTF-8"),
    gettext_noop("%(toml)s; mend it in the text of the file"),
    gettext_noop("%(mistake)s; train it again with tertib train"),
)
"""The mistakes as the floors below say them, in English; `%(name)s` stands for a value. A test holds them."""

TOML = (
    gettext_noop("Expected '=' after a key in a key/value pair"),
    gettext_noop("Expected ']' at the end of a table declaration"),
    gettext_noop("Expected ']]' at the end of an array declaration"),
    gettext_noop("Expected newline or end of document after a statement"),
    gettext_noop("Invalid initial character for a key part"),
    gettext_noop("Invalid statement"),
    gettext_noop("Invalid value"),
    gettext_noop("Invalid date or datetime"),
    gettext_noop("Unclosed array"),
    gettext_noop("Unclosed inline table"),
    gettext_noop("Unterminated string"),
    gettext_noop("Cannot overwrite a value"),
    gettext_noop("Unescaped '\\' in a string"),
    gettext_noop("Illegal character %(character)s"),
    gettext_noop("Cannot declare %(name)s twice"),
    gettext_noop("Duplicate inline table key %(name)s"),
)
"""What Python's reader of TOML says of the usual slips; others stay in English, with their place said anew."""

_LINE = re.compile(r"(?P<file>[^\s:]+), line (?P<line>\d+): (?P<said>.+)", re.DOTALL)
_FILE = re.compile(r"(?P<file>[\w./-]+): (?P<said>.+)", re.DOTALL)
_TOML_PLACE = re.compile(r"(?P<said>.+) \(at line (?P<line>\d+), column (?P<column>\d+)\)")
_TOML_END = re.compile(r"(?P<said>.+) \(at end of document\)")


def mistake_anew(text: str) -> str:
    """An English mistake of a policy in the reader's language; as it is if no form knows it."""
    if match := _LINE.fullmatch(text):
        return gettext(LINE) % {**match.groupdict(), "said": _said(match["said"])}
    if match := _FILE.fullmatch(text):
        said = _said(match["said"])
        return text if said == match["said"] else f"{match['file']}: {said}"
    return _said(text)


def is_mistake(text: str) -> bool:
    """Whether a text without its place is of one of the forms."""
    return any(pattern.fullmatch(text) for pattern in _patterns(FORMS).values())


def _said(text: str) -> str:
    for form, pattern in _patterns(FORMS).items():
        if match := pattern.fullmatch(text):
            values = match.groupdict()
            return gettext(form) % (values | {"toml": _toml(values["toml"])} if "toml" in values else values)
    return text


def _toml(text: str) -> str:
    if match := _TOML_PLACE.fullmatch(text):
        return gettext(TOML_PLACE) % {**match.groupdict(), "said": _toml_said(match["said"])}
    if match := _TOML_END.fullmatch(text):
        return gettext(TOML_END) % {"said": _toml_said(match["said"])}
    return _toml_said(text)


def _toml_said(text: str) -> str:
    for form, pattern in _patterns(TOML).items():
        if match := pattern.fullmatch(text):
            return gettext(form) % match.groupdict()
    return text


@cache
def _patterns(forms: tuple[str, ...]) -> Mapping[str, re.Pattern[str]]:
    return {form: _pattern(form) for form in forms}


def _pattern(form: str) -> re.Pattern[str]:
    """The English form as a pattern: a value is anything; where one stands twice it is the same."""
    parts = re.split(r"%\((\w+)\)s", form)
    written, names = re.escape(parts[0]), set[str]()
    for name, fixed in zip(parts[1::2], parts[2::2], strict=True):
        written += (f"(?P={name})" if name in names else f"(?P<{name}>.+?)") + re.escape(fixed)
        names.add(name)
    return re.compile(written, re.DOTALL)
