"""Decisions on what came back: who may, how many at once, what follows, and for how long one is taken back."""

from datetime import timedelta

import pytest

from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.returns import deciding
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import Case, Feed, Order, Outbox, Return, ReturnReview
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    Errand,
    PartyKind,
    ReturnOutcome,
    ReturnRelation,
    Role,
)
from tests.factories import NOW, make_feed, make_offer, make_party, make_person, make_return
from tests.removed import old_offer, removed_case

pytestmark = pytest.mark.django_db
MARK = "AAAA-0000-BBBB"
SAME, OTHER, UNSURE = ReturnOutcome.CONFIRMED, ReturnOutcome.NOT_SAME, ReturnOutcome.CANNOT_TELL


@pytest.fixture
def feed() -> Feed:
    return make_feed(make_party("asosiasi-contoh", PartyKind.ASSOCIATION))


@pytest.fixture
def case(feed: Feed) -> Case:
    return removed_case(feed)


@pytest.fixture
def analyst(case: Case) -> Actor:
    return actor_of_person(make_person(case.requesters.get().authority, Role.ANALYST, name="Rani"))


@pytest.fixture
def approver(case: Case) -> Actor:
    return actor_of_person(make_person(case.requesters.get().authority, Role.APPROVER, name="Sekar"))


def offered(
    feed: Feed, case: Case, number: int = 900, *, shop: str = "gudang-baru", **fields: object
) -> Return:
    offer = make_offer(
        feed,
        f"shopee:5.{number}",
        title="Balpres merah marun",
        shop=shop,
        platform="shopee",
        url=f"https://shopee.co.id/product/5/{number}",
    )
    fields = {"relation": ReturnRelation.OTHER_PLATFORM, "old_offer": old_offer(case), **fields}
    return make_return(case, offer, **fields)


def fresh(pair: Return) -> Return:
    return Return.objects.get(pk=pair.pk)


