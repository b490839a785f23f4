"""What went wrong is said in one form, whatever it was."""

import json
from typing import Any

import pytest
from django.db import connection

from tests.api.conftest import Program, World

ORDER = {"policy": "pakaian-bekas-impor", "rows": [{"link": "https://lapakraya.localhost/p/1"}]}


def check(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]
    return said


@pytest.mark.parametrize("path", ["/", "/nothing", "/orders/", "/orders/x/y/z", "/docs", "/%00"])
def test_an_unknown_address_is_a_problem(path: str, world: World) -> None:
    check(world["ministry"].get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_a_problem_that_names_the_right_ones(method: str, world: World) -> None:
    response = world["ministry"].call(method, "/orders")
    check(response, 405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


def test_no_key_says_how_to_send_one(world: World) -> None:
    response = world["nobody"].get("/orders")
    check(response, 401, "no_key")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_wrong_fields_are_named_by_their_path(world: World) -> None:
    body = ORDER | {"urgency": "soon", "unknown": 1, "rows": [{"link": "x"}, {"note": "y"}]}
    said = check(world["ministry"].post("/orders", body, once="k"), 422, "bad_input")
    places = {one["at"] for one in said["errors"]}
    assert places == {"body.urgency", "body.unknown", "body.rows[1].link"}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe",
        b'{"policy": "a\\u0000b"}',
        b'{"policy": "\\ud800"}',
        b'{"policy": NaN}',
        b'{"policy": 1e999}',
        b"[" * 100_000,
        b'{"a":' * 50 + b"1" + b"}" * 50,
        b'{"policy": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut", "bytes", "nul", "half", "nan", "endless", "nest", "deep", "digits"],
)
def test_a_body_that_no_database_can_keep_is_refused(raw: bytes, world: World) -> None:
    check(world["ministry"].call("POST", "/orders", raw=raw, once="k"), 400, "bad_input")


def test_a_body_over_the_limit_is_refused_before_it_is_read(world: World) -> None:
    body = {"replies": [{"id": "x" * 3_000_000}]}
    check(world["platform"].post("/replies", body, once="k"), 413, "too_large")


def test_a_body_in_chunks_is_asked_for_its_length(world: World) -> None:
    headers = {"Transfer-Encoding": "chunked"}
    check(world["ministry"].call("POST", "/orders", ORDER, once="k", headers=headers), 411, "length_required")


def test_a_long_order_is_taken_although_other_bodies_may_not_be_so_long(world: World) -> None:
    rows = [{"link": f"https://lapakraya.localhost/p/jaket-{n}", "note": "x" * 400} for n in range(15_000)]
    assert len(json.dumps(rows)) > 6 * 2**20
    response = world["ministry"].post("/orders", ORDER | {"rows": rows}, once="k")
    assert response.status_code == 202
    counts = response.json()["counts"]
    assert sum(counts.values()) == response.json()["row_count"] == 15_000


def test_more_rows_than_an_order_holds_are_refused(world: World) -> None:
    rows = [{"link": "x"}] * 100_001
    said = check(world["ministry"].post("/orders", ORDER | {"rows": rows}, once="k"), 422, "bad_input")
    assert [one["at"] for one in said["errors"]] == ["body.rows"]


def test_a_mistake_of_ours_tells_nothing_of_itself(world: World) -> None:
    with (
        connection.cursor() as cursor
    ):  # a word that the vocabulary does not know: nobody but we could write it
        cursor.execute("UPDATE store_order SET state = 'nonsense'")
    said = check(world["ministry"].get("/orders"), 500, "error")
    assert "nonsense" not in str(said)
    assert "Traceback" not in str(said)


@pytest.mark.parametrize("path", ["/cases?platform=%00", "/notices?platform=a%00b", "/figures/%00/cases"])
def test_a_nul_in_a_filter_is_refused(path: str, world: World) -> None:
    check(world["ministry"].get(path), 422, "bad_input")


def test_wrong_keys_are_soon_refused_unread(world: World) -> None:
    answers = [world["wrong_key"].get("/orders").status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    response = world["nobody"].get("/orders")
    said = check(response, 429, "too_many_requests")
    assert said["retry"] is True
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert world["ministry"].get("/orders").status_code == 200


def test_an_address_reports_no_more_than_twenty_times_an_hour(db: None, still_clock: None) -> None:
    body = {"links": "https://lapakraya.localhost/p/1"}
    answers = [Program(None).post("/reports", body, once=f"k-{n}").status_code for n in range(21)]
    assert answers == [201] * 20 + [429]


def test_a_key_that_calls_without_end_is_asked_to_wait(world: World) -> None:
    answers = {world["ministry"].get("/holds").status_code for _ in range(600)}
    assert answers == {200}
    check(world["ministry"].get("/holds"), 429, "too_many_requests")
    assert world["agency"].get("/holds").status_code == 200
