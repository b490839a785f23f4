"""Pages of the policy desk that tell what policies found: terms with their hits, the sample, the brake."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tertib.actions.policies.brake import watch_versions
from tertib.queries.types import Person
from tertib.store.models import (
    Finding,
    Review,
    SampleFile,
    SampleListing,
)
from tertib.vocabulary import ReviewOutcome
from tests.factories import NOW, make_feed, make_finding, make_offer
from tests.policy_desk import (
    POLICY,
    Desk,
    add_sample,
    published,
    text_of,
)

Browse = Callable[[Person], Client]


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
    assert "Stopped by the brake" in text_of(approver, "policies")
    shown = text_of(approver, "policy", key=POLICY)
    assert "was stopped by the brake" in shown
    assert "30 of 30" in shown
    assert "Policy taken back by the brake" in text_of(approver, "alarms")


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
    page = text_of(editor, "policy_term", key=POLICY, term_key="minyakita")
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