def test_a_program_decides_nothing_and_names_the_person_who_did(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    pair, office = offered(feed, case), analyst.home
    program = Actor(office, Role.ANALYST)
    with pytest.raises(NotPermitted, match="never a program"):
        deciding.decide(program, pair, outcome=OTHER, now=NOW)
    with pytest.raises(BadInput, match="mail address"):
        deciding.decide_by(
            program, pair, by="siapa@entah.example", outcome=OTHER, reason="", link="", now=NOW
        )
    assert analyst.person is not None
    made = deciding.decide_by(
        program, pair, by=analyst.person.email.upper(), outcome=OTHER, reason="", link="", now=NOW
    )
    assert made.by == analyst.person


@pytest.mark.parametrize("who", ["analyst of another office", "auditor"])
def test_who_may_not_decide_finds_nothing_or_is_told_so(
    feed: Feed, case: Case, analyst: Actor, who: str
) -> None:
    pair = offered(feed, case)
    party = analyst.home if who == "auditor" else make_party("badan-lain")
    stranger = actor_of_person(
        make_person(party, Role.AUDITOR if who == "auditor" else Role.ANALYST, name="X")
    )
    with pytest.raises((NotFound, NotPermitted)):
        deciding.decide(stranger, pair, outcome=OTHER, now=NOW)
    assert not ReturnReview.objects.exists()


def test_the_same_decision_again_changes_nothing_and_another_one_is_told(
    feed: Feed, case: Case, analyst: Actor, approver: Actor
) -> None:
    pair = offered(feed, case)
    first = deciding.decide(analyst, pair, outcome=OTHER, now=NOW)
    assert deciding.decide(analyst, pair, outcome=OTHER, now=NOW) == first
    with pytest.raises(Conflict, match="decided meanwhile"):
        deciding.decide(approver, pair, outcome=SAME, now=NOW)
    assert ReturnReview.objects.count() == 1


def test_what_could_not_be_told_can_be_decided_later(
    feed: Feed, case: Case, analyst: Actor, approver: Actor
) -> None:
    pair = offered(feed, case)
    deciding.decide(analyst, pair, outcome=UNSURE, now=NOW)
    deciding.decide(approver, pair, outcome=OTHER, now=NOW)
    assert fresh(pair).outcome == OTHER


def test_the_listings_own_number_asks_for_a_look_and_makes_no_case(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    pair = offered(feed, case, relation=ReturnRelation.SAME_LISTING)
    deciding.decide(analyst, pair, outcome=SAME, now=NOW)
    assert Outbox.objects.filter(errand=Errand.LOOK, key=f"look:{case.pk}", due_at=NOW).exists()
    assert Case.objects.count() == 1
    assert Case.objects.get().state == case.state  # our own look says whether it returned


def test_another_offer_becomes_a_case_that_is_asked_for_no_more_when_it_is_taken_back(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    pair = offered(feed, case)
    review = deciding.decide(analyst, pair, outcome=SAME, reason="foto sama", now=NOW)
    made = fresh(pair).new_case
    assert made is not None
    assert (made.listing.key, made.state) == ("shopee:5.900", CaseState.OPEN)
    deciding.undo(analyst, review, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.outcome) == (CaseState.CLOSED, CaseOutcome.WITHDRAWN)
    assert (fresh(pair).outcome, fresh(pair).new_case, fresh(pair).waiting) == (None, None, True)


def test_an_association_hands_its_finding_to_an_authority_it_names(feed: Feed, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sent_at=NOW)
    lapak = make_party("shopee", PartyKind.PLATFORM, association=feed.party)
    Case.objects.filter(pk=case.pk).update(recipient=lapak)
    hub = actor_of_person(make_person(feed.party, Role.ANALYST, name="Ratna"))
    pair = offered(feed, case)
    with pytest.raises(BadInput, match="Choose the authority"):
        deciding.decide(hub, pair, outcome=SAME, now=NOW)
    assert fresh(pair).waiting
    authority = case.requesters.get().authority
    orders = Order.objects.count()
    deciding.decide(hub, pair, outcome=SAME, authority=authority, now=NOW)
    assert (fresh(pair).outcome, fresh(pair).new_case) == (
        SAME,
        None,
    )  # a row of a draft: a person hands it in
    assert Order.objects.count() == orders + 1


def test_many_are_decided_in_one_act_once_however_often_it_is_sent(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    pairs = [offered(feed, case, number) for number in range(3)]
    for _ in range(2):
        made = deciding.decide_many(analyst, pairs, outcome=OTHER, mark=MARK, now=NOW)
        assert len(made) == 3
    assert ReturnReview.objects.count() == 3
    assert deciding.undo_many(analyst, MARK, now=NOW) == 3
    assert deciding.undo_many(analyst, MARK, now=NOW) == 0
    assert all(fresh(pair).waiting for pair in pairs)


def test_only_what_is_alike_and_waits_is_decided_at_once_and_all_of_it_or_nothing(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    one, two = offered(feed, case, 1), offered(feed, case, 2)
    other = offered(feed, case, 3, shop="gudang-lain")
    shopless = [offered(feed, case, number, shop="") for number in (4, 5)]
    for wrong in ([one, other], shopless):
        with pytest.raises(BadInput, match="one shop"):
            deciding.decide_many(analyst, wrong, outcome=OTHER, mark=MARK, now=NOW)
    for wrong in ([], [one] * (deciding.MOST_AT_ONCE + 1)):
        with pytest.raises(BadInput, match="200 at most"):
            deciding.decide_many(analyst, wrong, outcome=OTHER, mark=MARK, now=NOW)
    for mark in ("", "short", "a" * 17, "AAAA 0000 BB"):
        with pytest.raises(BadInput, match="incomplete"):
            deciding.decide_many(analyst, [one], outcome=OTHER, mark=mark, now=NOW)
    deciding.decide(analyst, two, outcome=UNSURE, now=NOW)
    with pytest.raises(Conflict):
        deciding.decide_many(analyst, [one, two], outcome=OTHER, mark=MARK, now=NOW)
    assert fresh(one).waiting


def test_a_decision_is_taken_back_by_its_maker_or_an_approver_of_the_office_for_two_days(
    feed: Feed, case: Case, analyst: Actor, approver: Actor
) -> None:
    pair = offered(feed, case)
    review = deciding.decide(analyst, pair, outcome=OTHER, now=NOW)
    colleague = actor_of_person(make_person(analyst.home, Role.ANALYST, name="Tono", email="tono@x.example"))
    with pytest.raises(NotPermitted, match="Only who decided"):
        deciding.undo(colleague, review, now=NOW)
    with pytest.raises(Conflict, match="two days"):
        deciding.undo(analyst, review, now=NOW + deciding.UNDO_FOR + timedelta(seconds=1))
    back = deciding.undo(approver, review, now=NOW + deciding.UNDO_FOR)
    assert deciding.undo(analyst, review, now=NOW) == back  # twice is once
    assert ReturnReview.objects.count() == 2


def test_only_the_latest_decision_is_taken_back_and_the_one_before_stands_again(
    feed: Feed, case: Case, analyst: Actor
) -> None:
    pair = offered(feed, case)
    first = deciding.decide(analyst, pair, outcome=UNSURE, now=NOW)
    second = deciding.decide(analyst, pair, outcome=OTHER, now=NOW)
    with pytest.raises(Conflict, match="later decision"):
        deciding.undo(analyst, first, now=NOW)
    deciding.undo(analyst, second, now=NOW)
    assert fresh(pair).outcome == UNSURE
