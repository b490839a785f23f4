"""Pages of the policy desk: read, write a draft, test it, publish it as another person, go back."""

from collections.abc import Callable
from html import unescape

from django.test import Client
from django.urls import reverse

from tertib.actions import tables
from tertib.queries.types import Person
from tertib.store.models import (
    PolicyStep,
    PolicyVersion,
)
from tertib.vocabulary import PartyKind, PolicyAct, PolicyState, Role
from tests.factories import make_party, make_person
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
    text_of,
    try_out,
)

Browse = Callable[[Person], Client]


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
    assert "MinyaKita" in text_of(editor, "policies")
    shown = text_of(editor, "policy", key=POLICY)
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
    page = text_of(editor, "policy_draft", number=draft.pk)
    assert "minyak-rakyat" in page
    assert "has not been tested" in page
    assert editor.post(reverse("policy_ask_test", kwargs={"number": draft.pk})).status_code == 302
    assert "Being tested" in text_of(editor, "policy_test", number=draft.pk)
    try_out()
    shown = text_of(editor, "policy_test", number=draft.pk)
    assert "<mark>Minyak rakyat</mark> 1 liter" in shown
    assert "within the budget" in shown
    assert "Read it and publish" not in text_of(editor, "policy_draft", number=draft.pk)


def test_a_term_is_changed_from_the_form_that_shows_it(desk: Desk, editor: Client) -> None:
    draft = drafted(desk)
    address = reverse("policy_change_term", kwargs={"number": draft.pk, "term_key": "minyakita"})
    assert "migor kita" in editor.get(address).content.decode()
    said = _term(draft, key="minyakita", words="minyakita", unless="not_oil", status="expired")
    assert editor.post(address, said).status_code == 302
    page = text_of(editor, "policy_draft", number=draft.pk)
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
    shown = text_of(approver, "policy_publish", number=draft.pk)
    assert "minyak rakyat" in shown
    assert "What the test found" in shown
    assert approver.post(address, {"seen": draft.revision, "why": ""}).status_code == 422
    said = {"seen": draft.revision, "why": "a word of this month"}
    assert approver.post(address, said).status_code == 302
    assert approver.post(address, said).status_code == 302
    assert fresh(draft).state == PolicyState.LIVE
    assert PolicyStep.objects.filter(act=PolicyAct.PUBLISHED).count() == 1
    page = text_of(approver, "policy", key=POLICY)
    assert "a word of this month" in page
    assert "1 newly caught, 0 freed, 0 of 2 protected" in page


def test_over_the_budget_there_is_no_button_and_no_way_round(desk: Desk, approver: Client) -> None:
    fill_sample()
    add_sample("Minyak rakyat isi ulang 1 liter", price=19_000, lawful=True)
    draft = after_test(desk, drafted(desk))
    assert "Over the budget" in text_of(approver, "policy_test", number=draft.pk)
    shown = text_of(approver, "policy_publish", number=draft.pk)
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
    assert "You wrote on this draft" in text_of(approver, "policy_draft", number=draft.pk)
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
    shown = text_of(approver, "policy_version", key=POLICY, number=live.pk)
    assert "too broad" in shown
    again = approver.post(reverse("policy_start_draft", kwargs={"key": POLICY}), {"like": live.pk})
    assert again.status_code == 302
    assert PolicyVersion.objects.filter(state=PolicyState.DRAFT).count() == 1


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
    assert "Kebijakan" in text_of(client, "policies")
    assert "Konsep" in text_of(client, "policy_draft", number=draft.pk)
