"""Catalogues of the sandbox's marketplaces: the same every time, read by the house, found by its policy."""

from collections import Counter
from pathlib import Path

import pytest

import tertib.sandbox
from tertib.adapters.feeds import iter_batches
from tertib.core.detection.run import compile_policy, detect
from tertib.core.links import load_platforms, read_link
from tertib.core.policies import SHIPPED_POLICIES
from tertib.sandbox.catalogue import TRADE, catalogue, disguised, write_catalogue
from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import PLACES
from tertib.vocabulary import Band, LinkKind

PLATFORMS = load_platforms(Path(tertib.sandbox.__file__).with_name("platforms.toml"))


def test_a_catalogue_is_the_same_every_time_and_names_each_listing_once() -> None:
    rows = list(catalogue(PLACES["lapakraya"], 300, port=8801))
    assert rows == list(catalogue(PLACES["lapakraya"], 300, port=8801))
    assert len({row["listing_id"] for row in rows}) == 300


@pytest.mark.parametrize("slug", sorted(PLACES))
def test_every_link_names_the_listing_of_its_row(slug: str) -> None:
    for row in catalogue(PLACES[slug], 40, port=8801):
        link = read_link(row["url"], platforms=PLATFORMS)
        assert (link.kind, link.platform) == (LinkKind.LISTING, slug)
        assert link.listing is not None


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("word", TRADE)
def test_a_disguised_title_no_longer_holds_the_word(word: str, number: int) -> None:
    title = f"{word.title()} Jaket Norvikka"
    worn = disguised(title, number)
    assert word not in worn.lower().split()
    assert worn.endswith("Jaket Norvikka")


def test_a_marketplace_has_no_more_listings_than_it_has() -> None:
    with pytest.raises(ValueError, match="not so many"):
        list(catalogue(PLACES["sandangku"], 8_001, port=8801))


def test_the_policy_finds_most_used_goods_and_few_others(tmp_path: Path) -> None:
    place = PLACES["lapakraya"]
    rows = list(catalogue(place, 600, port=8801))
    write_catalogue(tmp_path / "a.jsonl", iter(rows))
    policy = compile_policy(SHIPPED_POLICIES / "pakaian-bekas-impor")
    (batch,) = iter_batches(tmp_path / "a.jsonl").batches
    bands = detect(batch, policy).column("band").to_pylist()
    used = {
        offer_at(place, item, seed=2026).key: offer_at(place, item, seed=2026).used
        for item in range(place.listings)
    }
    told = Counter(
        (used[row["listing_id"]], band in (Band.STRONG, Band.LOOK))
        for row, band in zip(rows, bands, strict=True)
    )
    assert told[True, True] > 0.8 * (told[True, True] + told[True, False])
    assert told[False, True] < 0.1 * (told[False, True] + told[False, False])
