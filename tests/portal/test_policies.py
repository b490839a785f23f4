"""Pages of the policy desk: read, write a draft, test it, publish it as another person, go back."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.policy_brake import watch_versions
from tertib.queries.types import Person
from tertib.store.models import (
    Finding,
    PolicyStep,
    PolicyVersion,
    Review,
    SampleFile,
    SampleListing,
)
from tertib.vocabulary import PartyKind, PolicyAct, PolicyState, ReviewOutcome, Role
from tests.factories import NOW, make_feed, make_finding, make_offer, make_party, make_person
from tests.policy_desk import (
    POLICY,
    Desk,
    add_sample,
    after_test,
    drafted,
    fill_sample,
    fresh,
    make_desk,
    published,
    try_out,
)

Browse = Callable[[Person], Client]


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    return make_desk()


@pytest.fixture
def editor(desk: Desk, browse: Browse) -> Client:
    return browse(desk.editing)


@pytest.fixture
def approver(desk: Desk, browse: Browse) -> Client:
    return browse(desk.approving)


def _text(client: Client, name: str, **where: object) -> str:
    response = client.get(reverse(name, kwargs=where))
    assert response.status_code == 200, (name, response.status_code)
    return unescape(response.content.decode())


def _term(draft: PolicyVersion, **fields: object) -> dict[str, object]:
    said = {
        "seen": draft.revision,
        "key": "minyak-rakyat",
        "words": "minyak rakyat\nminyak  rakyat murah\n",
        "meaning_id": "kata contoh",
        "meaning_en": "an invented word",
        "status": "active",
        "source": "invented",
        "ambiguity": "low",
        "fields_": ["title", "description"],
        "weight_goods": "5",
        "fuzzy": "on",
        "why": "seen in the feed",
    }
    return {**said, **fields}


def test_the_list_says_what_is_in_force_and_the_page_how_it_came(desk: Desk, editor: Client) -> None:
    assert "MinyaKita" in _text(editor, "policies")
    shown = _text(editor, "policy", key=POLICY)
    assert tables.policy(POLICY).reference in shown
    assert "Came with the program" in shown
    assert editor.get(reverse("policy", kwargs={"key": "nowhere"})).status_code == 404


def test_an_editor_begins_a_draft_adds_a_term_and_tests_it(desk: Desk, editor: Client) -> None:
    fill_sample()
    response = editor.post(reverse("policy_start_draft", kwargs={"key": POLICY}))
    draft = PolicyVersion.objects.get(state=PolicyState.DRAFT)
    assert response.headers["Location"] == reverse("policy_draft", kwargs={"number": draft.pk})
    address = reverse("policy_new_term", kwargs={"number": draft.pk})
    assert editor.get(address).status_code == 200
    assert editor.post(address, _term(draft)).status_code == 302
    assert editor.post(address, _term(draft)).status_code == 302, "the form sent twice does nothing twice"
    draft = fresh(draft)
    assert draft.revision == 1
    page = _text(editor, "policy_draft", number=draft.pk)
    assert "minyak-rakyat" in page
    assert "has not been tested" in page
    assert editor.post(reverse("policy_ask_test", kwargs={"number": draft.pk})).status_code == 302
    assert "Being tested" in _text(editor, "policy_test", number=draft.pk)
    try_out()
    shown = _text(editor, "policy_test", number=draft.pk)
    assert "<mark>Minyak rakyat</mark> 1 liter" in shown
    assert "within the budget" in shown
    assert "Read it and publish" not in _text(editor, "policy_draft", number=draft.pk)


def test_a_term_is_changed_from_the_form_that_shows_it(desk: Desk, editor: Client) -> None:
    draft = drafted(desk)
    address = reverse("policy_change_term", kwargs={"number": draft.pk, "term_key": "minyakita"})
    assert "migor kita" in editor.get(address).content.decode()
    said = _term(draft, key="minyakita", words="minyakita", unless="not_oil", status="expired")
    assert editor.post(address, said).status_code == 302
    page = _text(editor, "policy_draft", number=draft.pk)
    assert "No longer used" in page
    assert "migor kita" in page  # named among the words that left
    gone = reverse("policy_drop_term", kwargs={"number": draft.pk, "term_key": "minyak-rakyat"})
    assert editor.post(gone, {"seen": fresh(draft).revision}).status_code == 302
    assert "minyak rakyat" not in fresh(draft).files["terms.toml"]


def test_of_two_who_edit_at_once_the_second_keeps_the_form_and_is_told(
    desk: Desk, editor: Client, approver: Client
) -> None:
    draft = drafted(desk)
    address = reverse("policy_change_term", kwargs={"number": draft.pk, "term_key": "minyak-rakyat"})
    assert approver.post(address, _term(draft, source="mine")).status_code == 302
    response = editor.post(address, _term(draft, source="other", words="minyak rakyat\nkata baru"))
    shown = unescape(response.content.decode())
    assert response.status_code == 409
    assert "Bagus Contoh changed this draft" in shown
    assert "kata baru" in shown


def test_a_mistake_in_a_file_is_shown_at_its_line_and_the_text_is_kept(desk: Desk, editor: Client) -> None:
    draft = drafted(desk)
    address = reverse("policy_change_file", kwargs={"number": draft.pk, "name": "detection.toml"})
    text = draft.files["detection.toml"].replace("at_least = 15701", 'at_least = "much"', 1)
    response = editor.post(address, {"seen": draft.revision, "text": text})
    shown = unescape(response.content.decode())
    assert response.status_code == 422
    assert "detection.toml, line" in shown
    assert "▸" in shown
    assert 'at_least = "much"' in shown
    assert fresh(draft).revision == draft.revision
    wrong = reverse("policy_change_file", kwargs={"number": draft.pk, "name": "model.npz"})
    assert editor.get(wrong).status_code == 404


def test_what_a_term_lacks_is_said_beside_the_form(desk: Desk, editor: Client) -> None:
    draft = drafted(desk)
    address = reverse("policy_new_term", kwargs={"number": draft.pk})
    response = editor.post(address, _term(draft, key="lain", ambiguity="high"))
    assert response.status_code == 422
    assert "name the groups it needs" in unescape(response.content.decode())
    response = editor.post(address, _term(draft, key="lain", weight_goods=""))
    assert response.status_code == 422
    assert "at least one question" in response.content.decode()


def test_another_person_reads_the_differences_and_publishes_once(
    desk: Desk, editor: Client, approver: Client
) -> None:
    fill_sample()
    draft = after_test(desk, drafted(desk))
    address = reverse("policy_publish", kwargs={"number": draft.pk})
    assert editor.get(address).status_code == 403
    shown = _text(approver, "policy_publish", number=draft.pk)
    assert "minyak rakyat" in shown
    assert "What the test found" in shown
    assert approver.post(address, {"seen": draft.revision, "why": ""}).status_code == 422
    said = {"seen": draft.revision, "why": "a word of this month"}
    assert approver.post(address, said).status_code == 302
    assert approver.post(address, said).status_code == 302
    assert fresh(draft).state == PolicyState.LIVE
    assert PolicyStep.objects.filter(act=PolicyAct.PUBLISHED).count() == 1
    page = _text(approver, "policy", key=POLICY)
    assert "a word of this month" in page
    assert "1 newly caught, 0 freed, 0 of 2 protected" in page


def test_over_the_budget_there_is_no_button_and_no_way_round(desk: Desk, approver: Client) -> None:
    fill_sample()
    add_sample("Minyak rakyat isi ulang 1 liter", price=19_000, lawful=True)
    draft = after_test(desk, drafted(desk))
    assert "Over the budget" in _text(approver, "policy_test", number=draft.pk)
    shown = _text(approver, "policy_publish", number=draft.pk)
    assert "Publish this version" not in shown
    address = reverse("policy_publish", kwargs={"number": draft.pk})
    assert approver.post(address, {"seen": draft.revision, "why": "x"}).status_code == 422
    lawful = approver.get(reverse("policy_test", kwargs={"number": draft.pk}), {"kind": "protected"})
    assert "isi ulang" in lawful.content.decode()


def test_who_wrote_on_it_is_told_that_another_publishes(desk: Desk, approver: Client) -> None:
    fill_sample()
    draft = drafted(desk)
    address = reverse("policy_change_term", kwargs={"number": draft.pk, "term_key": "minyak-rakyat"})
    approver.post(address, _term(draft, source="mine"))
    draft = after_test(desk, fresh(draft))
    assert "You wrote on this draft" in _text(approver, "policy_draft", number=draft.pk)
    publish = reverse("policy_publish", kwargs={"number": draft.pk})
    assert approver.post(publish, {"seen": draft.revision, "why": "x"}).status_code == 403


def test_one_press_goes_back_and_needs_a_reason(desk: Desk, approver: Client) -> None:
    shipped = tables.policy(POLICY).reference
    live = published(desk)
    address = reverse("policy_roll_back", kwargs={"key": POLICY})
    assert approver.post(address, {"version": live.pk, "why": ""}).status_code == 422
    said = {"version": live.pk, "why": "too broad"}
    assert approver.post(address, said).status_code == 302
    assert approver.post(address, said).status_code == 302
    assert tables.policy(POLICY).reference == shipped
    assert PolicyStep.objects.filter(act=PolicyAct.TAKEN_BACK).count() == 1
    shown = _text(approver, "policy_version", key=POLICY, number=live.pk)
    assert "too broad" in shown
    again = approver.post(reverse("policy_start_draft", kwargs={"key": POLICY}), {"like": live.pk})
    assert again.status_code == 302
    assert PolicyVersion.objects.filter(state=PolicyState.DRAFT).count() == 1


def test_the_brake_is_told_on_the_list_the_page_and_as_an_alarm(
    desk: Desk, approver: Client, browse: Browse
) -> None:
    live = published(desk)
    feed = make_feed(desk.office)
    for number in range(30):
        finding = make_finding(
            make_offer(feed, f"lapakraya:{number}"),
            policy=POLICY,
            policy_reference=live.reference,
            outcome=ReviewOutcome.LAWFUL,
        )
        Review.objects.create(
            finding=finding,
            outcome=ReviewOutcome.LAWFUL,
            policy_reference=live.reference,
            by=desk.approving,
            party=desk.office,
            permit="review",
            at=NOW,
        )
    assert watch_versions(now=NOW + timedelta(minutes=1)) == 1
    assert "Stopped by the brake" in _text(approver, "policies")
    shown = _text(approver, "policy", key=POLICY)
    assert "was stopped by the brake" in shown
    assert "30 of 30" in shown
    assert "Policy taken back by the brake" in _text(approver, "alarms")


def test_terms_can_be_searched_and_show_what_they_found(desk: Desk, editor: Client) -> None:
    reason = {
        "question": "goods",
        "signal": "disguise.minyakita",
        "text": "m1nyakita",
        "start": 0,
        "end": 9,
        "weight": 6.0,
    }
    feed = make_feed(desk.office)
    for number, outcome in enumerate((ReviewOutcome.LAWFUL, ReviewOutcome.CONFIRMED, None)):
        offer = make_offer(feed, f"lapakraya:{number}", title="m1nyakita 1 liter")
        make_finding(offer, policy=POLICY, reasons=[reason], outcome=outcome)
    address = reverse("policy_terms", kwargs={"key": POLICY})
    shown = unescape(editor.get(address, {"q": "migor", "status": "active"}).content.decode())
    assert "minyakita" in shown
    assert "50" in shown
    assert "No term fits" in editor.get(address, {"q": "balpres"}).content.decode()
    page = _text(editor, "policy_term", key=POLICY, term_key="minyakita")
    assert "the people's cooking oil" in page
    assert "m1nyakita 1 liter" not in page, "a policy editor reads no listing of a feed"
    assert editor.get(reverse("policy_term", kwargs={"key": POLICY, "term_key": "x"})).status_code == 404
    assert Finding.objects.count() == 3


def test_a_file_joins_the_sample_and_a_listing_can_be_taken_out(
    desk: Desk, editor: Client, approver: Client
) -> None:
    address = reverse("policy_samples", kwargs={"key": POLICY})
    assert "No listing is protected yet" in editor.get(address).content.decode()
    for _ in range(2):
        file = SimpleUploadedFile("sah.csv", b"title,price\nMinyakita 1 liter,15500\n")
        assert editor.post(address, {"file": file, "lawful": "on"}).status_code == 302
    assert SampleFile.objects.count() == 1
    assert editor.post(address, {"file": SimpleUploadedFile("a.csv", b"")}).status_code == 422
    sample = add_sample("Minyak telon", price=9_000, lawful=True)
    out = reverse("policy_take_out", kwargs={"key": POLICY, "number": sample.pk})
    assert editor.post(out, {"why": "x"}).status_code == 403
    approver.post(out, {"why": ""})
    assert SampleListing.objects.get(pk=sample.pk).lawful is True
    approver.post(out, {"why": "not lawful"})
    assert SampleListing.objects.get(pk=sample.pk).lawful is None
    assert "not lawful" in approver.get(address, {"other": "1"}).content.decode()


def test_a_draft_is_there_for_its_own_office_only(desk: Desk, browse: Browse) -> None:
    draft = drafted(desk)
    other = make_desk("badan-contoh")
    strange = browse(other.approving)
    for name in ("policy_draft", "policy_test", "policy_publish", "policy_new_term"):
        assert strange.get(reverse(name, kwargs={"number": draft.pk})).status_code == 404, name
    platform = make_party("lapakraya", PartyKind.PLATFORM)
    responder = browse(make_person(platform, Role.RESPONDER))
    assert responder.get(reverse("policies")).status_code == 403
    assert responder.get(reverse("policy_draft", kwargs={"number": draft.pk})).status_code == 403
    association = make_party("asosiasi", PartyKind.ASSOCIATION)
    reader = browse(make_person(association, Role.ANALYST))
    assert reader.get(reverse("policy", kwargs={"key": POLICY})).status_code == 200
    assert reader.get(reverse("policy_draft", kwargs={"number": draft.pk})).status_code == 403
    analyst = browse(make_person(desk.office, Role.ANALYST))
    assert analyst.get(reverse("policy_draft", kwargs={"number": draft.pk})).status_code == 200
    assert analyst.post(reverse("policy_ask_test", kwargs={"number": draft.pk})).status_code == 403


def test_a_draft_is_given_up_and_is_gone_from_the_pages(desk: Desk, editor: Client) -> None:
    draft = drafted(desk)
    assert editor.post(reverse("policy_drop_draft", kwargs={"number": draft.pk})).status_code == 302
    assert editor.get(reverse("policy_draft", kwargs={"number": draft.pk})).status_code == 404
    assert fresh(draft).state == PolicyState.DROPPED


def test_the_pages_read_indonesian(desk: Desk, one_factor: None) -> None:
    draft = drafted(desk)
    client = Client(headers={"accept-language": "id"})
    client.force_login(desk.editing)
    assert "Kebijakan" in _text(client, "policies")
    assert "Konsep" in _text(client, "policy_draft", number=draft.pk)
