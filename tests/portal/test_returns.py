"""What came back: the queue, the two listings side by side, a person's decision, and taking it back."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.store.models import Case, Feed, Outbox, Person, Return, ReturnReview
from tertib.vocabulary import PartyKind, ReturnKind, ReturnOutcome, ReturnRelation, Role
from tests.factories import NOW, make_feed, make_offer, make_party, make_person, make_return
from tests.removed import GOODS, old_offer, removed_case

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
DAY = timedelta(days=1)
NEW = "Balpres Kadaluarsa Norvikka jaket parasut crinkle merah marun ukuran XL"


@pytest.fixture
def feed() -> Feed:
    return make_feed(make_party("asosiasi-contoh", PartyKind.ASSOCIATION))


@pytest.fixture
def pair(feed: Feed) -> Return:
    return offered(feed, removed_case(feed), 900)


@pytest.fixture
def approver(pair: Return) -> Person:
    return make_person(pair.case.requesters.get().authority, Role.APPROVER, name="Sekar")


def offered(feed: Feed, case: Case, number: int, **fields: object) -> Return:
    offer = make_offer(
        feed,
        f"shopee:5.{number}",
        title=NEW,
        shop="gudang-baru",
        platform="shopee",
        url=f"https://shopee.co.id/product/5/{number}",
        price_minor=80_000_00,
        first_seen_at=NOW + 3 * DAY,
        last_seen_at=NOW + 3 * DAY,
    )
    return make_return(
        case,
        offer,
        relation=ReturnRelation.OTHER_PLATFORM,
        old_offer=old_offer(case),
        kind=ReturnKind.SAME_OFFER,
        **fields,
    )


def of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return html.unescape(answer.content.decode())


def test_the_queue_shows_both_listings_the_strongest_first(
    feed: Feed, pair: Return, approver: Person, browse: Browse
) -> None:
    weak = offered(feed, pair.case, 901, score=0.6)
    page = of(browse(approver), "/kembali/")
    assert page.index(pair.key) < page.index(weak.key)
    assert GOODS in page
    assert "Waiting for a decision (2)" in page
    assert "Another platform" in page


def test_the_queue_is_narrowed_and_an_empty_one_says_so(
    pair: Return, approver: Person, browse: Browse
) -> None:
    client = browse(approver)
    assert pair.key in of(client, "/kembali/?relation=other_platform&kind=same_offer&platform=shopee")
    page = of(client, "/kembali/?relation=same_listing")
    assert pair.key not in page
    assert "Nothing fits this filter" in page
    assert of(client, "/kembali/?desk=nothing&kind=nonsense")  # what is asked wrongly narrows nothing


def test_the_screen_says_what_changed_and_what_did_not(
    pair: Return, approver: Person, browse: Browse
) -> None:
    page = of(browse(approver), f"/kembali/{pair.key}/")
    assert '<mark class="against" title="gone">L</mark>' in page
    assert '<mark class="for" title="new">XL</mark>' in page
    assert "The titles are alike: 91.0 %" in page
    assert "The shop has another name." in page
    assert "3 days after the takedown" in page
    assert pair.case.key in page


def test_a_confirmed_offer_becomes_a_case_of_its_own_and_both_cases_say_so(
    pair: Return, approver: Person, browse: Browse
) -> None:
    client = browse(approver)
    answer = client.post(
        f"/kembali/{pair.key}/", {"outcome": "confirmed", "reason": "foto sama"}, follow=True
    )
    assert "Undo" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.outcome is ReturnOutcome.CONFIRMED
    assert pair.new_case is not None
    assert pair.new_case.pk != pair.case.pk
    assert "Came back as" in of(client, f"/kasus/{pair.case.key}/")
    assert "Came back from" in of(client, f"/kasus/{pair.new_case.key}/")
    assert ReturnReview.objects.get().reason == "foto sama"


def test_the_same_listing_again_is_looked_at_and_no_case_is_made(
    feed: Feed, pair: Return, approver: Person, browse: Browse
) -> None:
    Return.objects.filter(pk=pair.pk).update(relation=ReturnRelation.SAME_LISTING)
    cases = Case.objects.count()
    browse(approver).post(f"/kembali/{pair.key}/", {"outcome": "confirmed"})
    assert Case.objects.count() == cases
    assert Outbox.objects.filter(key=f"look:{pair.case_id}").exists()


def test_a_decision_is_taken_back_and_both_steps_stay(pair: Return, approver: Person, browse: Browse) -> None:
    client = browse(approver)
    client.post(f"/kembali/{pair.key}/", {"outcome": "not_same"})
    review = ReturnReview.objects.get()
    page = client.post(f"/kembali/{pair.key}/batal/", {"review": review.pk}, follow=True).content.decode()
    assert "Taken back" in page
    pair.refresh_from_db()
    assert (pair.outcome, pair.waiting) == (None, True)
    assert ReturnReview.objects.count() == 2


def test_without_a_decision_nothing_is_saved_and_the_page_says_what_is_missing(
    pair: Return, approver: Person, browse: Browse
) -> None:
    answer = browse(approver).post(f"/kembali/{pair.key}/", {"outcome": "perhaps"})
    assert answer.status_code == 422
    assert "Choose one of the three decisions" in answer.content.decode()
    assert not ReturnReview.objects.exists()


def test_offers_of_one_shop_are_decided_at_once_and_taken_back_at_once(
    feed: Feed, pair: Return, approver: Person, browse: Browse
) -> None:
    second, third = offered(feed, pair.case, 901), offered(feed, pair.case, 902)
    client = browse(approver)
    page = of(client, f"/kembali/{pair.key}/serupa/")
    assert all(one.key in page for one in (pair, second, third))
    form = {"pair": [pair.key, second.key], "outcome": "not_same", "mark": "AAAABBBBCCCC"}
    done = client.post(f"/kembali/{pair.key}/serupa/", form)
    assert done.headers["Location"] == "/kembali/sekaligus/AAAABBBBCCCC/"
    assert Return.objects.filter(outcome="not_same").count() == 2
    client.post(f"/kembali/{pair.key}/serupa/", form)  # the same form again
    assert ReturnReview.objects.count() == 2
    client.post("/kembali/sekaligus/AAAABBBBCCCC/batal/")
    assert not Return.objects.filter(outcome="not_same").exists()
    assert client.get("/kembali/sekaligus/AAAABBBBCCCC/").status_code == 404  # nothing of it stands


def test_the_table_file_has_both_listings_of_each_pair(
    pair: Return, approver: Person, browse: Browse
) -> None:
    text = b"".join(browse(approver).get("/kembali/unduh.csv")).decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.count(",") == line.count(",")
    assert GOODS in line
    assert NEW in line


def test_a_stranger_to_the_case_sees_nothing_of_it(pair: Return, browse: Browse) -> None:
    other = make_person(make_party("badan-lain"), Role.APPROVER)
    client = browse(other)
    assert client.get(f"/kembali/{pair.key}/").status_code == 404
    assert pair.key not in of(client, "/kembali/")


def test_confirmed_pairs_stand_among_the_figures_and_open_to_themselves(
    pair: Return, feed: Feed, approver: Person, browse: Browse
) -> None:
    client = browse(approver)
    page = of(client, "/angka/")
    assert "Offered again, as a person confirmed" in page and "desk=decided" not in page
    other = offered(feed, pair.case, 901)
    waiting = offered(feed, pair.case, 902)
    for one in (pair, other):
        Return.objects.filter(pk=one.pk).update(
            outcome=ReturnOutcome.CONFIRMED, waiting=False, decided_at=NOW + 4 * DAY
        )
    page = of(client, "/angka/")
    (address, count), *more = re.findall(r'href="(/kembali/\?desk=decided[^"]+)">(\d+)</a>', page)
    assert (count, more) == ("2", [])
    assert "of 1 case" in page
    shown = of(client, address)
    assert pair.key in shown and other.key in shown and waiting.key not in shown
