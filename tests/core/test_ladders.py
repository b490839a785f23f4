"""The ladder against a platform: proposed rung by rung, issued by people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.ladders import (
    DutyCount,
    PlatformRecord,
    RungIssued,
    ladder_standing,
    period_end,
    proposals,
    windows,
)
from tertib.core.policies import load_policies
from tertib.vocabulary import ContactHealth, LadderMeasure, LadderWait

POLICY = load_policies()["pakaian-bekas-impor"]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
WARNING = "written-warning"


def record(**changed: Any) -> PlatformRecord:
    values: dict[str, Any] = {
        "platform": "sandangku",
        "contact_health": ContactHealth.WELL,
        "duties": {30: DutyCount(ended=400, overdue=200)},
        "overdue_now": 200,
    }
    return PlatformRecord(**(values | changed))


def warnings(count: int, *, last: datetime) -> tuple[RungIssued, ...]:
    return tuple(RungIssued(WARNING, last - timedelta(days=20 * n)) for n in reversed(range(count)))


def next_key(one: PlatformRecord, now: datetime = NOW) -> str | None:
    found = proposals(one, POLICY, now=now)
    return f"{found[0].rung.key} {found[0].turn}" if found else None


def test_the_first_rung_is_a_first_warning() -> None:
    assert next_key(record()) == "written-warning 1"


@pytest.mark.parametrize(
    ("count", "wanted"), [(1, "written-warning 2"), (2, "written-warning 3"), (3, "watch-list 1")]
)
def test_three_warnings_of_fourteen_days_come_before_the_watch_list(count: int, wanted: str) -> None:
    assert next_key(record(issued=warnings(count, last=NOW - timedelta(days=15)))) == wanted


def test_nothing_follows_before_the_fourteen_days_are_over() -> None:
    issued_at = NOW - timedelta(days=14)
    one = record(issued=(RungIssued(WARNING, issued_at),))
    end = period_end(POLICY.rungs[0], issued_at)
    stands = ladder_standing(one, POLICY, now=NOW)
    assert (stands.wait, stands.until) == (LadderWait.PERIOD_RUNS, end)
    assert next_key(one, end - timedelta(microseconds=1)) is None
    assert next_key(one, end) == "written-warning 2"


def test_the_fourteen_days_end_at_midnight_in_jakarta() -> None:
    assert period_end(POLICY.rungs[0], NOW) == datetime(2026, 12, 8, 17, tzinfo=UTC)


def test_a_dead_mailbox_blocks_every_rung() -> None:
    one = record(contact_health=ContactHealth.DEAD)
    assert next_key(one) is None
    assert ladder_standing(one, POLICY, now=NOW).wait is LadderWait.CONTACT_DEAD


def test_whoever_has_answered_everything_by_now_gets_nothing() -> None:
    assert ladder_standing(record(overdue_now=0), POLICY, now=NOW).wait is LadderWait.NOTHING_OVERDUE


@pytest.mark.parametrize(
    ("ended", "overdue", "is_reached"),
    [(200, 20, True), (201, 20, False), (100, 19, False), (19, 19, False), (20, 20, True), (0, 0, False)],
)
def test_the_measure_is_a_share_with_a_least_number_of_cases(
    ended: int, overdue: int, is_reached: bool
) -> None:
    one = record(duties={30: DutyCount(ended, overdue)})
    assert bool(proposals(one, POLICY, now=NOW)) is is_reached
    if not is_reached:
        assert ladder_standing(one, POLICY, now=NOW).wait is LadderWait.BELOW_MEASURE


def test_a_measure_can_be_a_plain_number_of_cases() -> None:
    rung = replace(POLICY.rungs[0], measure=LadderMeasure.OVERDUE_CASES, at_least=30.0)
    policy = replace(POLICY, rungs=(rung,))
    assert proposals(record(duties={30: DutyCount(10_000, 30)}), policy, now=NOW)
    assert not proposals(record(duties={30: DutyCount(10_000, 29)}), policy, now=NOW)


def test_a_rung_that_waits_for_a_person_is_not_proposed_twice() -> None:
    one = record(proposed=frozenset({WARNING}))
    assert ladder_standing(one, POLICY, now=NOW).wait is LadderWait.PROPOSED_ALREADY


def test_a_dismissed_rung_comes_again_only_after_its_period() -> None:
    one = record(dismissed={WARNING: NOW})
    assert ladder_standing(one, POLICY, now=NOW).wait is LadderWait.DISMISSED
    assert next_key(one, period_end(POLICY.rungs[0], NOW)) == "written-warning 1"


def test_the_ladder_ends() -> None:
    issued = tuple(
        RungIssued(rung.key, NOW - timedelta(days=400)) for rung in POLICY.rungs for _ in range(rung.times)
    )
    assert ladder_standing(record(issued=issued), POLICY, now=NOW).wait is LadderWait.LADDER_ENDED


def test_the_windows_are_those_of_the_rungs() -> None:
    assert windows(POLICY) == {30}


RUNGS = [rung.key for rung in POLICY.rungs]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 7))
def test_no_rung_is_ever_skipped_however_bad_the_record(ended: int, more: int, steps: int) -> None:
    order = [rung.key for rung in POLICY.rungs for _ in range(rung.times)]
    issued = tuple(RungIssued(key, NOW - timedelta(days=900 - 60 * n)) for n, key in enumerate(order[:steps]))
    one = record(duties={30: DutyCount(ended + more, ended)}, issued=issued, overdue_now=ended)
    found = proposals(one, POLICY, now=NOW)
    assert len(found) <= 1
    assert all(proposal.rung.key == order[steps] for proposal in found)
