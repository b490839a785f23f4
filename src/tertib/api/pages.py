"""Lists in parts: opaque cursors that nobody can read, change or use for another list."""

import base64
import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Model, QuerySet
from pydantic import AfterValidator, Field

from tertib.api.bodies import check_text
from tertib.api.keys import ApiRequest
from tertib.errors import BadInput

Row = TypeVar("Row", bound=Model)
Out = TypeVar("Out")

MAX_CURSOR = 1_000


def _text(text: str) -> str:
    try:
        return check_text(text)
    except BadInput as error:
        raise ValueError(str(error)) from error


Word = Annotated[str, Field(max_length=200), AfterValidator(_text)]
"""A text to filter by; empty narrows nothing."""

After = Annotated[
    str | None, Field(max_length=MAX_CURSOR, description="`next` of the page before; left out: the start.")
]
Limit = Annotated[int, Field(ge=1, le=500, description="How many at most.")]


def page(
    request: ApiRequest,
    rows: QuerySet[Row],
    *,
    after: str | None,
    limit: int,
    newest_first: bool,
    shape: Callable[[Row], Out],
) -> tuple[list[Out], list[Row], str | None]:
    """One part of a list, by the rows' own numbers: shaped items, their rows, and the cursor of the next part.

    The cursor is good for the same party, address and filters only. Raises BadInput for any other.
    """
    scope = _scope(request)
    if after:
        last = _open(after, scope)
        rows = rows.filter(pk__lt=last) if newest_first else rows.filter(pk__gt=last)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: limit + 1])
    shown = found[:limit]
    following = _seal(shown[-1].pk, scope) if len(found) > limit else None
    return [shape(row) for row in shown], shown, following


def _scope(request: ApiRequest) -> str:
    """Whose list it is, and which: cursors do not travel between lists."""
    asked = sorted((name, value) for name, value in request.GET.items() if name not in ("after", "limit"))
    text = json.dumps([request.actor.home.pk, request.actor.role, request.path, asked])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _seal(last: Any, scope: str) -> str:
    return _box(settings.SECRET_KEY).encrypt(json.dumps([scope, last]).encode()).decode()


def _open(cursor: str, scope: str) -> int:
    try:
        meant, last = json.loads(_box(settings.SECRET_KEY).decrypt(cursor.encode()))
    except InvalidToken:
        meant, last = None, 0
    if meant != scope:
        raise BadInput(
            "`after` is no cursor of this list. Take `next` of the page before, with the same filters."
        )
    return int(last)


@cache
def _box(secret: str) -> Fernet:
    """Encrypted, not only signed: a bare row number would tell how many rows all parties have together."""
    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(b"tertib/api-cursors/1\x1f" + secret.encode()).digest())
    )
