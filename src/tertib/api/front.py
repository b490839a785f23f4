"""The front of the API: what holds for every operation, whatever it does."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from ninja import NinjaAPI

from tertib.actions.orders import handing_in
from tertib.api import problems
from tertib.api.bodies import StrictParser
from tertib.api.problems import MEDIA_TYPE, Problem

MAX_BODY_BYTES = 2 * 2**20  # a hundred replies with their statements have some 300 KB
MAX_ORDER_BYTES = handing_in.MAX_UPLOAD_BYTES
MAX_FEED_BYTES = 32 * 2**20  # a file of listings in one call; the portal and watched folders take more
MAX_ROWS_BYTES = 8 * 2**20  # a thousand listings with their descriptions
MOST_BY_ROUTE = {
    "orders": MAX_ORDER_BYTES,
    "feeds/<key>/batches": MAX_ROWS_BYTES,
    "feeds/<key>/files": MAX_FEED_BYTES,
}

View = Callable[..., HttpResponseBase]


class FrontAPI(NinjaAPI):
    """Ninja's API with our answers for what went wrong, limits on bodies, and nothing at any other address."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(parser=StrictParser(), docs_url=None, **settings)
        for kind, handler in problems.HANDLERS:
            self.add_exception_handler(kind, handler)

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = guarded(pattern.callback, most=_most(str(pattern.pattern)))
        return [*patterns, re_path(r"^.*$", nowhere, name="nowhere")]

    def get_openapi_schema(self, **where: Any) -> Any:
        """The OpenAPI 3.1 document, with problems under their own media type."""
        document = super().get_openapi_schema(**where)
        for operation in operations(document):
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    response["content"] = {MEDIA_TYPE: content["application/json"]}
        return document


def operations(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Every operation of an OpenAPI document."""
    return [operation for path in document["paths"].values() for operation in path.values()]


def guarded(view: View, *, most: int) -> View:
    """The view, with the body read up to `most` bytes, and problems where it or the framework has none."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return problems.no_length()
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return problems.too_large(most)
        request._body = request.read()  # Django has one limit for every address
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return problems.unknown_path(request)
        if response.status_code == 405 and response.headers.get("Content-Type") != MEDIA_TYPE:
            return problems.wrong_method(response.headers.get("Allow", ""))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def nowhere(request: HttpRequest) -> HttpResponse:
    """Whatever is asked at an address that has no operation."""
    return problems.unknown_path(request)


nowhere.csrf_exempt = True  # type: ignore[attr-defined]  # nothing happens here, and the answer is a problem


def answers(
    good: dict[int, Any],
    *,
    keyed: bool = True,
    one: bool = False,
    write: bool = False,
    body: bool = False,
) -> dict[int, Any]:
    """Every status that an operation can answer: `good`, and the problems that its nature brings.

    `keyed`: it needs a key; `one`: it names one thing, which may not be there; `write`: it changes something;
    `body`: it takes a body, but changes nothing.
    """
    refused = [422, 429, 500, 503]
    if keyed:
        refused.append(401)
    if one:
        refused.append(404)
    if write or body:
        refused += [400, 411, 413]
    if write:
        refused += [409, *([403] if keyed else [])]
    return good | dict.fromkeys(sorted(refused), Problem)


def _most(route: str) -> int:
    return MOST_BY_ROUTE.get(route, MAX_BODY_BYTES)
