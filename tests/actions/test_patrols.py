"""Hand search: what is kept of a search, and how offers come into a list from it."""

from datetime import timedelta
from typing import Any

import pytest

from tertib.actions import patrols, tables
from tertib.actions.actor import Actor
from tertib.actions.orders import handing_in
from tertib.actions.patrols import Search, Taken
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.queries.patrols import pages as q
from tertib.store.models import Order, OrderRow, PatrolLook
from tertib.vocabulary import OrderSource, OrderState, PartyKind, Role, RowOutcome
from tests.actions.world import World, link
from tests.factories import POLICY, make_actor, make_party

THRIFT = Search(POLICY, "thrift", "lapakraya")


def colleague(world: World) -> Actor:
    return make_actor(world.ministry, Role.ANALYST, email="rekan@kementerian.example")


def take(world: World, number: int = 1, by: Actor | None = None, **more: Any) -> Taken:
    fields = {"text": link(number), "policy": POLICY, "now": world.now, **more}
    [taken] = patrols.take_links(by or world.approver, **fields)
    return taken


def test_a_search_is_kept_with_who_and_what_came_up(world: World) -> None:
    look = patrols.looked(world.approver, THRIFT, found=3, note="  tiga  toko ", now=world.now)
    assert (look.word, look.found, look.note) == ("thrift", 3, "tiga toko")
    assert (look.by, look.party, look.at) == (world.approver.person, world.ministry, world.now)


def test_a_second_press_within_a_minute_keeps_nothing_more(world: World) -> None:
    first = patrols.looked(world.approver, THRIFT, found=0, now=world.now)
    again = patrols.looked(world.approver, THRIFT, found=0, now=world.now + timedelta(seconds=59))
    later = patrols.looked(world.approver, THRIFT, found=0, now=world.now + timedelta(minutes=2))
    other = patrols.looked(colleague(world), THRIFT, found=0, now=world.now)
    assert again == first
    assert len({first.pk, later.pk, other.pk}) == 3


@pytest.mark.parametrize(
    "search",
    [
        Search("tidak-ada", "thrift", "lapakraya"),
        Search(POLICY, "tidak-ada", "lapakraya"),
        Search(POLICY, "thrift", "tidak-ada"),
        Search(POLICY, "owol", "lapakraya"),  # a candidate is in use nowhere
        Search(POLICY, "thrift", "lapakraya", "kata lain"),
    ],
)
def test_what_nobody_can_search_is_refused(world: World, search: Search) -> None:
    with pytest.raises(BadInput):
        patrols.looked(world.approver, search, found=0, now=world.now)


@pytest.mark.parametrize("found", [-1, 10_001])
def test_a_number_that_no_search_gives_is_refused(world: World, found: int) -> None:
    with pytest.raises(BadInput, match="from 0 to 10,000"):
        patrols.looked(world.approver, THRIFT, found=found, now=world.now)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (PartyKind.AUTHORITY, Role.AUDITOR),
        (PartyKind.PLATFORM, Role.RESPONDER),
        (PartyKind.ASSOCIATION, Role.ANALYST),
        (PartyKind.POLICE, Role.INVESTIGATOR),
    ],
)
def test_only_those_who_hand_in_search(world: World, kind: PartyKind, role: Role) -> None:
    actor = make_actor(make_party(f"lain-{kind}", kind), role)
    with pytest.raises(NotPermitted):
        patrols.looked(actor, THRIFT, found=0, now=world.now)
    with pytest.raises(NotPermitted):
        patrols.take_links(actor, text=link(1), policy=POLICY, now=world.now)


def test_ones_own_look_of_the_last_day_can_be_taken_back(world: World) -> None:
    look = patrols.looked(world.approver, THRIFT, found=0, now=world.now)
    with pytest.raises(NotFound):
        patrols.take_back_look(colleague(world), look.pk, now=world.now)
    with pytest.raises(NotFound):
        patrols.take_back_look(world.approver, look.pk, now=world.now + patrols.TAKE_BACK)
    patrols.take_back_look(world.approver, look.pk, now=world.now + timedelta(hours=1))
    assert not PatrolLook.objects.exists()


def test_offers_come_into_one_open_list_of_their_finder(world: World) -> None:
    first, second = take(world, 1, title="Patroli"), take(world, 2, note="bal di foto")
    theirs = take(world, 3, by=colleague(world))
    assert first.order == second.order != theirs.order
    order = Order.objects.get(pk=first.order.pk)
    assert (order.source, order.state, order.title) == (OrderSource.PATROL, OrderState.DRAFT, "Patroli")
    assert order.row_count == 2
    assert order.counts[RowOutcome.NEW] == 2
    assert [(row.row, row.note) for row in order.rows.all()] == [(1, ""), (2, "bal di foto")]


def test_the_same_link_twice_is_told_and_added_once(world: World) -> None:
    first, again = take(world), take(world)
    assert (first.was_there, again.was_there) == (False, True)
    assert again.row == first.row
    assert OrderRow.objects.count() == 1


def test_an_offer_of_another_list_of_the_office_is_added_and_told(world: World) -> None:
    theirs = take(world, by=colleague(world))
    mine = take(world)
    assert (mine.was_there, mine.elsewhere) == (False, theirs.order)
    foreign = make_actor(make_party("badan-lain"))
    assert take(world, by=foreign).elsewhere is None


