"""Replies: the same one again, in another order, late, after the end, corrected, and to somebody else's notice."""

from datetime import timedelta
from typing import Any

import pytest

from tertib.actions.cases import deciding
from tertib.actions.notices import replies
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import Reply
from tertib.vocabulary import CaseOutcome, CaseState, ReplyChannel, ReplyKind
from tests.actions.world import GONE, World, acted, cannot, in_threads, kinds, link, refused


def statuses(results: list[replies.ReplyResult]) -> list[tuple[str, str | None]]:
    return [(one.status, one.code) for one in results]


def test_the_same_reply_again_changes_nothing_and_says_so(world: World) -> None:
    [notice] = world.ask(link(1))
    item = acted(notice.key, "r-1", world.now)
    assert statuses(world.say(item, item)) == [("recorded", None), ("already", None)]
    world.now += timedelta(days=1)
    assert statuses(world.say(item)) == [("already", None)]
    assert kinds(world.case(1)).count("replied") == 1


def test_an_id_used_for_other_words_is_refused_and_the_first_words_stand(world: World) -> None:
    [notice] = world.ask(link(1))
    world.say(acted(notice.key, "r-1", world.now))
    assert statuses(world.say(refused(notice.key, "r-1"))) == [("refused", "reply_id_reused")]
    assert world.case(1).state == CaseState.CLAIMED


def test_two_calls_at_the_same_moment_record_a_reply_once(shared_world: World) -> None:
    [notice] = shared_world.ask(link(1))
    item = acted(notice.key, "r-1", shared_world.now)
    results = in_threads(4, lambda _: statuses(shared_world.say(item)))
    assert sorted(word for [(word, _)] in results) == ["already", "already", "already", "recorded"]
    assert Reply.objects.count() == 1


def test_a_correction_is_a_reply_of_its_own(world: World) -> None:
    [notice] = world.ask(link(1))
    world.say(acted(notice.key, "r-1", world.now))
    world.say(refused(notice.key, "r-2") | {"amends": "r-1"})
    assert world.case(1).state == CaseState.REFUSED
    assert Reply.objects.get(sender_ref="r-2").body["amends"] == "r-1"
    world.say(acted(notice.key, "r-3", world.now) | {"amends": "r-2"})
    assert world.case(1).state == CaseState.CLAIMED


def test_replies_that_overtake_each_other_lose_nothing(world: World) -> None:
    [notice] = world.ask(link(1))
    world.say(acted(notice.key, "later", world.now))
    world.say(cannot(notice.key, "earlier"))
    case = world.case(1)
    assert (case.state, case.clock_paused) == (CaseState.CLAIMED, False)
    assert kinds(case).count("replied") == 2


def test_a_reply_that_comes_when_the_time_is_over_is_kept_and_stays_late(world: World) -> None:
    [notice] = world.ask(link(1))
    world.wait(24)
    world.say(cannot(notice.key, "r-1"))
    assert (world.case(1).state, world.case(1).last_reply) == (CaseState.OVERDUE, ReplyKind.CANNOT_EXECUTE)
    world.say(acted(notice.key, "r-2", world.now))
    assert world.case(1).state == CaseState.CLAIMED


def test_a_reply_after_the_case_was_closed_is_kept_and_opens_nothing(world: World) -> None:
    [notice] = world.ask(link(1))
    deciding.close(world.approver, world.case(1), outcome=CaseOutcome.LAWFUL, reason="lokal", now=world.now)
    assert statuses(world.say(acted(notice.key, "r-1", world.now))) == [("recorded", None)]
    assert world.case(1).state == CaseState.CLOSED


def test_a_reply_to_an_earlier_letter_counts_for_the_case(world: World) -> None:
    [first] = world.ask(link(1))
    world.wait(24)
    world.look()
    world.approve(again=True)
    world.deliver()
    world.say(acted(first.key, "r-1", world.now))
    assert world.case(1).state == CaseState.CLAIMED


def test_a_done_that_is_not_done_never_makes_a_case_down(world: World) -> None:
    [notice] = world.ask(link(1))
    world.say(acted(notice.key, "r-1", world.now))
    for _ in range(3):
        world.look()
        world.wait(12)
    assert world.case(1).state == CaseState.CLAIMED
    world.look(GONE)
    world.wait(7)
    world.look(GONE)
    assert world.case(1).state == CaseState.DOWN


@pytest.mark.parametrize("notice", ["N-0000000000ZZ", "of another marketplace", "not sent yet"])
def test_a_notice_that_is_not_the_senders_is_not_found_and_says_nothing_of_what_exists(
    notice: str, world: World
) -> None:
    [mine] = world.ask(link(1))
    [theirs] = world.ask(link(1, "niagaid"))
    world.hand_in(link(2))
    world.look()
    unsent = world.approve().notices.get()
    key = {"of another marketplace": theirs.key, "not sent yet": unsent.key}.get(notice, notice)
    results = world.say(acted(mine.key, "r-1", world.now), acted(key, "r-2", world.now))
    assert statuses(results) == [("recorded", None), ("refused", "not_found")]
    assert (
        results[1].detail == f"notice {key} is not one of yours; write the number as it stands in the notice"
    )


@pytest.mark.parametrize(
    "spoilt",
    [{"kind": "maybe"}, {"acted": None}, {"notice": 5}, {"id": "with space"}, {"more": 1}, {"schema": "x"}],
)
def test_a_wrong_reply_is_refused_with_its_reason_and_the_others_count(
    spoilt: dict[str, Any], world: World
) -> None:
    first, second = world.ask(link(1), link(2))
    results = world.say(acted(first.key, "r-1", world.now) | spoilt, acted(second.key, "r-2", world.now))
    assert statuses(results) == [("refused", "reply_refused"), ("recorded", None)]
    assert world.case(1).state == CaseState.NOTIFIED


def test_a_table_handed_in_twice_says_nothing_new_a_corrected_one_does(world: World) -> None:
    first, second = world.ask(link(1), link(2))
    rows: list[dict[str, str | None]] = [
        {"pemberitahuan": first.key, "jawaban": "SELESAI"},
        {"pemberitahuan": second.key, "jawaban": ""},
        {"pemberitahuan": second.key, "jawaban": "mungkin"},
    ]

    def take() -> list[tuple[int, str]]:
        staff = world.platform()
        taken = replies.take_table(staff, rows, channel=ReplyChannel.CSV, now=world.now)
        return [(one.index, one.status) for one in taken]

    assert [word for _, word in take()] == ["recorded", "refused"]
    world.now += timedelta(hours=3)
    assert [word for _, word in take()] == ["already", "refused"]
    rows[2]["jawaban"] = "tolak"
    rows[2]["alasan"] = "barang lokal"
    assert [word for _, word in take()] == ["already", "recorded"]
    assert (world.case(1).state, world.case(2).state) == (CaseState.CLAIMED, CaseState.REFUSED)


def test_nobody_but_a_marketplaces_staff_answers_and_never_without_bounds(world: World) -> None:
    [notice] = world.ask(link(1))
    item = acted(notice.key, "r-1", world.now)
    for who in (world.approver, world.officer, world.operator):
        with pytest.raises(NotPermitted):
            replies.take_replies(who, [item], channel=ReplyChannel.API, now=world.now)
    with pytest.raises(BadInput, match="at most"):
        world.say(*[item] * (replies.MOST + 1))
