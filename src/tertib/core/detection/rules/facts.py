"""How the facts of a policy's detection.toml are read."""

import re
from collections.abc import Mapping

from tertib.core.detection.rules.model import Fact, Field
from tertib.core.detection.rules.parts import keys_of
from tertib.core.policies.fields import Fields

NUMBER_FIELDS = ("price", "sold", "rating", "stock")
TEXT_FIELDS = (*(field.value for field in Field), "condition", "place")
MINOR = 100  # prices are written in whole currency and compared in hundredths
RE2_LACKS = re.compile(r"\(\?[=!<]|\\[1-9]")  # look-around and back references do not run in linear time


def fact_of(part: Fields, *, groups: Mapping[str, object]) -> Fact:
    """One [[fact]]: words of groups, a pattern, a number, or how many words there are."""
    part.only(
        *("key", "field", "groups", "before", "pattern", "missing", "at_least", "below", "divisible_by"),
        "words_below",
    )
    key = part.text_of("key")
    if "groups" in part.table:
        named = keys_of(part, "groups", known=groups, kind="group")
        return Fact(
            key=key, field="", groups=named, before=keys_of(part, "before", known=groups, kind="group")
        )
    field = part.text_of("field")
    if field in NUMBER_FIELDS:
        return _number_fact(part, key=key, field=field)
    if field == "official":
        return Fact(key=key, field=field)
    if field not in TEXT_FIELDS:
        part.fail(
            "field",
            f"field is {field!r}; write one of {', '.join((*TEXT_FIELDS, *NUMBER_FIELDS, 'official'))}",
        )
    if "words_below" in part.table:
        return Fact(key=key, field=field, words_below=part.whole("words_below", at_least=1))
    if "missing" in part.table:
        return Fact(key=key, field=field, missing=True)
    return Fact(key=key, field=field, pattern=_pattern(part))


def _number_fact(part: Fields, *, key: str, field: str) -> Fact:
    scale = MINOR if field == "price" else 1
    found = Fact(
        key=key,
        field=field,
        missing=True if part.table.get("missing") is True else None,
        at_least=part.number("at_least", above=-1) * scale if "at_least" in part.table else None,
        below=part.number("below", above=0) * scale if "below" in part.table else None,
        divisible_by=part.whole("divisible_by", at_least=1) * scale if "divisible_by" in part.table else None,
    )
    if found == Fact(key=key, field=field):
        part.fail("field", f"say what of {field}: missing = true, at_least, below or divisible_by")
    return found


def _pattern(part: Fields) -> str:
    pattern = part.text_of("pattern")
    if RE2_LACKS.search(pattern):
        part.fail("pattern", "look-around and back references do not run in bounded time; write it without")
    try:
        re.compile(pattern)
    except re.error as mistake:
        part.fail("pattern", f"{pattern!r} is no regular expression: {mistake}")
    return pattern
