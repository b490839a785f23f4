"""A listing that is a removed one itself, in another file: certain of itself, and judged like one of the list."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.returns.find import Finder
from tertib.core.returns.itself import NONE, SameRows
from tests.core.returns.market import listings, offers


def test_the_same_id_with_the_same_title_is_the_same_row_and_neither_alone_is():
    titles = offers(3)
    known = SameRows(listings(titles, ids=["A", "B", "A"]))
    asked = listings([titles[0], titles[1], titles[1], titles[2]], ids=["A", "X", "A", "A"])
    assert known.of(asked).tolist() == [0, NONE, NONE, 2]
    assert SameRows(listings([])).of(asked).tolist() == [NONE] * 4


ROWS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["jaket", "jaket merah", "", "\0", "\ud800"])),
    max_size=12,
)


@given(ROWS, ROWS)
def test_the_first_of_the_same_is_found_and_nothing_else(
    there: list[tuple[str, str]], asked: list[tuple[str, str]]
):
    there, asked = ([(key, title.replace("\ud800", "?")) for key, title in rows] for rows in (there, asked))
    known = SameRows(listings([title for _, title in there], ids=[key for key, _ in there]))
    found = known.of(listings([title for _, title in asked], ids=[key for key, _ in asked])).tolist()
    assert found == [there.index(row) if row in there else NONE for row in asked]


def test_a_list_against_its_own_rows_in_another_file_finds_what_it_finds_in_itself():
    titles = [title for title in offers(120) for _ in range(2)]  # each twice, as two listings
    titles = [title if place % 2 else f"promo {title}" for place, title in enumerate(titles)]
    whole = listings(titles)
    finder = Finder(whole, looks=False)
    alone = {(a, b) for a, b in _pairs(finder.look_among_themselves())}
    parts = [whole.slice(at, 50) for at in range(0, whole.num_rows, 50)]
    both = _pairs(finder.look(parts))
    themselves = {(a, b) for a, b in both if a == b}
    assert len(themselves) == whole.num_rows  # each is found as itself, for certain
    said = finder.look(parts)
    same = np.array([a == b for a, b in _pairs(said)])
    assert set(np.array(said.column("score").to_pylist())[same]) == {1.0}
    assert {one for one, is_same in zip(said.column("kind").to_pylist(), same, strict=True) if is_same} == {
        "same_offer"
    }
    others = set(both) - themselves
    assert len(others & alone) >= 0.9 * len(alone)
    assert len(others - alone) <= 0.1 * len(alone)


def test_rows_that_were_numbered_by_hand_alike_are_not_taken_for_each_other():
    titles = offers(40)
    removed = listings(titles[:20], ids=[str(n) for n in range(20)])
    new = listings([titles[7], titles[30]], ids=["3", "4"])
    found = Finder(removed, looks=False).look([new])
    assert ("7", "3") in _pairs(found)
    assert not any(removed == listing for removed, listing in _pairs(found))


def _pairs(found) -> list[tuple[str, str]]:
    return list(
        zip(found.column("removed_id").to_pylist(), found.column("listing_id").to_pylist(), strict=True)
    )
