"""New words in markets of different kinds: found where sellers changed, on the very day too and again and again."""

from dataclasses import replace

import pytest
from evaluate.term_markets import MARKETS, market

from tertib.core.terms import find_terms


@pytest.mark.parametrize(
    ("name", "aim"),
    [
        ("few removed", 0.85),
        ("on the same day", 0.75),
        ("words change again", 0.65),
        ("few titles each", 0.65),
        ("controls of other trades only", 0.6),
    ],
)
def test_most_words_of_three_sellers_are_found_and_nearly_none_is_false(name: str, aim: float) -> None:
    made = market(MARKETS[name], 1)
    found = {one.term for one in find_terms(made.history)}
    truth = {word.lower(): len(days) for word, days in made.truth.items()}
    meant = {word for word, sellers in truth.items() if sellers >= 3}
    assert len(meant & found) >= aim * len(meant)
    assert len(found - truth.keys()) <= 0.1 * len(found)


def test_nothing_is_found_where_nobody_changed_though_a_fashion_passes() -> None:
    shape = replace(MARKETS["a fashion passes"], change=0.0)
    assert find_terms(market(shape, 1).history) == []
