"""False-discovery control for small counts: never stricter than Benjamini and Hochberg, and honest where nothing is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from tertib.core.terms.discrete import discrete_q

Tails = tuple[float, ...]


def tails_of(adopters: int, *, share: float = 1 / 3) -> Tails:
    """Every p of the exact test of `adopters` of whom each is treated with this chance, the largest first."""
    return tuple(float(one) for one in binom.sf(np.arange(-1, adopters), adopters, share))


def benjamini_hochberg(p: list[float]) -> list[float]:
    order = sorted(range(len(p)), key=p.__getitem__)
    q, least = [1.0] * len(p), 1.0
    for rank, place in reversed(list(enumerate(order, 1))):
        least = min(least, p[place] * len(p) / rank)
        q[place] = least
    return q


WORDS = st.lists(
    st.integers(1, 12).flatmap(lambda adopters: st.tuples(st.just(adopters), st.integers(0, adopters))),
    min_size=1,
    max_size=30,
)


@given(WORDS)
def test_q_is_never_above_that_of_benjamini_and_hochberg_and_rises_with_p(
    words: list[tuple[int, int]],
) -> None:
    reach = [(tails_of(adopters),) for adopters, _ in words]
    p = np.array([tails[0][treated] for tails, (_, treated) in zip(reach, words, strict=True)])
    q = discrete_q(p, reach, parts=1)
    assert (q <= np.array(benjamini_hochberg(p.tolist())) + 1e-9).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_a_word_that_could_not_be_told_costs_the_others_nothing() -> None:
    news, small = (tails_of(9),), (tails_of(2),)  # two adopters never reach a p below one ninth
    p = np.array([tails_of(9)[9], *[tails_of(2)[2]] * 500])
    q = discrete_q(p, [news, *[small] * 500], parts=1)
    assert q[0] == pytest.approx(p[0])
    assert benjamini_hochberg(p.tolist())[0] > 0.02
    assert q[1] > 0.1


def test_three_tests_of_a_word_count_each() -> None:
    one = tails_of(6)
    p = np.array([3 * one[6]])
    assert discrete_q(p, [(one, one, one)], parts=3)[0] == pytest.approx(3 * one[6])
    assert discrete_q(p, [(one, (1.0,), (1.0,))], parts=3)[0] == pytest.approx(one[6])


def test_where_nothing_is_new_hardly_any_list_has_a_word() -> None:
    """1,000 lists of 200 words, each with 1 to 15 adopters, of whom as many are treated as chance will have it."""
    draw, listed = np.random.default_rng(11), 0
    known = {n: tuple(hypergeom.sf(np.arange(-1, n), 300, 100, n).tolist()) for n in range(1, 16)}
    for _ in range(1_000):
        adopters = draw.integers(1, 16, 200)
        treated = draw.hypergeometric(100, 200, adopters)
        reach = [(known[n],) for n in adopters.tolist()]
        p = np.array([tails[0][t] for tails, t in zip(reach, treated.tolist(), strict=True)])
        listed += bool((discrete_q(p, reach, parts=1) <= 0.05).any())
    assert listed <= 75  # 50 are allowed at level 0.05, and chance has its part
