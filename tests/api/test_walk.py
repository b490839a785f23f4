"""Every operation of the API, asked by every kind of party and by nobody: who gets what."""

from typing import Any

import pytest

from tertib.api.urls import api
from tests.api.conftest import BODIES, READ_BODIES, World

PREFIX = "/api/v1"
RANDOM = "0123456789AB"  # no number of the world ends so

READERS = {"ministry", "ministry_auditor"}
RECIPIENTS = {"platform", "platform_auditor"}
STRANGERS = {"nobody", "wrong_key"}
FEEDERS = {"platform", "hub", "ministry", "agency"}  # those whom the feed of Lapak Raya was given to


def to_all(status: int = 200) -> dict[str, int]:
    return {"*": status, "nobody": 401, "wrong_key": 401}


def to_some(who: set[str], *, else_status: int = 404) -> dict[str, int]:
    return to_all(else_status) | dict.fromkeys(who, 200)


def open_to_strangers(status: int = 200) -> dict[str, int]:
    return {"*": status}


EXPECTED: dict[str, dict[str, int]] = {
    "GET /notices": to_all(),
    "GET /notices/{key}": to_some(READERS | RECIPIENTS),
    "POST /replies": to_some({"platform", "other_platform"}, else_status=403),
    "GET /dispatches": to_all(),
    "GET /dispatches/{key}": to_some(READERS | RECIPIENTS),
    "GET /dispatches/{key}/notices": to_some(READERS | RECIPIENTS),
    "POST /orders": to_all(403) | {"ministry": 202, "agency": 202},
    "GET /orders": to_all(),
    "GET /orders/{key}": to_some(READERS),
    "GET /orders/{key}/rows": to_some(READERS),
    "GET /orders/{key}/rows.csv": to_some(READERS),
    "POST /orders/{key}/withdraw": to_all(403) | {"ministry": 200, "agency": 404},
    "GET /cases": to_all(),
    "GET /cases/{key}": to_some(READERS | RECIPIENTS | {"hub", "police"}),
    "GET /figures": to_all(),
    "GET /figures/by/{dimension}": to_all(),
    "GET /figures/claims": to_all(),
    "GET /figures/{measure}/cases": to_all() | {"public_body": 403},
    "POST /reports": open_to_strangers(201),
    "GET /reports/{code}": open_to_strangers(),
    "POST /check": open_to_strangers(),
    "GET /platforms": open_to_strangers(),
    "GET /policies": open_to_strangers(),
    "GET /schemas/{name}": open_to_strangers(),
    "GET /contacts": to_all(),
    "GET /holds": to_all(),
    "POST /feeds": to_all(403) | dict.fromkeys(FEEDERS | {"other_platform"}, 201),
    "GET /feeds": to_all(),
    "GET /feeds/{key}": to_some(FEEDERS),
    "POST /feeds/{key}/batches": to_all(403) | {"platform": 202, "other_platform": 404},
    "POST /feeds/{key}/files": to_all(403) | {"platform": 202, "other_platform": 404},
    "GET /feeds/{key}/batches": to_some(FEEDERS),
    "GET /feeds/{key}/batches/{batch}": to_some(FEEDERS),
    "POST /sellers/tokens": to_all(403) | {"platform": 200, "other_platform": 409},  # of no association
    "POST /identity-list": to_all(403) | {"platform": 200, "other_platform": 409},
    "GET /returns": to_all(),
    "GET /returns/{key}": to_some(FEEDERS - {"agency"}),  # whose case it is not
    "POST /returns/{key}/decision": to_some({"ministry"})
    | {"hub": 422, "platform": 422},  # by nobody of theirs
    "GET /words": to_all(),
    "GET /findings": to_all(),
    "GET /findings/{key}": to_some(FEEDERS),
}
"""The answer to a right call, by operation and caller; `*` is whoever is not named."""

CALLERS = (
    "ministry",
    "ministry_auditor",
    "agency",
    "hub",
    "platform",
    "platform_auditor",
    "other_platform",
    "police",
    "public_body",
    "nobody",
    "wrong_key",
)


