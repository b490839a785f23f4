"""Turned and mirrored pictures are found by their PDQ hashes alone. All pictures are drawn here."""

import numpy as np
import pdqhash
import pytest
from PIL import Image
from PIL.Image import Transpose

from tertib.core.returns.find import Finder
from tertib.core.returns.pictures import distances, hashes, turned_distances, views
from tests.adapters.drawn import drawn
from tests.core.returns.market import listings, offers


def pdq(picture: Image.Image) -> str:
    bits, _ = pdqhash.compute(np.ascontiguousarray(picture))
    return np.packbits(np.asarray(bits, bool)).tobytes().hex()


def parts(*texts: str):
    return hashes(list(texts), bits=256)[0]


@pytest.mark.parametrize("turn", list(Transpose))
def test_a_view_is_reckoned_from_the_hash_as_from_the_picture(turn):
    for seed in range(8):
        picture = drawn(seed)
        before, after = parts(pdq(picture)), parts(pdq(picture.transpose(turn)))
        assert turned_distances(before, after)[0] <= 24  # of 256: the median moves a little
        assert turned_distances(after, before)[0] <= 24


def test_the_eight_views_are_all_there_and_the_first_is_the_picture_itself():
    one = parts(pdq(drawn(1)))
    found = views(one)
    assert (found[0] == one).all()
    assert len({view.tobytes() for view in found}) == 8


def test_other_pictures_stay_far_in_every_view():
    several = parts(*(pdq(drawn(seed)) for seed in range(20)))
    for step in range(1, 20):
        assert turned_distances(several, np.roll(several, step, axis=0)).min() > 60


def test_an_upright_distance_is_never_above_the_plain_one():
    one, other = parts(pdq(drawn(3))), parts(pdq(drawn(4)))
    assert turned_distances(one, one)[0] == 0
    assert turned_distances(one, other)[0] <= distances(one, other)[0]


def test_a_mirrored_picture_brings_an_offer_back_whose_title_says_nothing():
    titles = offers(60)
    finder = Finder(listings(titles, pdq=[pdq(drawn(seed)) for seed in range(60)]), looks=True)
    mirrored = pdq(drawn(7).transpose(Transpose.FLIP_LEFT_RIGHT))
    pairs = finder.look([listings(["barang bagus"], ids=["N"], pdq=[mirrored])]).to_pylist()
    assert "L7" in {pair["removed_id"] for pair in pairs}
