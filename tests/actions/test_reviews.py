"""Decisions on findings: what they make, what they may, and how they are taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from tertib.actions.actor import Actor
from tertib.actions.cases import deciding
from tertib.actions.detection import confirmed, reviews
from tertib.actions.orders import handing_in
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import Case, CaseEvent, Finding, Order, OrderRow, Party, Requester, Review
from tertib.vocabulary import CaseOutcome, CaseState, OrderSource, OrderState, PartyKind, Role, Urgency
from tertib.vocabulary import ReviewOutcome as R
from tests.actions.world import LETTER, World, link
from tests.factories import POLICY, make_actor, make_party
from tests.found import found_at

YES = {"goods": "yes", "used": "yes", "imported": "yes"}


@pytest.fixture(autouse=True)
def nobody_reads_again(settings: Settings) -> None:
    settings.TERTIB_SECOND_READING_SHARE = 0.0


def found(world: World, number: int = 1, **fields: Any) -> Finding:
    return found_at(world.platforms["lapakraya"], number, **fields)


def confirm(world: World, finding: Finding, by: Actor | None = None, **more: Any) -> Review:
    actor = by or world.approver
    return reviews.decide(actor, finding, outcome=R.CONFIRMED, checklist=YES, now=world.now, **more)


def decide(world: World, finding: Finding, outcome: R, by: Actor | None = None) -> Review:
    return reviews.decide(by or world.approver, finding, outcome=outcome, checklist={}, now=world.now)


def fresh(finding: Finding) -> Finding:
    return Finding.objects.select_related("case").get(pk=finding.pk)


def standing(finding: Finding) -> tuple[R | None, bool, bool]:
    now = fresh(finding)
    return now.outcome, now.waiting, now.for_second_reader


def colleague(world: World, role: Role = Role.ANALYST, name: str = "rekan") -> Actor:
    return make_actor(world.ministry, role, email=f"{name}@kementerian.example")


def test_a_confirmed_finding_is_a_case_that_the_office_asks_for(world: World) -> None:
    finding = found(world)
    review = confirm(world, finding, reason="Label luar negeri")
    case = Case.objects.get(listing__key="lapakraya:5.1")
    assert fresh(finding).case == case
    assert standing(finding) == (R.CONFIRMED, False, False)
    request = Requester.objects.get(case=case)
    assert (request.authority, request.order.source) == (world.ministry, OrderSource.FINDINGS)
    event = CaseEvent.objects.get(case=case)
    assert (event.kind, event.permit, event.person) == ("opened", "review", world.approver.person)
    row = OrderRow.objects.get(case=case)
    assert row.note == 'Label luar negeri. "balpres"'
    assert (review.by, review.permit, review.checklist["bulk"]) == (
        world.approver.person,
        "review",
        "unknown",
    )


def test_its_notice_leaves_once_the_list_has_a_letter(world: World) -> None:
    confirm(world, found(world))
    confirm(world, found(world, 2))
    world.look()
    order = Order.objects.get(source=OrderSource.FINDINGS)
    assert (order.row_count, order.state) == (2, OrderState.TAKEN_IN)
    assert world.approve().left_out == {"no_letter": 2}
    confirmed.give_letter(world.approver, order, number="7/X/2026", day=LETTER, now=world.now)
    assert sum(world.approve().left_out.values()) == 0
    confirm(world, found(world, 3))
    assert Order.objects.filter(source=OrderSource.FINDINGS).count() == 2  # a letter names what it named
    with pytest.raises(Conflict):
        confirmed.give_letter(world.approver, order, number="8/X/2026", day=LETTER, now=world.now)
    with pytest.raises(BadInput):
        confirmed.give_letter(
            world.approver, order, number="8", day=world.now.date() + timedelta(days=3), now=world.now
        )


@pytest.mark.parametrize("lacking", ["goods", "used", "imported"])
def test_used_and_imported_are_two_questions_and_each_needs_its_own_yes(world: World, lacking: str) -> None:
    finding = found(world)
    with pytest.raises(BadInput, match=lacking):
        reviews.decide(
            world.approver,
            finding,
            outcome=R.CONFIRMED,
            checklist=YES | {lacking: "unknown"},
            now=world.now,
        )
    assert standing(finding) == (None, True, False)
    assert not Case.objects.exists()


@pytest.mark.parametrize("outcome", [R.LAWFUL, R.PLATFORM_RULE, R.CANNOT_TELL])
def test_nothing_but_a_confirmation_makes_a_case(world: World, outcome: R) -> None:
    finding = found(world)
    decide(world, finding, outcome)
    assert standing(finding) == (outcome, False, False)
    assert not Case.objects.exists()
    assert not Order.objects.exists()


@pytest.mark.parametrize("outcome", list(R))
def test_the_same_form_sent_twice_has_one_effect(world: World, outcome: R) -> None:
    finding = found(world)
    made = [
        reviews.decide(world.approver, finding, outcome=outcome, checklist=YES, now=world.now) for _ in "12"
    ]
    assert made[0] == made[1]
    assert Review.objects.count() == 1
    assert OrderRow.objects.count() == (outcome is R.CONFIRMED)


def test_another_person_does_not_decide_over_a_decision(world: World) -> None:
    finding = found(world)
    decide(world, finding, R.LAWFUL)
    with pytest.raises(Conflict):
        confirm(world, finding, by=world.second)


def test_after_the_seller_was_asked_a_person_decides_anew(world: World) -> None:
    finding = found(world)
    decide(world, finding, R.CANNOT_TELL)
    confirm(world, finding, by=colleague(world))
    assert standing(finding) == (R.CONFIRMED, False, False)


def test_a_link_that_names_no_listing_is_asked_for(world: World) -> None:
    finding = found(world, offer={"url": ""})
    with pytest.raises(BadInput, match="link"):
        confirm(world, finding)
    confirm(world, finding, link=f"lihat {link(9)} ya")
    assert fresh(finding).case.listing.key == "lapakraya:5.9"  # type: ignore[union-attr]


def test_a_case_that_the_office_asks_for_already_is_left_as_it_is(world: World) -> None:
    world.hand_in(link(1))
    finding = found(world)
    confirm(world, finding)
    assert Requester.objects.count() == 1
    assert CaseEvent.objects.filter(kind="joined").count() == 0
    reviews.undo(world.approver, finding.reviews.get(), now=world.now)
    assert world.case(1).state == CaseState.OPEN  # its order asks for it still


def test_another_authority_joins_a_case(world: World) -> None:
    world.hand_in(link(1))
    finding = found(world)
    confirm(world, finding, by=make_actor(world.agency, Role.ANALYST, email="x@badan.example"))
    assert Requester.objects.filter(case=world.case(1), withdrawn_at=None).count() == 2
    reviews.undo(
        make_actor(world.agency, Role.APPROVER, email="y@badan.example"),
        finding.reviews.get(),
        now=world.now,
    )
    assert Requester.objects.filter(case=world.case(1), withdrawn_at=None).count() == 1
    assert world.case(1).state == CaseState.OPEN


def test_a_case_closed_by_decision_is_not_opened_again_by_a_finding(world: World) -> None:
    world.hand_in(link(1))
    deciding.close(world.approver, world.case(1), outcome=CaseOutcome.LAWFUL, reason="Baru", now=world.now)
    with pytest.raises(Conflict, match="C-"):
        confirm(world, found(world))


def test_taken_back_the_case_is_no_longer_asked_for(world: World) -> None:
    finding = found(world)
    review = confirm(world, finding)
    back = reviews.undo(world.approver, review, reason="keliru", now=world.now)
    assert reviews.undo(world.approver, review, now=world.now) == back
    assert standing(finding) == (None, True, False)
    case = world.case(1)
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.WITHDRAWN)
    confirm(world, finding)
    assert world.case(1).state == CaseState.OPEN
    assert Review.objects.count() == 3


def test_once_a_notice_was_approved_the_case_itself_must_be_closed_first(world: World) -> None:
    finding = found(world)
    review = confirm(world, finding)
    world.look()
    order = Order.objects.get()
    confirmed.give_letter(world.approver, order, number="7/X/2026", day=LETTER, now=world.now)
    world.approve()
    with pytest.raises(Conflict, match="Close the case"):
        reviews.undo(world.approver, review, now=world.now)
    assert standing(finding) == (R.CONFIRMED, False, False)
    world.deliver()
    deciding.close(world.approver, world.case(1), outcome=CaseOutcome.LAWFUL, reason="Baru", now=world.now)
    reviews.undo(world.approver, review, now=world.now)
    assert world.case(1).outcome == CaseOutcome.LAWFUL
    assert standing(finding) == (None, True, False)


def test_only_who_decided_or_an_approver_of_the_office_takes_back(world: World) -> None:
    review = confirm(world, found(world))
    with pytest.raises(NotPermitted):
        reviews.undo(colleague(world), review, now=world.now)
    stranger = make_actor(world.agency, Role.APPROVER, email="x@badan.example")
    with pytest.raises(NotFound):
        reviews.undo(stranger, review, now=world.now)


def test_decisions_are_never_changed(world: World) -> None:
    review = confirm(world, found(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(reason="lain")


def test_who_was_not_given_the_feed_cannot_decide(world: World) -> None:
    finding = found(world)
    other = world.person_of("niagaid")
    with pytest.raises(NotFound):
        confirm(world, finding, by=other)
    for role in (Role.AUDITOR, Role.OPERATOR, Role.POLICY_EDITOR):
        with pytest.raises(NotPermitted):
            confirm(world, finding, by=make_actor(world.ministry, role, email=f"{role}@x.example"))
    program = Actor(world.ministry, Role.ANALYST)
    with pytest.raises(NotPermitted):
        confirm(world, finding, by=program)


def test_a_platform_lays_a_confirmed_listing_into_a_draft_for_an_authority(world: World) -> None:
    staff = world.person_of("lapakraya")
    finding, second = found(world), found(world, 2)
    with pytest.raises(BadInput, match="authority"):
        confirm(world, finding, by=staff)
    confirm(world, finding, by=staff, authority=world.ministry)
    review = confirm(world, second, by=staff, authority=world.ministry)
    draft = Order.objects.get()
    assert (draft.authority, draft.state, draft.row_count) == (world.ministry, OrderState.DRAFT, 2)
    assert draft.title == world.platforms["lapakraya"].name
    assert not Case.objects.exists()
    reviews.undo(staff, review, now=world.now)
    form = handing_in.OrderForm(
        policy=POLICY, letter_number="1/X", letter_date=LETTER, title="", urgency=Urgency.NORMAL
    )
    handing_in.edit_order(world.approver, draft, form=form, now=world.now)
    handing_in.hand_in(world.approver, draft, now=world.now)
    world.merge_all(draft)
    assert Case.objects.count() == 1
    with pytest.raises(Conflict, match="authority"):
        reviews.undo(staff, finding.reviews.get(), now=world.now)


def test_an_emptied_draft_goes(world: World) -> None:
    staff = world.person_of("lapakraya")
    review = confirm(world, found(world), by=staff, authority=world.ministry)
    reviews.undo(staff, review, now=world.now)
    assert not Order.objects.exists()


def test_an_association_reviews_what_its_members_hand_over(world: World) -> None:
    hub = make_party("himpunan-contoh", PartyKind.ASSOCIATION)
    Party.objects.filter(slug="lapakraya").update(association=hub)
    actor = make_actor(hub)
    confirm(world, found(world), by=actor, authority=world.ministry)
    assert Order.objects.get().columns == {"from": "himpunan-contoh"}
    with pytest.raises(NotFound):
        confirm(world, found_at(world.platforms["niagaid"], 7), by=actor, authority=world.ministry)
