"""The index of picture hashes against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.returns.pictures import HashIndex, distances, hashes


def near_by_brute_force(index, queries, reach):
    return {
        (a, b, int(bits))
        for a, one in enumerate(queries)
        for b, bits in enumerate(np.bitwise_count(index ^ one).sum(axis=1))
        if bits <= reach
    }


@pytest.mark.parametrize(("bits", "reach"), [(64, 7), (256, 31)])
@given(seed=st.integers(0, 2**32 - 1))
def test_every_hash_within_reach_is_found_and_no_other(bits, reach, seed):
    rng = np.random.default_rng(seed)
    index = rng.integers(0, 1 << 16, (40, bits // 16)).astype(np.uint16)
    queries = index[rng.integers(0, 40, 20)].copy()
    for query in queries:  # up to a few bits more than the reach
        for bit in rng.integers(0, bits, rng.integers(0, reach + 8)):
            query[bit // 16] ^= np.uint16(1 << (bit % 16))
    found = HashIndex(index, np.ones(40, bool))
    assert found.reach == reach
    a, b, distance = found.near(queries, np.ones(20, bool))
    assert set(zip(a.tolist(), b.tolist(), distance.tolist(), strict=True)) == near_by_brute_force(
        index, queries, reach
    )


def test_rows_without_a_hash_are_never_found():
    rows, there = hashes([None, "0" * 16], bits=64)
    a, b, _ = HashIndex(rows, there).near(rows, there)
    assert a.tolist() == b.tolist() == [1]


def test_bits_that_differ_are_counted():
    rows, _ = hashes(["0" * 16, "f" + "0" * 14 + "1"], bits=64)
    assert distances(rows[:1], rows[1:]).tolist() == [5]


def test_an_index_of_nothing_finds_nothing():
    rows, there = hashes([], bits=64)
    asked, known = hashes(["0" * 16], bits=64)
    assert len(HashIndex(rows, there).near(asked, known)[0]) == 0
