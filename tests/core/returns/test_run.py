"""Finding returns among invented offers, with the shipped weights."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.returns.find import Finder
from tests.core.returns.market import listings, offers


def again(title: str, rng: random.Random) -> str:
    """The offer again: a word dropped, two swapped, one added."""
    words = title.split()
    words.pop(rng.randrange(2, len(words) - 3))
    words.insert(0, rng.choice(("promo", "murah", "ready")))
    return " ".join(words)


def found(removed, new=None, *, looks=False):
    finder = Finder(removed, looks=looks)
    return (finder.look_among_themselves() if new is None else finder.look([new])).to_pylist()


def test_an_offer_under_another_title_is_found_with_what_changed():
    titles = offers(60)
    new = [again(titles[3], random.Random(1)), "sesuatu yang lain sama sekali"]
    pairs = found(listings(titles), listings(new, ids=["N1", "N2"]))
    assert [(pair["removed_id"], pair["listing_id"]) for pair in pairs] == [("L3", "N1")]
    assert any(reason.startswith("words:") for reason in pairs[0]["reasons"])


def test_the_same_picture_finds_an_offer_whose_title_says_nothing_of_it():
    titles = offers(60)
    hashes = [f"{n:04x}" * 4 for n in range(1, 61)]
    finder = Finder(listings(titles, phash=hashes), looks=True)
    pairs = finder.look([listings(["barang bagus"], ids=["N"], phash=[hashes[7]])]).to_pylist()
    assert "L7" in {pair["removed_id"] for pair in pairs} or not pairs


def test_a_number_against_another_number_is_never_the_same_offer():
    title = offers(1)[0]
    other = title.replace(title.split()[-2], "97")
    pairs = found(listings([title, *offers(40, seed=9)]), listings([other]))
    assert all(pair["kind"] != "same_offer" for pair in pairs)


def test_an_offer_at_ten_times_the_price_is_never_the_same_offer():
    titles = offers(40)
    removed = listings(titles, price=[100_000] * 40, shop=["Toko Contoh"] * 40)
    same = found(removed, listings([titles[0]], price=[100_000], shop=["toko contoh"]))
    other = found(removed, listings([titles[0]], price=[1_000_000], shop=["toko contoh"]))
    assert ("L0", "same_offer") in {(pair["removed_id"], pair["kind"]) for pair in same}
    assert all(pair["kind"] != "same_offer" for pair in other)


def test_a_listing_is_never_paired_with_itself():
    titles = offers(50)
    pairs = found(listings([*titles, titles[0]], ids=[*(f"L{n}" for n in range(50)), "L0"]), looks=True)
    assert all(pair["removed_id"] != pair["listing_id"] for pair in pairs)


def test_pairs_among_the_removed_come_both_ways_with_one_score():
    titles = offers(30)
    rows = listings([*titles, *(again(title, random.Random(2)) for title in titles)])
    scores = {(pair["removed_id"], pair["listing_id"]): pair["score"] for pair in found(rows)}
    assert scores
    assert all(scores[(b, a)] == score for (a, b), score in scores.items())


def test_rows_are_sorted_by_the_removed_then_by_score():
    titles = offers(30)
    rows = listings([*titles, *titles])
    pairs = found(rows, looks=True)
    order = [(int(pair["removed_id"][1:]), -pair["score"]) for pair in pairs]
    assert order == sorted(order)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_how_listings_are_ordered_and_cut_into_batches_changes_nothing(rng, size):
    titles = offers(40)
    new = [again(title, random.Random(3)) for title in titles[:20]]
    finder = Finder(listings(titles), looks=True)
    usual = finder.look([listings(new, ids=[f"N{n}" for n in range(20)])]).to_pylist()
    order = list(range(20))
    rng.shuffle(order)
    shuffled = listings([new[n] for n in order], ids=[f"N{n}" for n in order])
    assert finder.look([shuffled.slice(at, size) for at in range(0, 20, size)]).to_pylist() == usual


def test_a_listing_without_an_id_is_called_by_its_row():
    titles = offers(20)
    assert [pair["listing_id"] for pair in found(listings(titles), listings([titles[4]], ids=[None]))] == [
        "row 1"
    ]


@pytest.mark.parametrize("new", [[], [None], [""], ["\x00"], ["x" * 5000], ["12 34 56"]])
def test_listings_that_say_nothing_find_nothing(new):
    assert found(listings(offers(20)), listings(new)) == []


@pytest.mark.parametrize("removed", [[], [None], [""]])
def test_against_nothing_nothing_is_found(removed):
    assert found(listings(removed), listings(offers(3))) == []
    assert found(listings(removed)) == []


def test_a_listing_is_judged_alike_whatever_stands_in_its_batch():
    titles = offers(30)
    kin = [again(title, random.Random(n)) for n in range(4) for title in titles[:10]]
    finder = Finder(listings([*titles, *kin]), looks=True)
    new = [again(title, random.Random(9)) for title in titles[:10]]
    together = finder.look([listings(new)]).to_pylist()
    alone = [
        pair
        for n, title in enumerate(new)
        for pair in finder.look([listings([title], ids=[f"L{n}"])]).to_pylist()
    ]

    def told(pairs):
        return {(pair["removed_id"], pair["listing_id"]): pair["score"] for pair in pairs}

    assert told(together) == told(alone)
