"""Secrets that are shown once: made once however often the form is sent, and kept sealed until the next page."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable

from tertib.actions.idempotency import perform_once
from tertib.actions.secrets import seal, unseal
from tertib.errors import BadInput
from tertib.portal.page.gate import PageRequest

FIELD = "once"
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SHOWN = "shown_once"


def fresh_token() -> str:
    """What a form that makes a secret carries in its hidden field `once`, new for each form shown."""
    return secrets.token_urlsafe(16)


def make_once(request: PageRequest, *, operation: str, act: Callable[[], str]) -> None:
    """Run `act`, which makes a secret and gives its text, unless this very form was sent before.

    The text waits, sealed, in the session for `take_shown`. What `act` raises passes on, and nothing is kept of it.
    """
    token = request.POST.get(FIELD, "")
    if not TOKEN.fullmatch(token):
        raise BadInput("The form is incomplete. Open the page again and fill it in anew.")
    said = {
        name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"
    }
    made: list[str] = []

    def once() -> tuple[int, None]:
        made.append(act())
        return 201, None

    person = request.actor.person
    perform_once(
        f"person:{person.pk if person else 0}",
        operation=operation,
        key=token,
        request_sha256=hashlib.sha256(json.dumps(said).encode()).hexdigest(),
        now=request.now,
        act=once,
    )
    if made:
        request.session[_SHOWN] = {"operation": operation, "text": seal(made[0])}


def take_shown(request: PageRequest, *, operation: str) -> str:
    """The text that waits to be shown, which is then forgotten; empty if it was shown already."""
    waiting = request.session.get(_SHOWN)
    if not isinstance(waiting, dict) or waiting.get("operation") != operation:
        return ""
    del request.session[_SHOWN]
    return unseal(str(waiting["text"]))
