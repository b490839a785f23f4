"""The demo's policy desk: its draft can be tested and published as it stands, and is of invented listings only."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions.actor import actor_of_person
from tertib.actions.policies.publishing import publish
from tertib.actions.policies.trials import ask_test
from tertib.commands.demo_policy import EDITOR, NEW_WORD, POLICY, fill_desk
from tertib.store.models import PolicyVersion, SampleListing, TrialListing
from tertib.vocabulary import PolicyState, Role, TrialChange
from tests.factories import NOW, make_party, make_person
from tests.policy_desk import fresh, try_out


@pytest.mark.django_db
def test_the_demos_draft_catches_its_word_and_no_lawful_listing(settings: Settings, tmp_path: Path) -> None:
    settings.TERTIB_HOME = tmp_path
    office = make_party()
    editor = make_person(office, Role.POLICY_EDITOR)
    approver = actor_of_person(make_person(office, Role.APPROVER))
    for _ in range(2):
        fill_desk({EDITOR: editor}, now=NOW)
    draft = PolicyVersion.objects.get()
    ask_test(actor_of_person(editor), draft, now=NOW)
    assert try_out() == 1
    draft = fresh(draft)
    caught = TrialListing.objects.filter(version=draft, change=TrialChange.CAUGHT)
    titles = {one.listing["title"] for one in caught}
    assert len(titles) == 3
    assert all("zebra" in title for title in titles)
    assert not any("Boneka" in title for title in titles)
    assert (draft.test["protected_caught"], draft.test["protected"]) == (0, 36)
    assert SampleListing.objects.filter(policy=POLICY).count() == 44
    live = publish(approver, draft, seen=draft.revision, why="the demo's word", now=NOW)
    assert live.state == PolicyState.LIVE
    assert NEW_WORD.key in live.files["terms.toml"]
