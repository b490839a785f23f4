"""Drafts of policies: each change is checked, two persons never write over each other, a test tells what changes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.policies.drafts import drop_draft, drop_term, save_file, save_term, start_draft
from tertib.actions.policies.publishing import Hurdle, hurdles, publish
from tertib.actions.policies.trials import ask_test
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted, PolicyMistake
from tertib.store.models import (
    PolicyStep,
    TrialListing,
)
from tertib.vocabulary import (
    PolicyAct,
    PolicyState,
    Role,
    TermStatus,
    TrialChange,
)
from tests.factories import NOW, make_actor, make_feed, make_offer
from tests.policy_desk import (
    NEW,
    POLICY,
    Desk,
    after_test,
    drafted,
    fill_sample,
    fresh,
    make_desk,
    try_out,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    return make_desk()


def _shipped() -> str:
    return tables.policy(POLICY).reference


# ------------------------------------------------------------------ drafts


def test_a_draft_begins_as_the_version_in_force_under_the_next_number(desk: Desk) -> None:
    draft = start_draft(desk.editor, POLICY, now=NOW)
    live = tables.policy(POLICY)
    assert (draft.based_on, draft.state) == (live.reference, PolicyState.DRAFT)
    assert draft.version != live.version
    assert f'version = "{draft.version}"' in draft.files["policy.toml"]
    assert start_draft(desk.editor, POLICY, now=NOW) == draft, "begun twice, it is one draft"
    assert start_draft(desk.approver, POLICY, now=NOW) != draft
    with pytest.raises(NotFound):
        start_draft(desk.editor, "nowhere", now=NOW)


def test_a_term_that_is_sent_twice_stands_once(desk: Desk) -> None:
    draft = start_draft(desk.editor, POLICY, now=NOW)
    first = save_term(desk.editor, draft, NEW, seen=0, now=NOW)
    again = save_term(desk.editor, draft, NEW, seen=0, now=NOW)
    assert (first.revision, again.revision) == (1, 1)
    assert again.files["terms.toml"].count('"minyak-rakyat"') == 1
    with pytest.raises(BadInput, match="already"):
        save_term(desk.editor, draft, replace(NEW, words=["lain"]), seen=1, now=NOW)


def test_of_two_persons_at_once_the_second_is_told_who_was_first(desk: Desk) -> None:
    draft = drafted(desk)
    save_term(desk.approver, draft, replace(NEW, source="better"), instead_of=NEW.key, seen=1, now=NOW)
    with pytest.raises(Conflict, match="Bagus Contoh changed this draft"):
        save_term(desk.editor, draft, replace(NEW, source="other"), instead_of=NEW.key, seen=1, now=NOW)
    with pytest.raises(Conflict, match="Bagus Contoh"):
        save_file(desk.editor, draft, "terms.toml", draft.files["terms.toml"], seen=1, now=NOW)
    assert "better" in fresh(draft).files["terms.toml"]


def test_a_mistake_names_file_line_and_mend_and_nothing_is_kept(desk: Desk) -> None:
    draft = start_draft(desk.editor, POLICY, now=NOW)
    with pytest.raises(PolicyMistake, match=r"terms.toml, line \d+: .*needs"):
        save_term(desk.editor, draft, replace(NEW, unless=["nowhere"], needs=["nowhere"]), seen=0, now=NOW)
    with pytest.raises(PolicyMistake, match=r"detection.toml"):
        save_file(desk.editor, draft, "detection.toml", "budget = [", seen=0, now=NOW)
    text = draft.files["policy.toml"].replace(draft.version, "9999.1")
    with pytest.raises(BadInput, match="counted by itself"):
        save_file(desk.editor, draft, "policy.toml", text, seen=0, now=NOW)
    with pytest.raises(BadInput, match="key"):
        save_term(desk.editor, draft, replace(NEW, key="a b"), seen=0, now=NOW)
    with pytest.raises(NotFound):
        save_file(desk.editor, draft, "../policy.toml", "", seen=0, now=NOW)
    assert fresh(draft).revision == 0


def test_a_file_from_a_browser_keeps_its_lines(desk: Desk) -> None:
    draft = start_draft(desk.editor, POLICY, now=NOW)
    text = draft.files["terms.toml"] + "\n# a remark\n"
    saved = save_file(desk.editor, draft, "terms.toml", text.replace("\n", "\r\n"), seen=0, now=NOW)
    assert saved.files["terms.toml"] == text


def test_a_dropped_draft_is_changed_no_more(desk: Desk) -> None:
    draft = drafted(desk)
    drop_draft(desk.editor, draft, why="no need", now=NOW)
    drop_draft(desk.editor, draft, now=NOW)
    assert PolicyStep.objects.filter(version=draft, act=PolicyAct.DROPPED).count() == 1
    with pytest.raises(Conflict):
        drop_term(desk.editor, draft, NEW.key, seen=1, now=NOW)


def test_only_writers_of_the_same_office_write(desk: Desk) -> None:
    draft = drafted(desk)
    other = make_desk("badan-contoh")
    with pytest.raises(NotFound):
        save_term(other.editor, draft, replace(NEW, source="x"), instead_of=NEW.key, seen=1, now=NOW)
    with pytest.raises(NotFound):
        ask_test(other.editor, draft, now=NOW)
    with pytest.raises(NotFound):
        publish(other.approver, draft, seen=1, why="x", now=NOW)
    analyst = make_actor(desk.office, Role.ANALYST)
    with pytest.raises(NotPermitted):
        start_draft(analyst, POLICY, now=NOW)
    with pytest.raises(NotPermitted):
        ask_test(analyst, draft, now=NOW)


# ------------------------------------------------------------------ tests


def test_a_test_tells_what_is_newly_caught_and_freed(desk: Desk) -> None:
    fill_sample()
    make_offer(make_feed(desk.office), title="Minyak rakyat pouch 1 liter", price_minor=25_000_00)
    draft = drafted(desk)
    shown = tables.policy(POLICY)
    draft = save_term(
        desk.editor,
        draft,
        replace(NEW, key="minyakita", words=["minyakita"], status=TermStatus.EXPIRED),
        instead_of="minyakita",
        seen=1,
        now=NOW,
    )
    draft = after_test(desk, draft)
    test = draft.test
    assert (test["state"], test["caught"], test["freed"]) == ("done", 2, 1)
    assert (test["protected"], test["protected_caught"], test["within"]) == (2, 0, True)
    assert (test["samples"], test["offers"]) == (4, 1)
    assert (test["live"], draft.state) == (shown.reference, PolicyState.TESTED)
    caught = TrialListing.objects.filter(version=draft, change=TrialChange.CAUGHT)
    words = [reason["text"] for one in caught for reason in one.reasons if reason["text"]]
    assert "Minyak rakyat" in words
    freed = TrialListing.objects.get(version=draft, change=TrialChange.FREED)
    assert freed.listing["title"] == "Minyakita 1 liter asli"


def test_another_offices_offers_are_not_tried(desk: Desk) -> None:
    fill_sample()
    other = make_desk("badan-contoh")
    make_offer(make_feed(other.office), title="Minyak rakyat pouch 1 liter", price_minor=25_000_00)
    assert after_test(desk, drafted(desk)).test["offers"] == 0


def test_a_test_that_is_asked_for_twice_runs_once(desk: Desk) -> None:
    fill_sample()
    draft = drafted(desk)
    ask_test(desk.editor, draft, now=NOW)
    ask_test(desk.editor, draft, now=NOW)
    assert try_out() == 1
    assert PolicyStep.objects.filter(version=draft, act=PolicyAct.TESTED).count() == 1


def test_a_draft_that_is_changed_while_it_is_tested_was_not_tested(desk: Desk) -> None:
    fill_sample()
    draft = drafted(desk)
    ask_test(desk.editor, draft, now=NOW)
    save_term(desk.editor, draft, replace(NEW, source="x"), instead_of=NEW.key, seen=1, now=NOW)
    try_out()
    assert fresh(draft).state == PolicyState.DRAFT
    assert Hurdle.NOT_TESTED in hurdles(desk.approver, fresh(draft))
