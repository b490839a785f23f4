"""Policies: published by another person within the budget, taken back by one press, cited as they were."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.policies.drafts import save_file, save_term, start_draft
from tertib.actions.policies.publishing import publish, roll_back
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import (
    Finding,
    Notice,
    Outbox,
    PolicyStep,
    PolicyVersion,
)
from tertib.vocabulary import (
    Errand,
    PolicyAct,
    PolicyState,
)
from tests.actions.world import World, in_threads, link
from tests.factories import NOW, make_feed, make_finding, make_offer
from tests.factories import POLICY as CLOTHING
from tests.policy_desk import (
    NEW,
    POLICY,
    Desk,
    add_sample,
    after_test,
    drafted,
    fill_sample,
    fresh,
    make_desk,
    published,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    return make_desk()


def _shipped() -> str:
    return tables.policy(POLICY).reference


# ------------------------------------------------------------------ publishing


def test_a_draft_over_the_budget_cannot_be_published(desk: Desk) -> None:
    fill_sample()
    add_sample("Minyak rakyat isi ulang 1 liter", price=19_000, lawful=True)
    draft = after_test(desk, drafted(desk))
    assert (draft.test["protected_caught"], draft.test["within"]) == (1, False)
    with pytest.raises(BadInput, match="budget"):
        publish(desk.approver, draft, seen=draft.revision, why="x", now=NOW)
    raised = draft.files["detection.toml"].replace("budget = 0.001", "budget = 0.9")
    draft = save_file(desk.editor, draft, "detection.toml", raised, seen=draft.revision, now=NOW)
    draft = after_test(desk, draft)
    assert not draft.test["within"], "a draft cannot raise the budget that it is held against"


def test_who_wrote_on_a_draft_does_not_publish_it(desk: Desk) -> None:
    fill_sample()
    draft = start_draft(desk.approver, POLICY, now=NOW)
    draft = after_test(desk, save_term(desk.approver, draft, NEW, seen=0, now=NOW))
    with pytest.raises(NotPermitted, match="another approver"):
        publish(desk.approver, draft, seen=1, why="x", now=NOW)
    with pytest.raises(NotPermitted):
        publish(desk.editor, draft, seen=1, why="x", now=NOW)
    assert publish(desk.second, draft, seen=1, why="x", now=NOW).state == PolicyState.LIVE


def test_a_draft_that_is_changed_after_its_test_is_tested_again(desk: Desk) -> None:
    fill_sample()
    draft = after_test(desk, drafted(desk))
    draft = save_term(desk.editor, draft, replace(NEW, source="x"), instead_of=NEW.key, seen=1, now=NOW)
    assert draft.state == PolicyState.DRAFT
    with pytest.raises(BadInput, match="changed after its test"):
        publish(desk.approver, draft, seen=2, why="x", now=NOW)
    draft = after_test(desk, draft)
    assert publish(desk.approver, draft, seen=2, why="x", now=NOW).state == PolicyState.LIVE


def test_without_a_protected_sample_nothing_is_published(desk: Desk) -> None:
    draft = after_test(desk, drafted(desk))
    with pytest.raises(BadInput, match="protected sample is empty"):
        publish(desk.approver, draft, seen=1, why="x", now=NOW)


def test_an_unchanged_draft_or_one_without_a_reason_is_not_published(desk: Desk) -> None:
    fill_sample()
    draft = after_test(desk, start_draft(desk.editor, POLICY, now=NOW))
    with pytest.raises(BadInput, match="Nothing differs"):
        publish(desk.approver, draft, seen=0, why="x", now=NOW)
    with pytest.raises(BadInput, match="Say what"):
        publish(desk.approver, draft, seen=0, why=" ", now=NOW)


def test_publishing_makes_one_version_live_and_asks_to_judge_again(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    again = publish(desk.approver, live, seen=live.revision, why="a new word", now=LATER)
    assert (again.pk, again.published_at) == (live.pk, NOW), "sent twice, it is published once"
    assert tables.policy(POLICY).reference == live.reference
    assert live.reference.startswith(f"{POLICY}@{live.version}#sha256:")
    assert "minyak-rakyat" in {term.key for term in tables.compiled(POLICY).terms}
    former = PolicyVersion.objects.get(reference=shipped)
    assert former.state == PolicyState.RETIRED
    assert Outbox.objects.filter(errand=Errand.RESCAN).count() == 1
    with pytest.raises(Conflict):
        save_term(desk.editor, live, replace(NEW, source="x"), instead_of=NEW.key, seen=1, now=NOW)


def test_of_two_drafts_of_one_version_only_the_first_is_published(desk: Desk) -> None:
    fill_sample()
    one = after_test(desk, drafted(desk))
    two = start_draft(desk.second, POLICY, now=NOW)
    two = after_test(desk, save_term(desk.second, two, replace(NEW, key="lain"), seen=0, now=NOW))
    publish(desk.approver, one, seen=1, why="x", now=NOW)
    with pytest.raises(BadInput, match="Another version was published"):
        publish(desk.approver, two, seen=1, why="x", now=NOW)


def test_findings_keep_the_version_they_were_made_with(desk: Desk) -> None:
    shipped = _shipped()
    finding = make_finding(make_offer(make_feed(desk.office)), policy=POLICY, policy_reference=shipped)
    published(desk)
    assert Finding.objects.get(pk=finding.pk).policy_reference == shipped


# ------------------------------------------------------------------ going back


def test_one_press_goes_back_to_the_version_before(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    roll_back(desk.second, live, why="too broad", now=LATER)
    roll_back(desk.second, live, why="too broad", now=LATER)
    assert tables.policy(POLICY).reference == shipped
    assert fresh(live).state == PolicyState.RETIRED
    assert PolicyStep.objects.filter(version=live, act=PolicyAct.TAKEN_BACK).count() == 1
    with pytest.raises(Conflict):
        roll_back(desk.approver, live, why="x", now=LATER)
    back = PolicyVersion.objects.get(reference=shipped)
    with pytest.raises(NotPermitted):
        roll_back(desk.second, back, why="further", now=LATER)


def test_a_version_that_was_taken_back_can_be_begun_from_again(desk: Desk) -> None:
    live = published(desk)
    roll_back(desk.approver, live, why="too broad", now=LATER)
    draft = start_draft(desk.editor, POLICY, like=live, now=LATER)
    assert draft.based_on == _shipped()
    assert draft.version not in (live.version, "2026.1")
    draft = after_test(desk, draft, now=LATER)
    assert publish(desk.approver, draft, seen=1, why="again", now=LATER).state == PolicyState.LIVE


def test_only_the_office_that_published_takes_back(desk: Desk) -> None:
    live = published(desk)
    other = make_desk("badan-contoh")
    with pytest.raises(NotPermitted, match="another office"):
        roll_back(other.approver, live, why="x", now=LATER)
    with pytest.raises(NotPermitted):
        roll_back(desk.editor, live, why="x", now=LATER)
    with pytest.raises(BadInput, match="Say why"):
        roll_back(desk.approver, live, why="", now=LATER)


def test_what_was_done_is_never_changed(desk: Desk) -> None:
    drafted(desk)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyStep.objects.update(why="otherwise")
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyStep.objects.all().delete()


# ------------------------------------------------------------------ what was said before


def test_a_notice_cites_the_version_of_its_time(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.TERTIB_HOME = tmp_path
    shipped = tables.policy(CLOTHING)
    (before,) = world.ask(link(1))
    desk = make_desk("kementerian-kebijakan")
    add_sample("Kemeja batik baru", price=90_000, lawful=True, policy=CLOTHING)
    draft = start_draft(desk.editor, CLOTHING, now=NOW)
    word = replace(NEW, key="paket-zebra", words=["paket zebra"], weights={"used": 5.0})
    draft = after_test(desk, save_term(desk.editor, draft, word, seen=0, now=NOW))
    live = publish(desk.approver, draft, seen=1, why="x", now=NOW)
    (after,) = world.ask(link(2))
    assert live.reference.partition("#")[2] in json.dumps(after.content)
    for notice in (before, Notice.objects.get(pk=before.pk)):
        assert shipped.digest in json.dumps(notice.content)


# ------------------------------------------------------------------ at the same moment


def test_of_two_drafts_published_at_the_same_moment_one_is_live(
    shared_world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.TERTIB_HOME = tmp_path
    desk = make_desk("kementerian-kebijakan")
    fill_sample()
    drafts = [after_test(desk, drafted(desk, replace(NEW, key=f"kata-{number}"))) for number in range(2)]

    def act(number: int) -> bool:
        try:
            publish(desk.approver, drafts[number], seen=1, why="x", now=NOW)
        except BadInput:
            return False
        return True

    assert sorted(in_threads(2, act)) == [False, True]
    assert PolicyVersion.objects.filter(policy=POLICY, state=PolicyState.LIVE).count() == 1


def test_of_two_edits_at_the_same_moment_one_is_kept(
    shared_world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.TERTIB_HOME = tmp_path
    desk = make_desk("kementerian-kebijakan")
    draft = drafted(desk)

    def act(number: int) -> bool:
        try:
            changed = replace(NEW, source=f"by {number}")
            save_term(desk.editor, draft, changed, instead_of=NEW.key, seen=1, now=NOW)
        except Conflict:
            return False
        return True

    assert sorted(in_threads(2, act)) == [False, True]
    assert fresh(draft).revision == 2
