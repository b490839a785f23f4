import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.detection.readings import Reading, Standing, agreement, is_drawn, settle
from tertib.vocabulary import ReviewOutcome as R

YES, NO, ASK = Reading(R.CONFIRMED), Reading(R.LAWFUL), Reading(R.CANNOT_TELL)
AGAIN_YES, AGAIN_NO = Reading(R.CONFIRMED, second=True), Reading(R.LAWFUL, second=True)


@pytest.mark.parametrize(
    ("readings", "drawn", "standing"),
    [
        ([], True, Standing(None, waiting=True, second_due=False)),
        ([YES], False, Standing(R.CONFIRMED, waiting=False, second_due=False)),
        ([YES], True, Standing(R.CONFIRMED, waiting=False, second_due=True)),
        ([YES, AGAIN_YES], True, Standing(R.CONFIRMED, waiting=False, second_due=False)),
        ([YES, AGAIN_NO], True, Standing(R.CONFIRMED, waiting=True, second_due=False, differ=True)),
        ([YES, AGAIN_NO, NO], True, Standing(R.LAWFUL, waiting=False, second_due=False)),
        ([ASK, NO], True, Standing(R.LAWFUL, waiting=False, second_due=True)),  # the seller answered
    ],
)
def test_where_a_finding_stands_follows_from_its_decisions(
    readings: list[Reading], drawn: bool, standing: Standing
) -> None:
    assert settle(readings, drawn=drawn) == standing


@given(st.lists(st.builds(Reading, st.sampled_from(R), st.booleans()), max_size=6), st.booleans())
def test_nothing_waits_for_two_persons_at_once(readings: list[Reading], drawn: bool) -> None:
    standing = settle(readings, drawn=drawn)
    assert not (standing.waiting and standing.second_due)
    assert (standing.outcome is None) == all(one.second for one in readings)


def test_about_the_share_is_drawn_and_always_the_same_ones() -> None:
    keys = [f"T-{number}" for number in range(5_000)]
    drawn = [key for key in keys if is_drawn(key, share=0.1)]
    assert 400 < len(drawn) < 600
    assert drawn == [key for key in keys if is_drawn(key, share=0.1)]
    assert set(drawn) <= {key for key in keys if is_drawn(key, share=0.2)}
    assert not any(is_drawn(key, share=0) for key in keys)
    assert all(is_drawn(key, share=1) for key in keys)


def test_kappa_is_what_the_textbook_computes() -> None:
    """Cohen's own kind of table: 20 both yes, 15 both no, 5 and 10 where they differ: kappa 0.4."""
    pairs = [(R.CONFIRMED, R.CONFIRMED)] * 20 + [(R.LAWFUL, R.LAWFUL)] * 15
    pairs += [(R.CONFIRMED, R.LAWFUL)] * 5 + [(R.LAWFUL, R.CONFIRMED)] * 10
    found = agreement(pairs)
    assert (found.pairs, found.agree, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.low is not None and found.high is not None
    assert found.low < 0.7 < found.high


def test_without_pairs_nothing_is_said() -> None:
    assert agreement([]).share is None


def test_kappa_is_silent_where_chance_explains_all() -> None:
    found = agreement([(R.LAWFUL, R.LAWFUL)] * 3)
    assert (found.share, found.kappa) == (1.0, None)
