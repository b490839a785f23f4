"""The brake: a version whose findings are reversed beyond chance goes, and says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.policies.brake import watch_versions
from tertib.actions.policies.drafts import start_draft
from tertib.actions.policies.publishing import publish
from tertib.store.models import (
    Alarm,
    Case,
    Finding,
    PolicyStep,
    PolicyVersion,
    Review,
    SampleListing,
)
from tertib.vocabulary import (
    AlarmKind,
    CaseState,
    PartyKind,
    PolicyAct,
    PolicyState,
    ReviewOutcome,
)
from tests.factories import NOW, make_case, make_feed, make_finding, make_offer, make_order, make_party
from tests.policy_desk import (
    POLICY,
    Desk,
    after_test,
    fresh,
    make_desk,
    published,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    return make_desk()


def _shipped() -> str:
    return tables.policy(POLICY).reference


# ------------------------------------------------------------------ the brake


def _decided(desk: Desk, reference: str, *, right: int, wrong: int, drawn: bool = False) -> None:
    feed = make_feed(desk.office, f"feed {Finding.objects.count()}")
    for number in range(right + wrong):
        outcome = ReviewOutcome.LAWFUL if number < wrong else ReviewOutcome.CONFIRMED
        offer = make_offer(feed, f"lapakraya:{Finding.objects.count()}")
        finding = make_finding(
            offer, policy=POLICY, policy_reference=reference, outcome=outcome, drawn=drawn, decided_at=NOW
        )
        _review(desk, finding, outcome, reference)


def _review(
    desk: Desk, finding: Finding, outcome: ReviewOutcome | None, reference: str, undoes: Review | None = None
) -> Review:
    return Review.objects.create(
        finding=finding,
        outcome=outcome,
        policy_reference=reference,
        by=desk.approving,
        party=desk.office,
        permit="review",
        at=NOW,
        undoes=undoes,
    )


def test_the_brake_takes_back_a_version_whose_findings_are_reversed(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, shipped, right=98, wrong=2)
    _decided(desk, live.reference, right=10, wrong=15)
    assert watch_versions(now=LATER) == 1
    assert watch_versions(now=LATER) == 0
    braked = fresh(live)
    assert (braked.state, braked.ended_at) == (PolicyState.BRAKED, LATER)
    assert "15 of 25" in braked.ended_because
    assert tables.policy(POLICY).reference == shipped
    alarm = Alarm.objects.get(kind=AlarmKind.POLICY_BRAKED)
    assert (alarm.party, alarm.cleared_at) == (desk.office, None)
    assert live.version in alarm.detail
    assert PolicyStep.objects.get(act=PolicyAct.BRAKED).by is None


def test_the_brake_does_not_fire_on_few_decisions_nor_on_the_share_of_before(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, live.reference, right=0, wrong=19)
    assert watch_versions(now=LATER) == 0
    _decided(desk, shipped, right=10, wrong=90)
    _decided(desk, live.reference, right=2, wrong=10)
    assert watch_versions(now=LATER) == 0
    assert fresh(live).state == PolicyState.LIVE


def test_what_was_drawn_by_chance_counts_for_nothing(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.reference, right=0, wrong=40, drawn=True)
    assert watch_versions(now=LATER) == 0


def test_a_confirmation_that_is_taken_back_counts_as_reversed(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.reference, right=30, wrong=0)
    for finding in Finding.objects.all()[:20]:
        _review(desk, finding, None, live.reference, undoes=Review.objects.get(finding=finding))
    Finding.objects.filter(reviews__outcome=None).update(outcome=None)
    assert watch_versions(now=LATER) == 1


def test_the_next_version_ends_the_alarm(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, shipped, right=98, wrong=2)
    _decided(desk, live.reference, right=0, wrong=30)
    watch_versions(now=LATER)
    draft = after_test(desk, start_draft(desk.editor, POLICY, like=live, now=LATER), now=LATER)
    publish(desk.approver, draft, seen=1, why="corrected", now=LATER)
    assert Alarm.objects.get(kind=AlarmKind.POLICY_BRAKED).cleared_at == LATER


def test_the_sample_is_never_part_of_what_is_shipped(desk: Desk) -> None:
    assert not SampleListing.objects.exists()


def _refuse(desk: Desk, reference: str, platform: str, count: int) -> None:
    """Let a marketplace refuse so many of those that were confirmed."""
    recipient = make_party(platform, PartyKind.PLATFORM)
    order = make_order(desk.office)
    confirmed = Finding.objects.filter(
        outcome=ReviewOutcome.CONFIRMED, policy_reference=reference, case=None
    ).order_by("pk")
    for finding in confirmed[:count]:
        case = make_case(
            order, listing=f"{platform}:9.{finding.pk}", recipient=recipient, state=CaseState.REFUSED
        )
        Finding.objects.filter(pk=finding.pk).update(case=case)


def test_refusals_of_three_marketplaces_weigh_and_of_two_do_not(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.based_on, right=300, wrong=3)
    _decided(desk, live.reference, right=100, wrong=0)
    _refuse(desk, live.reference, "lapakraya", 40)
    _refuse(desk, live.reference, "pasarkita", 40)
    assert watch_versions(now=LATER) == 0  # ten of a hundred are not above one in ten
    _refuse(desk, live.reference, "niagaid", 5)
    assert watch_versions(now=LATER) == 1
    assert "85 more refused by marketplaces, weighed as 15" in fresh(live).ended_because


def test_a_refusal_that_a_person_decided_on_weighs_no_longer(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.based_on, right=300, wrong=3)
    _decided(desk, live.reference, right=100, wrong=0)
    for platform in ("lapakraya", "pasarkita", "niagaid"):
        _refuse(desk, live.reference, platform, 8)
    Case.objects.filter(platform="niagaid").update(state=CaseState.NOTIFIED)
    assert watch_versions(now=LATER) == 0


def _shipped_before(live: PolicyVersion) -> str:
    return live.based_on