def test_a_share_text_with_two_links_gives_two_rows(world: World) -> None:
    text = f"Cek ini {link(1)} dan\n{link(2)} ya"
    taken = patrols.take_links(world.approver, text=text, policy=POLICY, now=world.now)
    assert [one.row.row for one in taken] == [1, 2]
    assert {row.text for row in OrderRow.objects.all()} == {link(1), link(2)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tidak ada tautan", "No link could be read"),
        ("https://toko-entah.example/barang/1", "No platform that is known"),
        ("x" * 5_000, "too long"),
        ("http://lapakraya.localhost:8801/cari?q=thrift", "address of a search"),
    ],
)
def test_a_text_that_names_no_offer_is_refused_and_begins_no_list(world: World, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        patrols.take_links(world.approver, text=text, policy=POLICY, now=world.now)
    assert not Order.objects.filter(source=OrderSource.PATROL).exists()


def test_rows_count_for_the_search_that_they_came_from(world: World) -> None:
    look = patrols.looked(world.approver, THRIFT, found=2, now=world.now)
    order = take(world, 1, look=look.pk).order
    take(world, 2, search=THRIFT)
    look.refresh_from_db()
    assert look.order == order
    assert PatrolLook.objects.count() == 1
    patrol = q.patrol(world.approver, policy=POLICY, language="id", now=world.now)
    [pair] = [pair for pair in patrol.pairs if (pair.term, pair.platform) == ("thrift", "lapakraya")]
    assert (pair.looks, pair.found, pair.handed_in, pair.fresh) == (1, 2, 2, True)
    assert patrol.by_person[0].handed_in == 2


def test_a_search_without_a_look_gets_one_with_its_first_offer(world: World) -> None:
    take(world, search=THRIFT)
    look = PatrolLook.objects.get()
    assert (look.found, look.term, look.order is None) == (None, "thrift", False)


def test_a_search_goes_on_in_a_new_list_when_the_first_was_handed_in(world: World) -> None:
    look = patrols.looked(world.approver, THRIFT, found=2, now=world.now)
    first = take(world, 1, look=look.pk).order
    handing_in.hand_in(world.approver, first, now=world.now)
    second = take(world, 2, look=look.pk, now=world.now + timedelta(minutes=5)).order
    assert first != second
    assert PatrolLook.objects.filter(order=second, term="thrift").count() == 1


def test_nobody_ties_rows_to_anothers_search(world: World) -> None:
    theirs = patrols.looked(colleague(world), THRIFT, found=1, now=world.now)
    take(world, look=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.order is None


def test_a_look_with_links_is_not_taken_back_before_they_are(world: World) -> None:
    look = patrols.looked(world.approver, THRIFT, found=1, now=world.now)
    taken = take(world, look=look.pk)
    with pytest.raises(Conflict):
        patrols.take_back_look(world.approver, look.pk, now=world.now)
    assert patrols.take_link_back(world.approver, taken.order, row=1) is None
    assert not Order.objects.filter(pk=taken.order.pk).exists()
    patrols.take_back_look(world.approver, look.pk, now=world.now)


def test_a_row_taken_out_leaves_the_others_and_their_counts(world: World) -> None:
    order = take(world, 1).order
    take(world, 2)
    with pytest.raises(NotFound):
        patrols.take_link_back(colleague(world), order, row=1)
    left = patrols.take_link_back(world.approver, order, row=1)
    assert left is not None
    assert (left.row_count, left.counts[RowOutcome.NEW]) == (1, 1)
    with pytest.raises(NotFound):
        patrols.take_link_back(world.approver, order, row=1)
    take(world, 3)
    assert [row.row for row in order.rows.all()] == [2, 3]


def test_nothing_is_taken_out_of_a_list_that_was_handed_in(world: World) -> None:
    order = take(world).order
    handing_in.hand_in(world.approver, order, now=world.now)
    with pytest.raises(Conflict):
        patrols.take_link_back(world.approver, order, row=1)


def test_a_full_list_is_followed_by_another(world: World) -> None:
    first = take(world).order
    Order.objects.filter(pk=first.pk).update(row_count=patrols.MAX_ROWS)
    assert take(world, 2).order != first


def test_every_platform_of_the_sandbox_and_of_the_real_table_can_be_searched(world: World) -> None:
    for platform in tables.platforms():
        if platform.is_active(world.now.date()):
            address = platform.search_for("bal segel & <baju>")
            assert address is not None, platform.key
            assert "bal%20segel%20%26%20%3Cbaju%3E" in address


def test_what_waits_longest_and_hits_most_comes_next(world: World) -> None:
    patrol = q.patrol(world.approver, policy=POLICY, language="id", now=world.now)
    assert patrol.whole.done == 0
    assert len(patrol.next) == q.SUGGESTED
    first = patrol.next[0]
    patrols.looked(world.approver, Search(POLICY, first.term, first.platform), found=0, now=world.now)
    after = q.patrol(world.approver, policy=POLICY, language="id", now=world.now + timedelta(minutes=1))
    assert (first.term, first.platform) not in [(pair.term, pair.platform) for pair in after.next]
    assert after.whole.done == 1
    week_later = q.patrol(world.approver, policy=POLICY, language="id", now=world.now + timedelta(days=8))
    assert week_later.whole.done == 0


def test_words_that_speak_for_lawful_goods_are_no_search_and_ordinary_ones_take_company(world: World) -> None:
    pairs = q.patrol(world.approver, policy=POLICY, language="id", now=world.now).pairs
    words = {pair.term: pair.words[0].query for pair in pairs}
    assert not {"new-code", "leftover", "not-used"} & set(words)
    assert words["balpres"] == "balpres"
    assert words["bekas"] == "bekas baju"


def test_another_office_sees_neither_looks_nor_lists(world: World) -> None:
    patrols.looked(world.approver, THRIFT, found=5, note="rahasia", now=world.now)
    foreign = make_actor(make_party("badan-lain"))
    seen = q.patrol(foreign, policy=POLICY, language="id", now=world.now)
    assert seen.whole.done == 0
    assert seen.others == 1
    assert not any(pair.last for pair in seen.pairs)
