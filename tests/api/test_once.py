"""Writes are done once: every write twice with one key, and a key with another body."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tertib.store.models import CaseEvent, Feed, FeedBatch, IdempotencyKey, Order, PublicReport, Reply
from tests.api.conftest import BODIES, Program, World
from tests.api.test_walk import path_of

FEEDS = ("POST /feeds", "POST /feeds/{key}/batches", "POST /feeds/{key}/files")
WHO = {
    "POST /replies": "platform",
    "POST /reports": "nobody",
    "POST /sellers/tokens": "platform",
} | dict.fromkeys(FEEDS, "platform")


COUNTED = (Reply, Order, PublicReport, CaseEvent, IdempotencyKey, Feed, FeedBatch)


def write(name: str, world: World, *, once: str, body: Any = None) -> Any:
    program = world[WHO.get(name, "ministry")]
    return program.post(path_of(name, world), body or BODIES[name](world), once=once)


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in COUNTED)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_write_asked_twice_with_one_key_is_done_once_and_answered_the_same(name: str, world: World) -> None:
    first = write(name, world, once="k-1")
    after_first = rows()
    second = write(name, world, once="k-1")
    assert first.status_code == second.status_code
    assert first.status_code < 300
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert rows() == after_first


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_key_with_another_body_is_refused_and_nothing_is_done(name: str, world: World) -> None:
    write(name, world, once="k-1")
    after_first = rows()
    other = BODIES["POST /reports"](world) | {"what": "lain"}
    other = {
        "POST /reports": other,
        "POST /orders/{key}/withdraw": {"reason": "lain"},
        "POST /orders": BODIES["POST /orders"](world) | {"title": "lain"},
        "POST /replies": {"replies": BODIES["POST /replies"](world)["replies"] * 2},
        "POST /feeds": {"name": "lain"},
        "POST /returns/{key}/decision": BODIES["POST /returns/{key}/decision"](world) | {"reason": "lain"},
        "POST /sellers/tokens": {"shops": [{"shop": "toko-lain", "tokens": []}]},
        "POST /feeds/{key}/batches": {"rows": [{"title": "lain"}]},
        "POST /feeds/{key}/files": {"title": "lain"},
    }[name]
    refused = write(name, world, once="k-1", body=other)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert rows() == after_first


@pytest.mark.parametrize("name", sorted(BODIES))
@pytest.mark.parametrize("key", ["", "k" * 256, "with space", "kunci-é"])
def test_a_write_without_a_usable_key_is_refused(name: str, key: str, world: World) -> None:
    before = rows()
    program = world[WHO.get(name, "ministry")]
    headers = {"Idempotency-Key": key} if key else {}
    refused = program.call("POST", path_of(name, world), BODIES[name](world), headers=headers)
    assert refused.status_code == 422
    assert [one["at"] for one in refused.json()["errors"]] == ["header.Idempotency-Key"]
    assert rows() == before


def test_a_refused_call_keeps_nothing_so_its_key_can_be_used_again(world: World) -> None:
    wrong = BODIES["POST /orders"](world) | {"policy": "tidak-ada"}
    assert write("POST /orders", world, once="k-1", body=wrong).status_code == 422
    assert write("POST /orders", world, once="k-1").status_code == 202


def test_two_parties_may_use_the_same_key(world: World) -> None:
    body = BODIES["POST /orders"](world)
    answers = [world[who].post("/orders", body, once="k-1") for who in ("ministry", "agency")]
    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json()["order"] != answers[1].json()["order"]


@pytest.mark.django_db(transaction=True)
def test_the_same_write_at_the_same_moment_is_done_once(still_clock: None) -> None:
    def send(_: int) -> Any:
        try:
            return (
                Program(None)
                .post("/reports", {"links": "https://lapakraya.localhost/p/1"}, once="k-1")
                .json()
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert PublicReport.objects.count() == 1
    assert answers == [answers[0]] * 4
