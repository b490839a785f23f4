"""Calls made up from the OpenAPI document, right and wrong ones, by every kind of caller: no failure of ours, and
nothing answered that the document does not say."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tertib.site.wsgi import application
from tests.api.conftest import World

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CALLERS = ("ministry", "ministry_auditor", "platform", "hub", "police", "public_body", "nobody")


@pytest.fixture
def unthrottled(settings: Settings) -> Iterator[None]:
    """Thousands of calls a minute are no abuse here; throttles have tests of their own. The connection stays
    open between calls, as Django's own test client keeps it: the world lives in its transaction."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", CALLERS)
@SCHEMA.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_call_fails_on_our_side_or_is_answered_with_what_is_not_documented(
    case: Case[Any], who: str, world: World, unthrottled: None
) -> None:
    name_real_things(case, world)
    key = world[who].key
    case.headers["Authorization"] = f"Bearer {key}" if key else ""
    case.call_and_validate(checks=CHECKS)


def name_real_things(case: Case[Any], world: World) -> None:
    """In every second call the number in the path is that of a thing that is there."""
    things: dict[str, Any] = {
        "notices": world.notice,
        "dispatches": world.dispatch,
        "orders": world.order,
        "cases": world.sent,
        "feeds": world.feed,
        "findings": world.finding,
        "returns": world.pair,
    }
    thing = things.get(case.path.split("/")[3])
    if thing is not None and "key" in case.path_parameters and len(str(case.path_parameters["key"])) % 2:
        case.path_parameters["key"] = thing.key
