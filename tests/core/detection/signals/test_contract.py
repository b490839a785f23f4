"""One contract for every signal: pure, row by row, in the policy's own questions, with reasons that can be read."""

import numpy as np
import pytest

from tertib.core.detection.evidence import NOWHERE, Evidence, together
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import read
from tertib.core.detection.signals import SIGNALS
from tests.core.detection.batches import batch, shipped

LISTINGS: tuple[dict[str, object], ...] = (
    {
        "title": "balpres segel korea",
        "shop": "maju thrift",
        "platform": "pasarkita",
        "place": "Kota Makassar",
    },
    {"title": "Hoodie adidas size L", "price_minor": 15_000_000, "image_phash": "00ff00ff00ff00ff"},
    {"title": "kaos terbaru pria - Hitam, L", "sold": 500, "official": True, "condition": "Baru"},
    {"title": "jaket t h r i f t", "description": "barang bekas import, kondisi 90%", "shop": "maju thrift"},
    {},
)
MEMORY = Memory(removals={"pasarkita:maju thrift": 3}, images=np.array([0x00FF00FF00FF00FE], dtype=np.uint64))


def rows_of(evidence: Evidence) -> list[tuple[object, ...]]:
    return list(zip(*(getattr(evidence, name).tolist() for name in Evidence.__slots__), strict=True))


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_keeps_the_contract(name: str):
    policy, whole = shipped(), batch(*LISTINGS)
    given = together(SIGNALS[name](read(whole, policy), policy, MEMORY))
    again = together(SIGNALS[name](read(whole, policy), policy, MEMORY))
    assert rows_of(given) == rows_of(again)
    assert len(given), "a signal that these listings do not move is not tested"
    assert np.isfinite(given.weight).all() and (given.weight != 0).all()
    assert ((given.question >= 0) & (given.question < len(policy.rules.questions))).all()
    assert ((given.name >= 0) & (given.name < len(policy.names))).all()
    assert ((given.start == NOWHERE) == (given.end == NOWHERE)).all()
    assert (given.end[given.start != NOWHERE] > given.start[given.start != NOWHERE]).all()


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_reads_each_row_by_itself(name: str):
    policy, whole = shipped(), batch(*LISTINGS)
    given = rows_of(together(SIGNALS[name](read(whole, policy), policy, MEMORY)))
    for row in range(len(LISTINGS)):
        alone = rows_of(together(SIGNALS[name](read(whole.slice(row, 1), policy), policy, MEMORY)))
        assert [one[1:] for one in given if one[0] == row] == [one[1:] for one in alone]


def test_a_shop_without_removals_gets_no_record():
    policy = shipped()
    given = SIGNALS["sellers"](
        read(batch({"shop": "toko baru", "platform": "pasarkita"}), policy), policy, MEMORY
    )
    assert not given


def test_a_far_image_says_nothing():
    policy = shipped()
    given = SIGNALS["images"](
        read(batch({"title": "x", "image_phash": "ffffffffffffffff"}), policy), policy, MEMORY
    )
    assert not given
