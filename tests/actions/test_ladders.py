"""The ladder: the record proposes, a person issues or says no, the letter leaves, and the period's end is kept."""

from datetime import timedelta

import pytest

from tertib.actions.cases import ladders
from tertib.actions.contacts.health import contact_failed
from tertib.actions.notices import letters
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Contact, LadderRung, Outbox
from tertib.vocabulary import Errand, LadderRungState
from tests.actions.world import World, acted, link

ENOUGH = 20  # overdue cases, for a first written warning


def consider(world: World) -> int:
    """Look at the records that are due; returns how many rungs were proposed."""
    return sum(
        ladders.propose(
            party_id=claim.payload["party"], policy=claim.payload["policy"], claim=claim, now=world.now
        )
        for claim in world.claims(Errand.LADDER)
    )


def overdue(world: World, start: int = 1, count: int = ENOUGH) -> None:
    world.ask(*(link(number) for number in range(start, start + count)))
    world.wait(24)


@pytest.fixture
def proposed(world: World) -> LadderRung:
    overdue(world)
    assert consider(world) == 1
    return LadderRung.objects.get()


def test_a_record_that_calls_for_it_is_proposed_once(proposed: LadderRung, world: World) -> None:
    assert (proposed.rung, proposed.state) == ("written-warning", LadderRungState.PROPOSED)
    assert proposed.overdue_cases == ENOUGH
    ladders.ask_to_consider(proposed.platform_party_id, proposed.policy, at=world.now)
    assert consider(world) == 0


def test_too_few_overdue_cases_call_for_nothing(world: World) -> None:
    overdue(world, count=ENOUGH - 1)
    assert consider(world) == 0


def test_whoever_answered_in_the_end_is_not_warned(world: World) -> None:
    sent = world.ask(*(link(number) for number in range(1, 25)))
    world.wait(24)
    world.say(*(acted(notice.key, f"r-{notice.key}", world.now) for notice in sent))
    assert consider(world) == 0


def test_nobody_is_warned_through_a_dead_mailbox(world: World) -> None:
    overdue(world)
    contact_failed(world.contact().pk, error="410", for_good=True, now=world.now)
    assert consider(world) == 0


def test_a_person_issues_it_the_letter_leaves_and_the_next_one_waits_for_its_period(
    proposed: LadderRung, world: World
) -> None:
    party = proposed.platform_party
    Contact.objects.create(party=party, channel="email", target="hukum@lapakraya.localhost", rank=2)
    subject, body = ladders.draft_letter(world.approver, proposed, now=world.now)
    issued = ladders.issue(world.approver, proposed, text=f"{subject}\n{body}", now=world.now)
    assert issued.period_ends_at is not None
    [claim] = world.claims(Errand.LETTER)
    parcel = letters.parcel_of_rung(issued)
    assert parcel is not None
    assert (parcel.subject, parcel.target) == (subject, "hukum@lapakraya.localhost")
    letters.letter_delivered(issued, claim=claim, now=world.now)
    with pytest.raises(Conflict):
        ladders.issue(world.approver, proposed, text="sekali lagi", now=world.now)
    overdue(world, start=100)
    assert consider(world) == 0, "its period runs"
    due = Outbox.objects.get(errand=Errand.LADDER).due_at
    assert due == issued.period_ends_at, "what was asked for meanwhile must not forget the end of the period"
    world.now = due
    assert consider(world) == 1
    assert LadderRung.objects.order_by("pk").last().number == 2  # type: ignore[union-attr]


def test_a_no_is_kept_with_its_reason_and_asked_again_only_after_the_rungs_own_period(
    proposed: LadderRung, world: World
) -> None:
    with pytest.raises(BadInput):
        ladders.dismiss(world.approver, proposed, reason=" ", now=world.now)
    ladders.dismiss(world.approver, proposed, reason="sedang diperbaiki", now=world.now)
    overdue(world, start=100)
    assert consider(world) == 0
    world.wait(24 * 15)
    assert consider(world) == 1


def test_only_an_approver_of_an_authority_decides(proposed: LadderRung, world: World) -> None:
    for who in (world.platform(), world.operator, world.officer):
        with pytest.raises(NotPermitted):
            ladders.issue(who, proposed, text="x", now=world.now)
    with pytest.raises(BadInput):
        ladders.issue(world.approver, proposed, text=" ", now=world.now)


def test_a_marketplace_without_a_mailbox_reads_the_letter_on_the_portal(
    proposed: LadderRung, world: World
) -> None:
    issued = ladders.issue(world.approver, proposed, text="Peringatan\nIsi", now=world.now)
    assert letters.parcel_of_rung(issued) is None
    assert issued.decided_at == world.now
    assert issued.period_ends_at is not None
    assert issued.period_ends_at > world.now + timedelta(days=14)
