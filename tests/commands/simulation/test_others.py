"""Returns, words, sellers and looks held against the truth: what is wrong lowers the figure, what is right does not."""

from dataclasses import replace

import pytest

from tertib.commands.simulation.aims import Held
from tertib.commands.simulation.others import LIVE, returns_held, sellers_held, words_held
from tertib.commands.simulation.returns_desk import ReturnsDesk, Said
from tertib.commands.simulation.watching import looks_held
from tertib.commands.simulation.words_desk import PUBLISHED, Word, WordsDesk
from tertib.core.sellers import Component
from tertib.core.terms import Candidate
from tertib.core.terms.find import Kind
from tertib.vocabulary import ReturnKind
from tests.commands.simulation.conftest import Campaign


def by_key(held: list[Held]) -> dict[str, float | None]:
    return {one.key: one.true for one in held}


def candidate(term: str) -> Candidate:
    return Candidate(term=term, kind=Kind.WORD, sellers=3, p=0.0, q=0.0, first_seen=1, examples=())


def test_a_pair_of_other_goods_is_a_wrong_return(campaign: Campaign):
    desk = ReturnsDesk()
    desk.indexed, desk.asked, desk.said = (
        campaign.office.returns.indexed,
        campaign.office.returns.asked,
        dict(campaign.office.returns.said),
    )
    before = by_key(returns_held(desk, campaign.truth))
    other = next(one.id for one in campaign.truth.listings() if not one.is_illegal)
    desk.said[other] = Said(other, desk.indexed[0], ReturnKind.SAME_OFFER, 1.0, ())
    after = by_key(returns_held(desk, campaign.truth))
    assert before["returns_precision"] == 1.0
    assert after["returns_precision"] is not None
    assert after["returns_precision"] < 1.0


def test_only_a_same_offer_or_a_near_picture_counts_as_a_return():
    said = Said("a", "b", ReturnKind.SAME_PRODUCT, 0.9, ("image:phash distance=7",))
    assert said.is_return
    assert not replace(said, reasons=("image:phash distance=8", "text:same")).is_return
    assert replace(said, reasons=(), kind=ReturnKind.SAME_OFFER).is_return


@pytest.fixture
def words(campaign: Campaign) -> WordsDesk:
    desk = WordsDesk(campaign.office.outside, "pakaian-bekas-impor")
    desk.words = dict(campaign.office.words.words)
    return desk


def test_a_listed_word_that_no_circle_means_is_false(campaign: Campaign, words: WordsDesk):
    assert by_key(words_held(words, campaign.truth, judged=True))["words_false"] == 0.0
    words.words["melati"] = Word(candidate("melati"), 24.0, "", "dismissed")
    false = by_key(words_held(words, campaign.truth, judged=True))["words_false"]
    assert false == pytest.approx(1 / len(words.words))


def test_words_of_bare_codes_for_live_streams_are_taken_up_too_and_are_not_false(
    campaign: Campaign, words: WordsDesk
):
    before = len(words.words)
    words.words |= {term: Word(candidate(term), 24.0, "", "dismissed") for term in LIVE}
    assert len(words.words) > before
    assert by_key(words_held(words, campaign.truth, judged=True))["words_false"] == 0.0


def test_a_code_that_holds_a_published_word_is_known_with_it(campaign: Campaign, words: WordsDesk):
    codes = campaign.truth.codes()
    code = next(code for code, use in codes.items() if use.third is not None)
    words.words.clear()
    missing = by_key(words_held(words, campaign.truth, judged=True))["words_recall"]
    words.words[code.split()[0]] = Word(candidate(code.split()[0]), 24.0, "v", PUBLISHED)
    assert missing == 0.0
    assert (by_key(words_held(words, campaign.truth, judged=True))["words_recall"] or 0.0) > 0.0


def test_too_short_a_campaign_does_not_judge_words(campaign: Campaign, words: WordsDesk):
    assert all(one.kept is None for one in words_held(words, campaign.truth, judged=False))


def test_strangers_in_one_group_are_a_wrong_pair(campaign: Campaign):
    desk = campaign.office.sellers
    kept = desk.groups
    one, other = sorted(desk.met)[:2]
    assert campaign.truth.owner(one) != campaign.truth.owner(other)
    try:
        desk.groups = (*kept, Component(shops=(one, other), links=()))
        wrong = by_key(sellers_held(desk, campaign.truth))["seller_precision"]
    finally:
        desk.groups = kept
    assert wrong is not None
    assert wrong < 1.0


def test_looks_are_those_that_the_office_made(campaign: Campaign):
    files = list(campaign.office.book.files.values())
    held = {one.key: one for one in looks_held(files, campaign.truth)}
    assert held["looks"].shown == campaign.office.book.looks == sum(len(file.looks) for file in files)
    assert (held["looks_hourly"].true or 0) > 50 * (held["looks"].shown or 0)


def test_shops_that_offered_the_same_goods_again_count_as_one_seller():
    desk = ReturnsDesk()
    desk.said = {
        "l:2": Said("l:2", "l:1", ReturnKind.SAME_OFFER, 1.0, ()),
        "l:3": Said("l:3", "l:2", ReturnKind.SAME_OFFER, 1.0, ()),
    }
    account_of = {"l:1": "a", "l:2": "b", "l:3": "c", "l:4": "d"}
    joined = desk.joined({"b": "b", "d": "b"}, account_of)
    assert {joined.get(shop, shop) for shop in "abcd"} == {"a"}
    assert ReturnsDesk().joined({}, account_of) == {}