def described() -> dict[str, dict[str, Any]]:
    document = api.get_openapi_schema(path_prefix=f"{PREFIX}/")
    return {
        f"{method.upper()} {path.removeprefix(PREFIX)}": operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


DESCRIBED = described()
KEYED = [name for name in DESCRIBED if "{key}" in name]


def path_of(name: str, world: World) -> str:
    """The operation's address with the ministry's things in it."""
    path = name.split(" ", 1)[1]
    things: dict[str, Any] = {
        "notices": world.notice,
        "dispatches": world.dispatch,
        "orders": world.order,
        "cases": world.sent,
        "feeds": world.feed,
        "findings": world.finding,
        "returns": world.pair,
    }
    thing = things.get(path.split("/")[1])
    return (
        path.replace("{key}", thing.key if thing else "")
        .replace("{batch}", world.batch.key)
        .replace("{code}", world.report.key)
        .replace("{dimension}", "platform")
        .replace("{measure}", "found")
        .replace("{name}", "notice-1.json")
    )


def ask(name: str, who: str, world: World, *, path: str = "") -> Any:
    method = name.split(" ", 1)[0]
    body = (BODIES | READ_BODIES)[name](world) if method == "POST" else None
    return world[who].call(
        method, path or path_of(name, world), body, once="walk-1" if name in BODIES else ""
    )


def test_the_table_names_every_operation_and_no_other() -> None:
    assert set(EXPECTED) == set(DESCRIBED)
    assert set(BODIES) | set(READ_BODIES) == {name for name in DESCRIBED if name.startswith("POST")}


def test_every_write_asks_for_an_idempotency_key() -> None:
    for name, operation in DESCRIBED.items():
        asked = [one["name"] for one in operation["parameters"] if one["in"] == "header" and one["required"]]
        assert (asked == ["Idempotency-Key"]) == (name.startswith("POST") and name not in READ_BODIES), name


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_caller_gets_what_the_table_says(name: str, who: str, world: World) -> None:
    response = ask(name, who, world)
    expected = EXPECTED[name].get(who, EXPECTED[name]["*"])
    assert response.status_code == expected, response.content[:500]
    assert expected in {int(status) for status in DESCRIBED[name]["responses"]}, (
        "the status is not documented"
    )
    if expected >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == expected


@pytest.mark.parametrize("who", ["agency", "hub", "other_platform", "police", "public_body", "platform"])
@pytest.mark.parametrize("name", KEYED)
def test_what_is_anothers_is_answered_like_what_does_not_exist(name: str, who: str, world: World) -> None:
    path = path_of(name, world)
    real = ask(name, who, world)
    if real.status_code in (200, 202, 403, 422):  # theirs to see, or refused before anything is looked up
        return
    key = path.split("/")[2]
    made_up = ask(name, who, world, path=path.replace(key, f"{key[:2]}{RANDOM}"))
    no_number = ask(name, who, world, path=path.replace(key, "x"))
    assert real.status_code == made_up.status_code == no_number.status_code == 404
    assert real.content == made_up.content == no_number.content


@pytest.mark.parametrize("who", ["agency", "other_platform", "public_body"])
def test_no_list_shows_outsiders_a_thing_of_others(who: str, world: World) -> None:
    secrets = (world.order, world.sent, world.unsent, world.dispatch, world.notice)
    for name in DESCRIBED:
        if name.startswith("GET") and "{key}" not in name:
            text = ask(name, who, world).content.decode()
            assert not [thing for thing in secrets if thing.key in text], name


@pytest.mark.parametrize("who", ["platform", "platform_auditor", "hub", "police"])
def test_nothing_that_was_not_sent_is_seen_outside_the_authority(who: str, world: World) -> None:
    for name in DESCRIBED:
        if name.startswith("GET"):
            text = ask(name, who, world).content.decode()
            assert world.unsent.key not in text, name
            assert world.order.key not in text or "notice" in name, name


def test_a_revoked_key_opens_nothing(world: World) -> None:
    world.parties["ministry"].api_keys.update(revoked_at=world.order.created_at)
    assert world["ministry"].get("/orders").status_code == 401


def test_a_party_that_was_put_out_opens_nothing(world: World) -> None:
    type(world.parties["ministry"]).objects.filter(slug="kementerian-contoh").update(active=False)
    assert world["ministry"].get("/orders").status_code == 401
