"""The simulated office keeps the product's rules: persons decide, and two looks make a takedown."""

from itertools import pairwise

from tertib.commands.simulation.hours import START, hour_of, moment
from tertib.core.verification import verdict
from tertib.core.verification.verdict import PAIR_GAP
from tertib.vocabulary import CaseState, PageState, Verdict
from tests.commands.simulation.conftest import Campaign


def test_every_case_was_confirmed_by_two_persons_before_anything_was_sent(campaign: Campaign):
    counts = campaign.office.counts
    assert len(campaign.office.book.files) == counts.approved <= counts.confirmed <= counts.reviewed
    for file in campaign.office.book.files.values():
        assert any(campaign.office.outside.review(file.id, person).confirms for person in range(3))
        assert campaign.office.outside.approve(file.id)


def test_every_takedown_rests_on_two_gone_looks_far_enough_apart_and_by_two_exits(campaign: Campaign):
    downs = 0
    for file in campaign.office.book.files.values():
        for at in file.down_at:
            downs += 1
            looks = [look for look in file.looks if look.at <= at]
            assert verdict(looks, now=at).verdict is Verdict.DOWN
            gone = [look for look in looks if look.at in file.gone]
            assert gone[-1].at - gone[0].at >= PAIR_GAP
            assert len({look.session.exit for look in gone if look.session}) == 2
    assert downs > 50


def test_no_notice_leaves_before_the_page_was_seen_up(campaign: Campaign):
    for file in campaign.office.book.files.values():
        if file.notices:
            assert file.there
            assert file.there[0] <= file.notices[0]


def test_a_claim_alone_never_makes_a_case_down(campaign: Campaign):
    for file in campaign.office.book.files.values():
        for before, turn in pairwise(file.turns):
            if turn.state is CaseState.DOWN and before.state is not CaseState.DOWN:
                assert turn.kind == "seen"


def test_walls_and_errors_are_met_and_count_for_nothing(campaign: Campaign):
    met = [
        (file, look)
        for file in campaign.office.book.files.values()
        for look in file.looks
        if look.observation.state in (PageState.BLOCKED_US, PageState.ERROR)
    ]
    assert met
    assert all(look.at not in file.gone and look.at not in file.there for file, look in met)


def test_new_words_were_published_as_versions_that_leave_lawful_examples_alone(campaign: Campaign):
    words = campaign.office.words
    published = [word for word in words.words.values() if word.ended == "published"]
    assert published
    assert {word.version.partition("@")[0] for word in published} == {"pakaian-bekas-impor"}
    assert words.live.reference == max(published, key=lambda word: word.listed).version
    assert len(campaign.office.protected) > 50


def test_hours_and_moments_are_each_others_reverse():
    assert moment(0) == START
    assert hour_of(moment(36.5)) == 36.5
