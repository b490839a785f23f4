"""Read request bodies: JSON that every part of the house and both databases can keep."""

import json
import math
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from ninja.parser import Parser

from tertib.errors import BadInput

MAX_DEPTH = 40  # the deepest honest body, a reply with its statement of reasons, has 5


class StrictParser(Parser):
    """Refuses what JSON allows and a database cannot keep: NUL, half characters, numbers without end, deep nests."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body = json.loads(request.body.decode(), parse_constant=_no_number)
            _check(body, 0)
        except RecursionError as error:
            raise BadInput("it is nested too deeply") from error
        return cast(dict[str, Any], body)


def _no_number(word: str) -> NoReturn:
    raise BadInput(f"{word} is no number")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadInput("it is nested too deeply")
    match value:
        case str():
            check_text(value)
        case dict():
            for key, inner in value.items():
                check_text(key)
                _check(inner, depth + 1)
        case list():
            for inner in value:
                _check(inner, depth + 1)
        case float() if not math.isfinite(value):
            raise BadInput("a number is too large")


def check_text(text: str) -> str:
    """The text. Raises BadInput for a NUL or half of a surrogate pair."""
    if "\x00" in text:
        raise BadInput("a text has a NUL character in it")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise BadInput("a text has half a character in it (a lone surrogate)")
    return text
