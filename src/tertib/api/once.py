"""Writes are done once: the header Idempotency-Key, and the stored answer given again."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpResponse, JsonResponse
from ninja import Header

from tertib.actions.idempotency import MAX_KEY, perform_once
from tertib.api.keys import ApiRequest, address_of

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MAX_KEY,
        pattern=r"^[\x21-\x7e]+$",
        description="Your own name for this act, new for each act. The same key with the same body gives the first "
        "answer again (kept 30 days, marked Idempotency-Replayed: true); with another body it is refused.",
    ),
]


def answer_once(
    request: ApiRequest, operation: str, key: str, act: Callable[[], tuple[int, Any]]
) -> HttpResponse:
    """Run `act`, which gives (status, JSON body), or give its stored answer again.

    What is refused keeps nothing: mend the call and send it with the same key. Raises KeyReused and what `act` raises.
    """
    actor = getattr(request, "actor", None)
    owner = actor.home.slug if actor is not None else f"public:{address_of(request)}"
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    answer = perform_once(owner, operation=operation, key=key, request_sha256=asked, now=request.now, act=act)
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else {}
    return JsonResponse(answer.body, status=answer.status, headers=headers)
