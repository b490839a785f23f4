"""The review desk's queue and what its screen says, asked for as the pages ask."""

from copy import copy
from datetime import timedelta
from typing import Any

import pytest

from tertib.actions.actor import Actor, actor_of_person
from tertib.queries.detection import pages as one
from tertib.queries.detection import queue as q
from tertib.queries.detection.queue import Desk, FindingFilter, Window
from tertib.queries.detection.rules import meaning_of, rules_of, term_of, undone
from tertib.queries.types import Party, Review
from tertib.store.models import Finding, FindingWords, Offer
from tertib.vocabulary import Band, PartyKind, Role
from tertib.vocabulary import ReviewOutcome as R
from tests.factories import NOW, POLICY, make_batch, make_party, make_person
from tests.found import found_at

pytestmark = pytest.mark.django_db
WANTED = FindingFilter(policy=POLICY)


@pytest.fixture
def reader() -> Actor:
    return actor_of_person(make_person(make_party(), Role.ANALYST))


@pytest.fixture
def lapakraya() -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM)


def test_a_window_knows_what_stands_beside() -> None:
    window = Window(("T-1", "T-2", "T-3"), more=False)
    assert window.beside("T-2") == ("T-1", "T-3")
    assert window.beside("T-1") == (None, "T-2")
    assert window.beside("T-3") == ("T-2", None)
    assert window.beside("T-9") == (None, "T-1")
    assert Window((), more=False).beside("T-9") == (None, None)


def test_what_was_drawn_stands_at_places_that_tell_nothing(reader: Actor, lapakraya: Party) -> None:
    for number in range(40):
        found_at(lapakraya, number, score=0.9 - number / 100)
    drawn = {found_at(lapakraya, 100 + n, band=Band.NONE, drawn=True, score=0.01).key for n in range(3)}
    keys = q.queue(reader, WANTED, person=0).keys
    assert drawn <= set(keys)
    assert len(keys) == len(set(keys)) == 43
    places = [keys.index(key) for key in drawn]
    assert min(places) < 40  # not all at the end
    assert keys == q.queue(reader, WANTED, person=0).keys


def test_counts_stand_beside_each_part_of_the_desk(reader: Actor, lapakraya: Party) -> None:
    found_at(lapakraya, 1)
    found_at(lapakraya, 2, waiting=False, outcome=R.CANNOT_TELL, decided_at=NOW)
    counted = q.counts(reader, POLICY, person=0)
    assert counted == {Desk.WAITING: 1, Desk.SECOND: 0, Desk.DIFFER: 0, Desk.ASKED: 1}


def test_the_policy_that_is_shown_first_is_one_where_something_waits(reader: Actor, lapakraya: Party) -> None:
    known = ("kosmetik-tanpa-izin-edar", POLICY)
    assert q.usual_policy(reader, known) == known[0]
    found_at(lapakraya, 1)
    assert q.usual_policy(reader, known) == POLICY


def test_the_price_is_told_against_the_middle_of_its_kind(reader: Actor, lapakraya: Party) -> None:
    found = found_at(lapakraya, 1, offer={"price_minor": 50_000_00})
    assert one.screen(reader, found, person=0).reference is None  # too few to compare
    for number, price in enumerate((80, 90, 100, 110, 120), start=2):
        found_at(lapakraya, number, offer={"price_minor": price * 1_000_00})
    found_at(lapakraya, 9, offer={"price_minor": 9_000_000_00, "category": "Kulkas"})
    batch = make_batch(found.offer.feed, received_at=NOW - timedelta(hours=1))
    reference = one.screen(reader, found, person=0).reference
    assert reference is not None
    assert (reference.count, reference.median_minor) == (6, 95_000_00)
    assert reference.as_of == batch.received_at


def test_the_shop_s_other_listings_and_what_was_decided_on_its_like(reader: Actor, lapakraya: Party) -> None:
    found = found_at(lapakraya, 1)
    decided: dict[str, Any] = {"waiting": False, "decided_at": NOW}
    found_at(lapakraya, 2, outcome=R.LAWFUL, **decided)
    found_at(lapakraya, 3, outcome=R.CONFIRMED, reasons=[], **decided)  # other reasons
    found_at(lapakraya, 4, outcome=R.CONFIRMED, for_second_reader=True, **decided)  # to be read blind
    found_at(lapakraya, 5, outcome=R.LAWFUL, offer={"shop": "toko-dua"}, **decided)
    found_at(lapakraya, 6)
    screen = one.screen(reader, found, person=0)
    assert len(screen.others) == 4
    assert screen.similar == ((R.LAWFUL, 1),)
    assert screen.alike == 2
    assert {row.pk for row in one.alike(reader, found)} >= {found.pk}


