"""The policy desk: what is written is checked, tried, published by another, and can be taken back."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.policies import Hurdle, hurdles, publish, roll_back
from tertib.actions.policy_brake import watch_versions
from tertib.actions.policy_drafts import drop_draft, drop_term, save_file, save_term, start_draft
from tertib.actions.policy_trials import ask_test
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted, PolicyMistake
from tertib.store.models import (
    Alarm,
    Finding,
    Notice,
    Outbox,
    PolicyStep,
    PolicyVersion,
    Review,
    SampleListing,
    TrialListing,
)
from tertib.vocabulary import (
    AlarmKind,
    Errand,
    PolicyAct,
    PolicyState,
    ReviewOutcome,
    Role,
    TermStatus,
    TrialChange,
)
from tests.actions.world import World, in_threads, link
from tests.factories import NOW, make_actor, make_feed, make_finding, make_offer
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


# ------------------------------------------------------------------ the brake


def _decided(desk: Desk, reference: str, *, right: int, wrong: int, drawn: bool = False) -> None:
    feed = make_feed(desk.office, f"feed {Finding.objects.count()}")
    for number in range(right + wrong):
        outcome = ReviewOutcome.LAWFUL if number < wrong else ReviewOutcome.CONFIRMED
        offer = make_offer(feed, f"lapakraya:{Finding.objects.count()}")
        finding = make_finding(
            offer, policy=POLICY, policy_reference=reference, outcome=outcome, drawn=drawn, decided_at=NOW
        )
        _review(desk, finding, outcome, reference)


def _review(
    desk: Desk, finding: Finding, outcome: ReviewOutcome | None, reference: str, undoes: Review | None = None
) -> Review:
    return Review.objects.create(
        finding=finding,
        outcome=outcome,
        policy_reference=reference,
        by=desk.approving,
        party=desk.office,
        permit="review",
        at=NOW,
        undoes=undoes,
    )


def test_the_brake_takes_back_a_version_whose_findings_are_reversed(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, shipped, right=98, wrong=2)
    _decided(desk, live.reference, right=10, wrong=15)
    assert watch_versions(now=LATER) == 1
    assert watch_versions(now=LATER) == 0
    braked = fresh(live)
    assert (braked.state, braked.ended_at) == (PolicyState.BRAKED, LATER)
    assert "15 of 25" in braked.ended_because
    assert tables.policy(POLICY).reference == shipped
    alarm = Alarm.objects.get(kind=AlarmKind.POLICY_BRAKED)
    assert (alarm.party, alarm.cleared_at) == (desk.office, None)
    assert live.version in alarm.detail
    assert PolicyStep.objects.get(act=PolicyAct.BRAKED).by is None


def test_the_brake_does_not_fire_on_few_decisions_nor_on_the_share_of_before(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, live.reference, right=0, wrong=19)
    assert watch_versions(now=LATER) == 0
    _decided(desk, shipped, right=10, wrong=90)
    _decided(desk, live.reference, right=2, wrong=10)
    assert watch_versions(now=LATER) == 0
    assert fresh(live).state == PolicyState.LIVE


def test_what_was_drawn_by_chance_counts_for_nothing(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.reference, right=0, wrong=40, drawn=True)
    assert watch_versions(now=LATER) == 0


def test_a_confirmation_that_is_taken_back_counts_as_reversed(desk: Desk) -> None:
    live = published(desk)
    _decided(desk, live.reference, right=30, wrong=0)
    for finding in Finding.objects.all()[:20]:
        _review(desk, finding, None, live.reference, undoes=Review.objects.get(finding=finding))
    Finding.objects.filter(reviews__outcome=None).update(outcome=None)
    assert watch_versions(now=LATER) == 1


def test_the_next_version_ends_the_alarm(desk: Desk) -> None:
    shipped = _shipped()
    live = published(desk)
    _decided(desk, shipped, right=98, wrong=2)
    _decided(desk, live.reference, right=0, wrong=30)
    watch_versions(now=LATER)
    draft = after_test(desk, start_draft(desk.editor, POLICY, like=live, now=LATER), now=LATER)
    publish(desk.approver, draft, seen=1, why="corrected", now=LATER)
    assert Alarm.objects.get(kind=AlarmKind.POLICY_BRAKED).cleared_at == LATER


def test_the_sample_is_never_part_of_what_is_shipped(desk: Desk) -> None:
    assert not SampleListing.objects.exists()


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
