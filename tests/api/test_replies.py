"""Replies over the API: each stands for itself, in whatever order and however often it comes."""

import itertools
from typing import Any

import pytest

from tertib.store.models import Case, CaseEvent, Reply
from tertib.vocabulary import CaseState
from tests.api.conftest import World, acted


def send(world: World, *replies: object, once: str = "k-1", who: str = "platform") -> list[dict[str, Any]]:
    response = world[who].post("/replies", {"replies": list(replies)}, once=once)
    assert response.status_code == 200, response.content
    results: list[dict[str, Any]] = response.json()["results"]
    assert [one["index"] for one in results] == list(range(len(replies)))
    return results


def statuses(results: list[dict[str, Any]]) -> list[object]:
    return [one["status"] for one in results]


def test_a_reply_is_recorded_and_the_case_is_claimed_not_down(world: World) -> None:
    assert statuses(send(world, acted(world.notice))) == ["recorded"]
    case = Case.objects.get(pk=world.sent.pk)
    assert (case.state, case.down_at) == (CaseState.CLAIMED, None)


def test_the_same_reply_in_another_call_is_already_there(world: World) -> None:
    first = send(world, acted(world.notice), once="k-1")
    second = send(world, acted(world.notice), once="k-2")
    assert statuses(second) == ["already"]
    assert second[0]["reply"] == first[0]["reply"]
    assert Reply.objects.count() == 1


def test_the_same_reply_twice_in_one_call_counts_once(world: World) -> None:
    assert statuses(send(world, acted(world.notice), acted(world.notice))) == ["recorded", "already"]


def test_an_id_used_for_other_words_is_refused_and_the_first_stands(world: World) -> None:
    send(world, acted(world.notice))
    other = acted(world.notice) | {"kind": "asks_back", "asks_back": {"question": "yang mana?"}}
    del other["acted"]
    refused = send(world, other, once="k-2")[0]
    assert refused["status"] == "refused"
    assert refused["error"]["code"] == "reply_id_reused"


def test_a_wrong_reply_is_refused_by_itself_and_the_others_count(world: World) -> None:
    wrong = acted(world.notice, "lr-2") | {"kind": "perhaps"}
    results = send(world, wrong, acted(world.notice, "lr-3"), {})
    assert statuses(results) == ["refused", "recorded", "refused"]
    assert "kind" in results[0]["error"]["detail"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_in_which_replies_come_changes_no_result(order: tuple[int, ...], world: World) -> None:
    replies = [acted(world.notice, f"lr-{number}") for number in range(3)]
    assert statuses(send(world, *(replies[number] for number in order))) == ["recorded"] * 3
    assert sorted(Reply.objects.values_list("sender_ref", flat=True)) == ["lr-0", "lr-1", "lr-2"]
    numbers = CaseEvent.objects.filter(case=world.sent).values_list("no", flat=True)
    assert sorted(numbers) == list(range(1, 7))


def test_anothers_notice_and_one_that_does_not_exist_are_refused_alike(world: World) -> None:
    theirs, made_up = send(
        world, acted(world.notice, "a"), acted("N-0123456789AB", "b"), who="other_platform"
    )
    for key, result in ((world.notice.key, theirs), ("N-0123456789AB", made_up)):
        assert result["status"] == "refused"
        error = result["error"]
        assert error["code"] == "not_found"
        assert error["detail"].replace(key, "") == theirs["error"]["detail"].replace(world.notice.key, "")


@pytest.mark.parametrize("count", [0, 101])
def test_none_and_more_than_a_hundred_are_refused_as_a_whole(count: int, world: World) -> None:
    body = {"replies": [acted(world.notice, f"lr-{number}") for number in range(count)]}
    refused = world["platform"].post("/replies", body, once="k-1")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["at"] == "body.replies"


def test_a_hundred_replies_are_taken_at_once(world: World) -> None:
    assert statuses(send(world, *(acted(world.notice, f"lr-{n}") for n in range(100)))) == ["recorded"] * 100


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-13-01T00:00:00Z", 5]
)
def test_a_time_that_cannot_be_is_refused_with_its_field(at: object, world: World) -> None:
    wrong = acted(world.notice)
    wrong["acted"]["at"] = at
    refused = send(world, wrong)[0]
    assert refused["status"] == "refused"
    assert "acted.at" in refused["error"]["detail"]
