"""New words after a takedown: found with their pairs, told from old words in disguise, and none where nobody changed."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from tertib.core.terms import History, Removals, Titles, find_terms, history_of
from tertib.core.terms.adoption import AdoptionTest, Unit, units_of
from tertib.core.terms.find import Kind
from tertib.core.terms.history import words_of

FILL = [f"kata{place}" for place in range(60)]


def market(
    new: str, *, removed: int = 30, others: int = 60, changers: int = 12, edits: bool = False
) -> History:
    """Sellers of "thrift"; some are removed on day 30, and `changers` of them write `new` from then on."""
    pick = random.Random(5)
    titles: list[tuple[str, str, int, str]] = []
    for seller in range(removed + others):
        for day in range(0, 60, 3):
            told = (
                new if seller < changers and day > 30 else "thrift" if day <= 30 or seller >= removed else ""
            )
            words = [pick.choice(FILL), told, *pick.sample(FILL, 3)]
            titles.append((f"s{seller}", f"{seller}-{day}", day, " ".join(words)))
        if edits and seller < changers:
            first = titles[-20]
            titles.append((first[0], first[1], 35, first[3].replace("thrift", new)))
    removals = [(f"s{seller}", f"{seller}-0", 30, "thrift") for seller in range(removed)]
    return history_of(Removals(*_columns(removals)), Titles(*_columns(titles)))


def _columns(rows: list[tuple[str, str, int, str]]) -> tuple[list[str], list[str], np.ndarray, list[str]]:
    shop, listing, day, text = (list(column) for column in zip(*rows, strict=True))
    return shop, listing, np.array(day, dtype=np.int64), text


def test_a_word_that_removed_sellers_took_up_is_found_with_its_pairs():
    first = find_terms(market("karungan", edits=True))[0]
    assert (first.term, first.sellers) == ("karungan", 12)
    assert first.q <= 0.1
    assert all("thrift" in before and "karungan" in after for before, after in first.examples)


@pytest.mark.parametrize(
    ("new", "kind"),
    [("karungan", Kind.CODE), ("tas kapal", Kind.PHRASE), ("z9kode", Kind.CODE), ("thr1ft", Kind.DISGUISE)],
)
def test_a_candidate_says_what_it_is(new: str, kind: Kind):
    assert (find_terms(market(new))[0].term, find_terms(market(new))[0].kind) == (new, kind)


def test_nothing_is_found_where_nobody_changed():
    assert find_terms(market("karungan", changers=0)) == []


def test_what_everyone_takes_up_is_no_news():
    pick = random.Random(3)
    titles = [
        (
            f"s{seller}",
            f"{seller}-{day}",
            day,
            f"thrift {'lebaran' if day > 30 else ''} {' '.join(pick.sample(FILL, 3))}",
        )
        for seller in range(90)
        for day in range(0, 60, 3)
    ]
    removals = [(f"s{seller}", f"{seller}-0", 30, "thrift") for seller in range(30)]
    assert find_terms(history_of(Removals(*_columns(removals)), Titles(*_columns(titles)))) == []


def test_the_removed_words_themselves_are_never_news():
    assert all("thrift" not in one.term.split() for one in find_terms(market("karungan")))


def test_no_removal_or_no_title_finds_nothing():
    none = np.zeros(0, dtype=np.int64)
    assert find_terms(history_of(Removals([], [], none, []), Titles([], [], none, []))) == []
    assert (
        find_terms(history_of(Removals(["s"], ["1"], np.array([1]), ["x"]), Titles([], [], none, []))) == []
    )


def test_the_order_of_the_rows_changes_nothing():
    history = market("karungan", edits=True)
    rows = list(
        zip(
            (history.shops[s] for s in history.shop),
            history.listing,
            history.day.tolist(),
            map(" ".join, history.words),
            strict=True,
        )
    )
    random.Random(1).shuffle(rows)
    removals = [(f"s{seller}", f"{seller}-0", 30, "thrift") for seller in range(30)]
    again = history_of(Removals(*_columns(removals)), Titles(*_columns(rows)))
    assert [one.term for one in find_terms(again)] == [one.term for one in find_terms(history)]


def test_units_have_titles_before_and_in_their_window():
    for unit in units_of(market("karungan")):
        assert len(unit.past) and len(unit.present) and unit.past.stop == unit.present.start


@settings(max_examples=60)
@given(st.integers(1, 15), st.integers(1, 15), st.data())
def test_in_one_stratum_the_test_is_fishers(treated: int, controls: int, data: st.DataObject):
    units = [
        Unit(shop=n, treated=n < treated, past=range(1), present=range(1, 2))
        for n in range(treated + controls)
    ]
    a = data.draw(st.integers(1, treated))
    c = data.draw(st.integers(0, controls))
    p = AdoptionTest(units).p(tuple(range(a)), tuple(range(treated, treated + c)))
    table = [[a, treated - a], [c, controls - c]]
    assert p == pytest.approx(fisher_exact(table, alternative="greater").pvalue, abs=1e-9)


@given(st.text(max_size=60))
def test_words_have_no_space_and_no_sign_at_their_ends(text: str):
    for word in words_of(text):
        assert word == word.strip() and word[0] not in ".-_*!" and word[-1] not in ".-_*!"
