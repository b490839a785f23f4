"""What sets how often the house looks, and the alarm when looks come late."""

from datetime import timedelta

import pytest

from tertib.actions import outbox
from tertib.actions.verification.risk import LookRisk, pace, watch_looks
from tertib.store.models import Alarm, Case, Listing, Order
from tertib.store.watched import waiting_since
from tertib.vocabulary import AlarmKind, CaseState, Errand
from tests.factories import NOW, make_case, make_order, make_party

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def removed(order: Order, number: int, *, shop: str, returns: int = 0) -> Case:
    case = make_case(
        order,
        listing=f"lapakraya:{number}",
        state=CaseState.DOWN,
        down_at=NOW - DAY,
        down_day=(NOW - DAY).date(),
        returns=returns,
    )
    Listing.objects.filter(pk=case.listing_id).update(shop=shop)
    return Case.objects.select_related("listing").get(pk=case.pk)


def test_a_shop_whose_listings_came_back_is_riskier_than_its_platform() -> None:
    order = make_order(make_party())
    quiet = [removed(order, number, shop="lapakraya:sepi") for number in range(1, 5)]
    back = [removed(order, number, shop="lapakraya:ramai", returns=2) for number in range(11, 15)]
    known = LookRisk([*quiet, *back], now=NOW)
    assert known.rate(quiet[0]) < 0.3 < known.rate(back[0])
    assert known.stretch(back[0]) == 1.0


def test_what_was_asked_for_at_once_shares_the_budget_and_counts_by_its_age() -> None:
    order = make_order(make_party())
    cases = [
        make_case(order, listing=f"lapakraya:{n}", state=CaseState.NOTIFIED, sent_at=NOW - hours * HOUR)
        for n, hours in enumerate((1, 1, 6, 48, 0))
    ]
    found = sorted(waiting_since(["lapakraya"], now=NOW))
    assert found == [("lapakraya", HOUR, 3), ("lapakraya", 6 * HOUR, 1), ("lapakraya", 60 * HOUR, 1)]
    assert list(waiting_since(["pasarkita"], now=NOW)) == []
    assert (
        LookRisk(Case.objects.select_related("listing").filter(pk=cases[0].pk), now=NOW).stretch(cases[0])
        == 1
    )


def test_looks_that_wait_for_more_than_a_day_raise_an_alarm_that_ends_when_they_are_done() -> None:
    outbox.ask([outbox.Work(Errand.LOOK, "look:1", due_at=NOW - 2 * DAY, lane="lapakraya")])
    assert watch_looks(now=NOW) == 1
    alarm = Alarm.objects.get(kind=AlarmKind.LOOKS_LATE)
    assert (alarm.subject, alarm.cleared_at) == ("platform:lapakraya", None)
    outbox.ask([outbox.Work(Errand.LOOK, "look:1", due_at=NOW - DAY / 2, lane="lapakraya")])
    assert watch_looks(now=NOW) == 0
    alarm.refresh_from_db()
    assert alarm.cleared_at == NOW


def test_more_looks_than_a_day_has_room_for_raise_an_alarm() -> None:
    room = int(pace("tempat-baru") * 86_400)
    works = [outbox.Work(Errand.LOOK, f"look:{n}", due_at=NOW, lane="tempat-baru") for n in range(room)]
    outbox.ask(works)
    assert watch_looks(now=NOW) == 0
    outbox.ask([outbox.Work(Errand.LOOK, "look:x", due_at=NOW, lane="tempat-baru")])
    assert watch_looks(now=NOW) == 1


def test_an_empty_house_has_no_late_looks() -> None:
    assert watch_looks(now=NOW) == 0
    assert not Alarm.objects.exists()
