"""Orders: the receipt, the same list again, taken back, chosen columns, and reports that become one."""

from typing import Any

import pytest

from tertib.actions.notices import asking
from tertib.actions.orders import handing_in, reports
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Case, Order, OrderRow
from tertib.vocabulary import CaseState, OrderSource, OrderState
from tests.actions.world import FORM, World, in_threads, kinds, link
from tests.factories import make_report


def test_the_receipt_adds_up_whatever_was_handed_in(world: World) -> None:
    world.hand_in(link(1), by=world.second)
    odd = ["catatan", "https://lapakraya.localhost/shop/5", "https://s.lapakraya.localhost/abc", ""]
    order = world.hand_in(link(1), link(2), f"{link(3)} dan {link(2)}", *odd)
    assert {name: n for name, n in order.counts.items() if n} == {
        "known": 1, "new": 2, "twice": 1, "not_a_link": 2, "shop_or_post": 1, "short": 1,
    }  # fmt: skip
    assert (order.row_count, order.rows_done, order.state) == (8, 8, OrderState.TAKEN_IN)
    twice = OrderRow.objects.get(order=order, outcome="twice")
    assert (twice.earlier, twice.case_id) == (2, world.case(2).pk)


def test_the_same_list_again_is_the_order_that_is_there(world: World) -> None:
    first = world.hand_in(link(1), link(2))
    second = world.hand_in(link(1), link(2))
    assert first.pk == second.pk
    other = world.hand_in(link(1), link(2), by=world.second)
    assert other.counts["known"] == 2
    assert kinds(world.case(1)) == ["opened", "joined"]


def test_two_offices_that_name_a_listing_at_the_same_moment_share_its_case(shared_world: World) -> None:
    world = shared_world
    links = [link(number) for number in range(1, 41)]
    both = [world.hand_in_only(*links), world.hand_in_only(*links, by=world.second)]
    in_threads(2, lambda number: world.merge_all(both[number]))
    assert Case.objects.count() == 40
    for order in both:
        order.refresh_from_db()
    assert both[0].counts["new"] + both[1].counts["new"] == 40


def test_an_order_taken_back_while_another_office_joins_closes_nothing_that_it_asks_for(
    shared_world: World,
) -> None:
    world = shared_world
    links = [link(number) for number in range(1, 41)]
    first = world.hand_in(*links)
    second = world.hand_in_only(*links, by=world.second)

    def take_back(_: int) -> None:
        handing_in.withdraw(world.approver, first, reason="keliru", now=world.now)

    in_threads(2, lambda number: take_back(number) if number else world.merge_all(second))
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.OPEN}


def test_an_order_taken_back_closes_what_nobody_else_asks_for(world: World) -> None:
    order = world.hand_in(link(1), link(2))
    world.hand_in(link(2), by=world.second)
    assert handing_in.withdraw(world.approver, order, reason="keliru", now=world.now) == 1
    assert (world.case(1).state, world.case(2).state) == (CaseState.CLOSED, CaseState.OPEN)
    world.hand_in(link(1))
    assert world.case(1).state == CaseState.OPEN


def test_what_was_approved_and_taken_back_before_it_was_written_is_counted_as_left_out(world: World) -> None:
    order = world.hand_in(link(1), link(2))
    world.hand_in(link(2), by=world.second)
    world.look()
    approval = world.approve_only()
    handing_in.withdraw(world.approver, order, reason="keliru", now=world.now)
    world.compose_all(approval)
    approval.refresh_from_db()
    assert (approval.notices.count(), approval.left_out) == (0, {"moved_on": 2})


def test_what_waits_to_be_sent_when_an_order_is_taken_back_still_says_so_in_the_history(world: World) -> None:
    order = world.hand_in(link(1))
    world.look()
    world.approve()
    handing_in.withdraw(world.approver, order, reason="keliru", now=world.now)
    world.deliver()
    assert (world.case(1).state, kinds(world.case(1))[-1]) == (CaseState.CLOSED, "notice_sent")
    assert world.wait(100) == 0


@pytest.mark.parametrize(("link_column", "note"), [(2, None), (0, 9), (-1, None)])
def test_a_column_that_the_file_does_not_have_is_refused(link_column: int, note: Any, world: World) -> None:
    order = handing_in.upload_order(world.approver, file_name="a.csv", data=b"x", form=FORM, now=world.now)
    Order.objects.update(state=OrderState.DRAFT, columns={"names": ["a", "b"]})
    with pytest.raises(BadInput, match="has 2"):
        handing_in.choose_columns(world.approver, order, link=link_column, note=note, now=world.now)
    handing_in.discard(world.approver, order, now=world.now)


def test_reports_of_the_public_become_one_draft_and_are_taken_over_once(world: World) -> None:
    both = [make_report(links=link(1)), make_report(links=link(2))]
    order = reports.take_over(world.approver, both, form=FORM, now=world.now)
    assert (order.state, order.source, order.row_count) == (OrderState.DRAFT, OrderSource.REPORT, 2)
    with pytest.raises(Conflict):
        reports.take_over(world.second, both[:1], form=FORM, now=world.now)
    with pytest.raises(Conflict):
        reports.set_aside(world.second, both[0], reason="x", now=world.now)
    with pytest.raises(NotPermitted):
        reports.take_over(world.platform(), both, form=FORM, now=world.now)


def test_reports_of_what_was_handed_in_already_join_that_order_and_change_nothing_of_it(world: World) -> None:
    order = handing_in.paste_order(world.approver, text=link(1), form=FORM, now=world.now)
    report = make_report(links=link(1))
    assert reports.take_over(world.approver, [report], form=FORM, now=world.now).pk == order.pk
    order.refresh_from_db()
    assert order.source == OrderSource.PASTE


def test_an_approval_that_another_one_overtook_writes_nothing_twice(world: World) -> None:
    world.hand_in(link(1), link(2))
    world.look()
    first, second = world.approve_only(), world.approve_only()
    world.compose_all(second)
    world.compose_all(first)
    first.refresh_from_db()
    assert (first.notices.count(), first.left_out) == (0, {"moved_on": 2})
    with pytest.raises(Conflict):
        asking.approve(world.approver, selection=asking.Selection(), expected_count=2, now=world.now)
