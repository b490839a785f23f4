"""Decisions by several readers, and on several findings: blind second readings, disagreement, many at once."""

from typing import Any

import pytest
from pytest_django import Settings

from tertib.actions.actor import Actor
from tertib.actions.detection import reviews
from tertib.core.detection.readings import is_drawn
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Case, Finding, Review
from tertib.vocabulary import CaseOutcome, CaseState, Role
from tertib.vocabulary import ReviewOutcome as R
from tests.actions.test_reviews import YES, colleague, confirm, decide, found, fresh, standing
from tests.actions.world import World
from tests.factories import make_actor


@pytest.fixture(autouse=True)
def nobody_reads_again(settings: Settings) -> None:
    settings.TERTIB_SECOND_READING_SHARE = 0.0


@pytest.fixture
def all_read_again(settings: Settings) -> None:
    settings.TERTIB_SECOND_READING_SHARE = 1.0


def read_again(world: World, finding: Finding, by: Actor, outcome: R) -> Review:
    return reviews.read_again(by, finding, outcome=outcome, checklist=YES, now=world.now)


@pytest.mark.usefixtures("all_read_again")
def test_a_second_reader_who_agrees_settles_it(world: World) -> None:
    finding = found(world)
    confirm(world, finding)
    assert standing(finding) == (R.CONFIRMED, False, True)
    second = read_again(world, finding, colleague(world), R.CONFIRMED)
    assert second.confirmed_again is True
    assert standing(finding) == (R.CONFIRMED, False, False)


@pytest.mark.usefixtures("all_read_again")
def test_the_second_reader_is_another_person_of_the_office(world: World) -> None:
    finding = found(world)
    confirm(world, finding)
    for by in (world.approver, make_actor(world.agency, Role.ANALYST, email="x@badan.example")):
        with pytest.raises(Conflict):
            read_again(world, finding, by, R.CONFIRMED)


@pytest.mark.usefixtures("all_read_again")
def test_where_two_readers_differ_an_approver_decides(world: World) -> None:
    finding = found(world)
    first, other = colleague(world, name="satu"), colleague(world, Role.APPROVER, name="dua")
    confirm(world, finding, by=first)
    assert read_again(world, finding, other, R.LAWFUL).confirmed_again is False
    assert read_again(world, finding, other, R.LAWFUL).confirmed_again is False  # sent twice
    assert standing(finding) == (R.CONFIRMED, True, False)
    assert world.case(1).state == CaseState.OPEN
    with pytest.raises(NotPermitted):
        decide(world, finding, R.LAWFUL, by=colleague(world, name="tiga"))
    with pytest.raises(Conflict):
        decide(world, finding, R.PLATFORM_RULE, by=other)  # was one of the two
    decide(world, finding, R.LAWFUL, by=world.approver)
    assert standing(finding) == (R.LAWFUL, False, False)
    assert world.case(1).outcome == CaseOutcome.WITHDRAWN


@pytest.mark.usefixtures("all_read_again")
def test_a_third_decision_may_open_the_case(world: World) -> None:
    finding = found(world)
    decide(world, finding, R.LAWFUL, by=colleague(world))
    read_again(world, finding, world.approver, R.CONFIRMED)
    assert not Case.objects.exists()
    confirm(world, finding, by=colleague(world, Role.APPROVER, name="dua"))
    assert world.case(1).state == CaseState.OPEN


def test_which_are_read_again_follows_from_their_keys(world: World, settings: Settings) -> None:
    settings.TERTIB_SECOND_READING_SHARE = 0.5
    for number in range(12):
        finding = found(world, number)
        decide(world, finding, R.LAWFUL)
        assert fresh(finding).for_second_reader == is_drawn(finding.key, share=0.5)


# ---------------------------------------------------------------- many at once


def many(world: World, findings: list[Finding], mark: str = "MARK-0001", **more: Any) -> list[Review]:
    asked = {"outcome": R.CONFIRMED, "checklist": YES, "mark": mark, "now": world.now, **more}
    return reviews.decide_many(more.pop("by", world.approver), findings, **asked)


def test_alike_findings_are_decided_at_once_and_taken_back_at_once(world: World) -> None:
    findings = [found(world, number) for number in range(1, 5)]
    made = many(world, findings)
    assert {review.bulk for review in made} == {"MARK-0001"}
    assert Case.objects.count() == 4
    assert many(world, findings) == made  # sent twice
    assert Review.objects.count() == 4
    assert reviews.undo_many(world.approver, "MARK-0001", now=world.now) == 4
    assert reviews.undo_many(world.approver, "MARK-0001", now=world.now) == 0
    assert all(standing(one) == (None, True, False) for one in findings)
    assert set(Case.objects.values_list("outcome", flat=True)) == {CaseOutcome.WITHDRAWN}


@pytest.mark.parametrize(
    "other",
    [
        {"offer": {"shop": "toko-dua"}},
        {"offer": {"platform": "pasarkita"}},
        {"reasons": []},
        {"policy": "minyakita-het"},
    ],
)
def test_what_is_not_alike_is_not_decided_at_once(world: World, other: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="same shop"):
        many(world, [found(world), found(world, 2, **other)])
    assert not Review.objects.exists()


def test_no_shop_is_like_no_other(world: World) -> None:
    with pytest.raises(BadInput):
        many(world, [found(world, number, offer={"shop": ""}) for number in (1, 2)])


def test_at_most_two_hundred_and_at_least_one(world: World) -> None:
    one = found(world)
    for findings in ([], [one] * 201):
        with pytest.raises(BadInput):
            many(world, findings)


def test_all_or_none(world: World) -> None:
    findings = [found(world, number) for number in (1, 2)]
    decide(world, findings[1], R.LAWFUL)
    with pytest.raises(Conflict):
        many(world, findings)
    assert standing(findings[0]) == (None, True, False)
    assert not Case.objects.exists()


def test_a_later_decision_is_not_taken_back_with_the_rest(world: World) -> None:
    findings = [found(world, number) for number in (1, 2)]
    many(world, findings, outcome=R.CANNOT_TELL)
    decide(world, findings[0], R.LAWFUL)
    assert reviews.undo_many(world.approver, "MARK-0001", now=world.now) == 1
    assert standing(findings[0])[0] == R.LAWFUL
