"""Appeals against steps of the sellers' ladder, and what the desk for what came back adds to a seller's record."""

from datetime import datetime

import pytest

from tertib.actions.sellers import identity, ladder
from tertib.actions.sellers.record import record_of
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Return, SellerHistory
from tertib.vocabulary import ReturnOutcome, ReturnRelation, SellerAct, TokenKind
from tests.actions.sellers import climb
from tests.factories import make_feed, make_offer, make_return
from tests.seller_world import PHONE, SellerWorld, seller_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SellerWorld:
    return seller_world()


def test_an_appeal_is_decided_by_another_person_than_who_issued_the_step(world: SellerWorld) -> None:
    rung = ladder.issue(world.keeper, climb(world), text="Masuk daftar.", now=world.now)
    for granted in (True, False):
        with pytest.raises(NotPermitted, match="Another person"):
            ladder.answer_appeal(world.keeper, rung, granted=granted, reason="banding", now=world.now)
    with pytest.raises(BadInput, match="Say why"):
        ladder.answer_appeal(world.ministry, rung, granted=True, reason=" ", now=world.now)
    stands = ladder.answer_appeal(world.ministry, rung, granted=False, reason="bukti cukup", now=world.now)
    assert stands.ended_at is None
    kept = SellerHistory.objects.filter(seller=rung.seller, act=SellerAct.UPHELD).get()
    assert (kept.by, kept.why) == (world.ministry.person, "bukti cukup")
    [token] = world.tokens((TokenKind.PHONE, PHONE))
    assert identity.is_listed(world.lapak, token, now=world.now)
    gone = ladder.answer_appeal(world.ministry, rung, granted=True, reason="benar", now=world.now)
    assert (gone.ended_by, gone.ended_because) == (world.ministry.person, "benar")
    assert not identity.is_listed(world.lapak, token, now=world.now)
    with pytest.raises(Conflict):
        ladder.answer_appeal(world.ministry, rung, granted=False, reason="lagi", now=world.now)


def test_what_persons_confirmed_to_have_come_back_counts_and_nothing_else_of_the_desk(
    world: SellerWorld,
) -> None:
    world.pair()
    case = world.takedown("lapakraya:toko-satu")
    pair = make_return(case, make_offer(make_feed(world.pasar.home), "pasarkita:9"))
    assert record_of(world.group()).returns == ()
    ladder.consider_due(now=world.now)

    def decided(**fields: object) -> tuple[datetime, ...]:
        Return.objects.filter(pk=pair.pk).update(decided_at=world.now, **fields)
        return record_of(world.group()).returns

    assert decided(outcome=ReturnOutcome.NOT_SAME) == ()
    assert decided(outcome=ReturnOutcome.CONFIRMED) == (world.now,)
    assert decided(relation=ReturnRelation.SAME_LISTING) == ()  # our looks see that
