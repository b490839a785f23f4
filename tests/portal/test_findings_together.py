"""The review desk between several: many at once, blind second readings, other offices, files."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.queries.types import Case, Finding, Order, Party, Person, Review
from tertib.vocabulary import PartyKind, Role
from tertib.vocabulary import ReviewOutcome as R
from tests.factories import POLICY, make_party, make_person
from tests.found import found_at
from tests.portal.test_findings import YES, decide, page

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _desk(invented_platforms: None, settings: Settings) -> None:
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    settings.TERTIB_SECOND_READING_SHARE = 0.0


@pytest.fixture
def lapakraya() -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM)


def test_alike_findings_are_reviewed_then_decided_and_undone_at_once(
    analyst: Client, lapakraya: Party
) -> None:
    made = [found_at(lapakraya, number) for number in range(1, 5)]
    other = found_at(lapakraya, 9, offer={"shop": "toko-dua"})
    address = f"/temuan/{made[0].key}/serupa/"
    assert address in page(analyst, f"/temuan/{made[0].key}/")
    text = page(analyst, address)
    assert other.key not in text
    assert text.count('name="finding"') == 4
    mark = re.search(r'name="mark" value="([A-F0-9]+)"', text)
    assert mark is not None
    said = {**YES, "mark": mark[1], "outcome": "confirmed", "finding": [one.key for one in made[:3]]}
    for _ in "12":
        answer = analyst.post(address, said)
        assert answer.status_code == 302
    assert Review.objects.count() == 3
    done = page(analyst, answer.headers["location"])
    assert "Take all of it back" in done
    for _ in "12":
        assert analyst.post(f"{answer.headers['location']}batal/").status_code == 302
    assert set(Finding.objects.values_list("outcome", flat=True)) == {None}
    assert Review.objects.count() == 6


def test_at_once_nothing_that_is_not_alike_can_be_named(analyst: Client, lapakraya: Party) -> None:
    first = found_at(lapakraya, 1)
    other = found_at(lapakraya, 2, offer={"shop": "toko-dua"})
    said = {**YES, "mark": "ABCDEF0123", "outcome": "lawful", "finding": [other.key]}
    assert analyst.post(f"/temuan/{first.key}/serupa/", said).status_code == 422
    assert not Review.objects.exists()


# ---------------------------------------------------------------- second readings


def test_the_second_reading_is_blind(
    browse: Browse, authority: Party, lapakraya: Party, settings: Settings
) -> None:
    settings.TERTIB_SECOND_READING_SHARE = 1.0
    first = browse(make_person(authority, Role.ANALYST, name="Pembaca Satu"))
    second = browse(make_person(authority, Role.ANALYST, email="dua@x.example"))
    found = found_at(lapakraya)
    decide(first, found, R.CONFIRMED, reason="Alasan rahasia")
    assert found.key in page(second, "/temuan/?desk=second")
    assert found.key not in page(first, "/temuan/?desk=second")
    for address in (f"/temuan/{found.key}/", "/temuan/?desk=decided", "/temuan/unduh.csv?desk=decided"):
        text = page(second, address)
        assert "Alasan rahasia" not in text
        assert "Pembaca Satu" not in text
        assert "badge" not in text
        assert Case.objects.get().key not in text
    assert 'value="second"' in page(second, f"/temuan/{found.key}/")
    decide(second, found, R.LAWFUL, mode="second")
    assert "Two readers differ" in page(second, f"/temuan/{found.key}/")
    assert "0.0 %" in page(second, "/temuan/")
    third = browse(make_person(authority, Role.APPROVER))
    assert found.key in page(third, "/temuan/?desk=differ")
    assert "you decide" in page(third, f"/temuan/{found.key}/")
    decide(third, found, R.LAWFUL)
    assert Case.objects.get().outcome == "withdrawn"


# ---------------------------------------------------------------- who sees it


def test_others_get_the_same_404(browse: Browse, authority: Party, lapakraya: Party) -> None:
    found = found_at(lapakraya)
    for_nobody = "T-000000000000"
    stranger = browse(make_person(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER))
    own = browse(make_person(lapakraya, Role.RESPONDER))
    decided = browse(make_person(authority))
    decide(decided, found, R.LAWFUL)
    review = Review.objects.get()
    for key in (found.key, for_nobody):
        page(stranger, f"/temuan/{key}/", 404)
        page(stranger, f"/temuan/{key}/serupa/", 404)
        assert decide(stranger, Finding(key=key), R.LAWFUL).status_code == 404
        assert stranger.post(f"/temuan/{key}/batal/", {"review": review.pk}).status_code == 404
    for mark in ("ABCDEF0123", "X"):
        page(stranger, f"/temuan/sekaligus/{mark}/", 404)
    assert found.key not in page(stranger, "/temuan/?desk=decided")
    assert found.key not in page(stranger, "/temuan/unduh.csv?desk=decided")
    assert "toko-satu" not in page(stranger, "/temuan/label.csv")
    page(own, f"/temuan/{found.key}/")
    assert own.post(f"/temuan/{found.key}/batal/", {"review": review.pk}).status_code == 404
    police = browse(make_person(make_party("kepolisian", PartyKind.POLICE), Role.INVESTIGATOR))
    page(police, "/temuan/", 403)


def test_another_office_is_named_but_never_its_persons(
    browse: Browse, authority: Party, lapakraya: Party
) -> None:
    found = found_at(lapakraya)
    decide(browse(make_person(authority, name="Orang Rahasia")), found, R.LAWFUL)
    text = page(browse(make_person(lapakraya, Role.RESPONDER)), f"/temuan/{found.key}/")
    assert authority.name in text
    assert "Orang Rahasia" not in text


def test_a_platform_chooses_the_authority_and_no_case_is_shown(
    browse: Browse, authority: Party, lapakraya: Party
) -> None:
    staff = browse(make_person(lapakraya, Role.RESPONDER))
    found = found_at(lapakraya)
    assert authority.name in page(staff, f"/temuan/{found.key}/")
    assert decide(staff, found, R.CONFIRMED).status_code == 422
    assert decide(staff, found, R.CONFIRMED, authority=authority.slug).status_code == 302
    assert not Case.objects.exists()
    page(browse(make_person(authority)), f"/perintah/{Order.objects.get().key}/")


# ---------------------------------------------------------------- files


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_decisions_are_labels_to_learn_from(analyst: Client, lapakraya: Party) -> None:
    yes, no, unknown = (found_at(lapakraya, number) for number in (1, 2, 3))
    decide(analyst, yes, R.CONFIRMED)
    decide(analyst, no, R.LAWFUL, **{"q-used": "no"})
    decide(analyst, unknown, R.CANNOT_TELL, **{"q-used": "unknown"})
    found_at(lapakraya, 4)
    rows = rows_of(analyst, "/temuan/label.csv")
    assert [(row["label"], row["outcome"]) for row in rows] == [
        ("yes", "confirmed"),
        ("no", "lawful"),
        ("unknown", "cannot_tell"),
    ]
    assert rows[0]["price"] == "75000"
    assert [row["label"] for row in rows_of(analyst, "/temuan/label.csv?question=imported")] == ["yes"] * 3


def test_the_queue_is_downloaded_without_formulas(analyst: Client, lapakraya: Party) -> None:
    found_at(lapakraya, title="=HYPERLINK(1) x")
    rows = rows_of(analyst, "/temuan/unduh.csv")
    assert rows[0]["Title"] == "'=HYPERLINK(1) x"
    assert rows[0]["Signals"] == "new.many-sold, terms.balpres"
    assert POLICY not in rows[0]["Strength"]


def test_a_lawful_listing_can_be_kept_as_a_protected_example_once(analyst: Client) -> None:
    finding = found_at(make_party("lapakraya", PartyKind.PLATFORM), 31)
    refused = analyst.post(f"/temuan/{finding.key}/lindungi/", follow=True)
    assert "decided lawful" in refused.content.decode()
    decide(analyst, finding, R.LAWFUL)
    told = [analyst.post(f"/temuan/{finding.key}/lindungi/", follow=True).content.decode() for _ in range(2)]
    assert "It is in the protected sample" in told[0]
    assert "protected sample already" in told[1]
