"""An index that is kept and added to answers as one that was made at once."""

from pathlib import Path

import pyarrow as pa

from tertib.core.returns.find import Finder
from tertib.core.returns.kept import Index, match
from tests.core.returns.market import listings, offers


def test_an_index_that_was_added_to_answers_as_one_made_of_all_rows():
    titles = offers(60)
    hashes = [f"{n:04x}" * 4 for n in range(1, 61)]
    whole = listings(titles, phash=hashes)
    new = listings([f"promo {titles[5]}", titles[40]], ids=["A", "B"], phash=[hashes[5], None])
    grown = Index.of(whole.slice(0, 30)).added(whole.slice(30))
    assert grown.rows == 60
    assert match(new, grown).equals(match(new, Index.of(whole)))
    assert match(new, grown).equals(Finder(whole, looks=False).look([new]))


def test_an_old_index_answers_as_before_when_another_was_made_of_it():
    titles = offers(40)
    old = Index.of(listings(titles[:20]))
    new = listings([titles[30]], ids=["N"])
    grown = old.added(listings(titles[20:], ids=[f"M{n}" for n in range(20)]))
    assert "M10" in match(new, grown)["removed_id"].to_pylist()
    assert "M10" not in match(new, old)["removed_id"].to_pylist()


def test_a_removal_that_was_undone_is_not_found_again():
    titles = offers(40)
    index = Index.of(listings(titles))
    new = listings([titles[7]], ids=["N"])
    assert "L7" in match(new, index)["removed_id"].to_pylist()
    assert "L7" not in match(new, index.without({"L7"}))["removed_id"].to_pylist()


def test_an_index_that_was_kept_answers_the_same(tmp_path: Path):
    titles = offers(40)
    index = Index.of(listings(titles))
    index.save(tmp_path / "removed.arrow")
    new = listings([titles[7]], ids=["N"])
    assert match(new, Index.load(tmp_path / "removed.arrow")).equals(match(new, index))


def test_an_empty_index_finds_nothing_and_can_be_added_to():
    titles = offers(30)
    empty = Index.of(listings([]))
    new = listings([titles[7]], ids=["N"])
    assert match(new, empty).num_rows == 0
    assert "L7" in match(new, empty.added(listings(titles)))["removed_id"].to_pylist()


def test_columns_that_a_batch_lacks_count_as_unknown():
    titles = offers(30)
    index = Index.of(pa.record_batch({"row": [*range(1, 31)], "listing_id": titles, "title": titles}))
    new = pa.record_batch({"row": [1], "listing_id": ["N"], "title": [titles[3]]})
    assert match(new, index)["listing_id"].to_pylist() == ["N"]