def test_another_party_s_feed_adds_nothing(lapakraya: Party) -> None:
    found = found_at(lapakraya, 1)
    found_at(make_party("pasarkita", PartyKind.PLATFORM), 2)
    staff = actor_of_person(make_person(lapakraya, Role.RESPONDER))
    screen = one.screen(staff, found, person=0)
    assert (len(screen.others), screen.alike) == (0, 1)
    assert len(q.queue(staff, WANTED, person=0).keys) == 1


def test_signals_are_told_in_the_words_of_the_policy() -> None:
    rules = rules_of(POLICY)
    sold = meaning_of("new.many-sold", rules)
    assert sold is not None
    assert sold.en == "sold many times: no single piece"
    term = term_of("disguise.balpres@shop", rules)
    assert term is not None
    assert undone(term, "b4lpres") == ("balpres", undone(term, "b4lpres")[1])  # type: ignore[index]
    assert undone(term, "kursi") is None
    assert meaning_of("terms.no-such", rules) is None


def test_a_reader_who_decided_does_not_read_again(reader: Actor, lapakraya: Party) -> None:
    found = found_at(lapakraya, 1, waiting=False, outcome=R.LAWFUL, decided_at=NOW, for_second_reader=True)
    assert reader.person is not None
    Review.objects.create(
        finding=found,
        outcome=R.LAWFUL,
        policy_reference="x",
        by=reader.person,
        party=reader.home,
        permit="review",
        at=NOW,
    )
    second = FindingFilter(policy=POLICY, desk=Desk.SECOND)
    decided = FindingFilter(policy=POLICY, desk=Desk.DECIDED)
    other = reader.person.pk + 1
    assert q.queue(reader, second, person=reader.person.pk).keys == ()
    assert q.queue(reader, second, person=other).keys == (found.key,)
    assert q.queue(reader, decided, person=reader.person.pk).keys == (found.key,)
    assert q.queue(reader, decided, person=other).keys == ()


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("BALPRES", {1, 2}),
        ("  jaket   balpres ", {1}),
        ("terms.thrift", {3}),
        ("100%", {4}),
        ("_", set()),
        ("100", {4}),
        ("dari luar", {2}),
    ],
)
def test_a_finding_is_found_by_words_of_its_title_its_reasons_and_its_signals(
    reader: Actor, lapakraya: Party, sought: str, expected: set[int]
) -> None:
    told = {
        "question": "used",
        "signal": "terms.balpres@description",
        "text": "balpres dari LUAR",
        "weight": 1.0,
    }
    made = {
        1: found_at(lapakraya, 1, title="Jaket  Balpres", reasons=[]),
        2: found_at(lapakraya, 2, title="Kaos", reasons=[told]),
        3: found_at(lapakraya, 3, title="Rok", reasons=[{**told, "signal": "terms.thrift", "text": "bekas"}]),
        4: found_at(lapakraya, 4, title="Gaun katun 100%", reasons=[]),
    }
    wanted = FindingFilter(policy=POLICY, sign=sought)
    keys = set(q.queue(reader, wanted, person=0).keys)
    assert {number for number, one in made.items() if one.key in keys} == expected


def test_a_word_that_very_many_say_is_found_in_the_order_of_the_queue(
    reader: Actor, lapakraya: Party
) -> None:
    first = found_at(lapakraya, 1, title="Jaket balpres", score=0.1)
    other = found_at(lapakraya, 2, title="Rok", reasons=[])
    many = [copy(first.offer) for _ in range(q.MOST_FEW + 1)]
    for number, offer in enumerate(many):
        offer.pk, offer.identity = None, f"lapakraya:6.{number}"
    alike = [copy(first) for _ in many]
    for number, (finding, offer) in enumerate(zip(alike, Offer.objects.bulk_create(many), strict=True)):
        finding.pk, finding.key, finding.offer = None, f"T-{number}", offer
        finding.score = 0.2 + number / 10_000
    made = Finding.objects.bulk_create(alike)
    FindingWords.objects.bulk_create([FindingWords(finding=one, words="jaket balpres") for one in made])
    window = q.queue(reader, FindingFilter(policy=POLICY, sign="balpres"), person=0)
    assert window.keys == tuple(one.key for one in reversed(made))[: q.WINDOW]
    assert window.more
    assert other.key not in window.keys


def test_rows_of_a_page_are_only_those_that_the_reader_was_given(lapakraya: Party) -> None:
    found = found_at(lapakraya, 1)
    stranger = actor_of_person(make_person(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER))
    assert q.page_rows(stranger, [found.key]) == []
