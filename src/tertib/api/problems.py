"""Say what went wrong: every answer that is no success is an application/problem+json document (RFC 9457)."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Schema
from ninja.errors import HttpError, Throttled, ValidationError

from tertib.errors import BadInput, TertibError

MEDIA_TYPE = "application/problem+json"
BUSY_RETRY_SECONDS = 2

log = logging.getLogger(__name__)


class FieldMistake(Schema):
    """One field that cannot be used as it is."""

    at: str = Field(
        description="Where: a path such as body.rows[3].link, query.limit or header.Idempotency-Key."
    )
    detail: str = Field(description="What is wrong there.")


class Problem(Schema):
    """Why a call was refused, and whether the same call can succeed later without a change."""

    type: str = Field(default="about:blank", description="Always about:blank: `code` tells problems apart.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(description="Stable: programs decide by it.")
    detail: str = Field(description="What is wrong and how to mend it, for a person.")
    retry: bool = Field(default=False, description="The same call can succeed later.")
    errors: list[FieldMistake] = Field(default=[], description="Field by field, when fields are to blame.")


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    retry: bool = False,
    errors: Sequence[FieldMistake] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A response that says what went wrong."""
    title = HTTPStatus(status).phrase
    said = Problem(title=title, status=status, code=code, detail=detail, retry=retry, errors=list(errors))
    return JsonResponse(
        said.model_dump(), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def of_ours(_request: HttpRequest, error: TertibError) -> HttpResponse:
    """Our own family of errors, by code and status."""
    if error.http_status >= 500:
        log.error("An API call failed: %s", error, exc_info=error)
    return problem(error.http_status, error.code, str(error), retry=error.retry)


def of_fields(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Fields that do not fit what the operation declares."""
    mistakes = [FieldMistake(at=_path(one["loc"]), detail=_said(one)) for one in error.errors[:100]]
    detail = "Some fields cannot be used as they are; `errors` names each."
    return problem(BadInput.http_status, BadInput.code, detail, errors=mistakes)


def of_http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses: no key, too many calls, a body that is no JSON."""
    match error.status_code:
        case 401:
            detail = "This call needs a key that is in force: send the header Authorization: Bearer ttb_..."
            return problem(401, "no_key", detail, headers={"WWW-Authenticate": "Bearer"})
        case 429:
            return too_many(error.wait if isinstance(error, Throttled) else None)
        case 400:
            return problem(400, BadInput.code, _unreadable(error))
        case status:
            return problem(status, "error", str(error))


def too_many(wait_seconds: float | None) -> HttpResponse:
    """Called too often; the caller is told when to come again."""
    seconds = max(1, round(wait_seconds or 60))
    detail = f"Too many calls. Wait {seconds} seconds, then go on."
    return problem(429, "too_many_requests", detail, retry=True, headers={"Retry-After": str(seconds)})


def too_large(limit_bytes: int) -> HttpResponse:
    """The body is over the operation's limit."""
    detail = f"The body is larger than {limit_bytes // 2**20} MB. Send it in parts."
    return problem(413, "too_large", detail)


def no_length() -> HttpResponse:
    """The body comes in chunks without its length, which the server's interface cannot read."""
    return problem(411, "length_required", "Send the body at once, with its length in Content-Length.")


def unknown_path(_request: HttpRequest, _error: Exception | None = None) -> HttpResponse:
    """No operation stands at this address."""
    return problem(404, "not_found", "There is no such address. /api/v1/openapi.json lists all there are.")


def wrong_method(allowed: str) -> HttpResponse:
    """The address is right, the method is not."""
    detail = f"This address takes {allowed} only."
    return problem(405, "method_not_allowed", detail, headers={"Allow": allowed})


def of_database(_request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database did not answer in time; nothing was saved."""
    log.warning("The database was busy: %s", error)
    detail = "The database is busy. Nothing was saved; send the same call again."
    return problem(503, "busy", detail, retry=True, headers={"Retry-After": str(BUSY_RETRY_SECONDS)})


def of_ourselves(request: HttpRequest, error: Exception) -> HttpResponse:
    """A mistake of ours: logged whole, told without any of it."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(
        500, TertibError.code, "Something went wrong on our side. It was noted; nothing was saved."
    )


HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (TertibError, of_ours),
    (ValidationError, of_fields),
    (HttpError, of_http),
    (Http404, unknown_path),
    (RequestDataTooBig, lambda _request, _error: too_large(5 * 2**20)),
    (OperationalError, of_database),
    (Exception, of_ourselves),
)
"""Which error becomes which answer."""


def _path(loc: Sequence[str | int]) -> str:
    """`("body", "body", "rows", 3, "link")` -> `body.rows[3].link`; the second is the parameter's name."""
    parts = list(loc)
    if len(parts) > 1 and parts[0] == "body":
        del parts[1]
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _said(error: Mapping[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ")[:300]


def _unreadable(error: HttpError) -> str:
    why = error.__cause__
    said = f": {why}" if isinstance(why, BadInput) else ""
    return f"The body cannot be read as JSON in UTF-8{said}."
