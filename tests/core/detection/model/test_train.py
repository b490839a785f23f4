"""The learned text: it finds what the rules leave open, never shows a word, and a worse model is refused."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tertib.core.detection.model import TextModel, load_model, save_model
from tertib.core.detection.model.gate import forward_test
from tertib.core.detection.model.hashing import BITS, WORD_BYTES, pieces_of, spread, words
from tertib.core.detection.model.train import Labelled, calibrate, train
from tertib.errors import PolicyMistake
from tests.core.detection.batches import batch

RARE, PLAIN = ("gulungan pabrik", "kiriman dermaga"), ("kemeja kantor", "kaos polos", "jaket hujan")


def labelled(rows: int = 200, *, days: bool = False, turned: bool = False) -> Labelled:
    """Listings whose label hangs on two phrases; with `turned`, the later half has it the other way round."""
    draw = np.random.default_rng(7)
    label = (draw.random(rows) < 0.3).astype(float)
    titles = [
        f"{draw.choice(RARE if one else PLAIN)} {draw.choice(['besar', 'kecil', 'biru'])}" for one in label
    ]
    if turned:
        label[rows // 2 :] = 1 - label[rows // 2 :]
    return Labelled(
        listings=batch(*titles),
        rules=np.full(rows, -1.0),
        label=label,
        shop=np.arange(rows) // 4,
        day=np.arange(rows) + 20_000 if days else np.zeros(rows, dtype=np.int64),
    )


def test_the_text_finds_what_the_rules_leave_open():
    data = labelled()
    trained = train(data, question="used")
    assert trained.unseen[data.label == 1].min() > trained.unseen[data.label == 0].max()


def test_training_twice_gives_the_same_bytes(tmp_path: Path):
    for name in ("one.npz", "two.npz"):
        save_model(train(labelled(), question="used").model, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_saved_model_scores_as_before_and_holds_no_word(tmp_path: Path):
    model = train(labelled(), question="used").model
    save_model(model, tmp_path / "model.npz")
    again = load_model(tmp_path / "model.npz")
    titles = batch("gulungan pabrik biru", "lain").column("title")
    assert again.score(titles, "title").tolist() == model.score(titles, "title").tolist()
    assert b"gulungan" not in (tmp_path / "model.npz").read_bytes()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path):
    (tmp_path / "model.npz").write_bytes(b"PK nothing of the kind")
    with pytest.raises(PolicyMistake, match="train it again"):
        load_model(tmp_path / "model.npz")


def test_a_model_that_does_worse_on_what_came_later_is_refused():
    data = labelled(days=True, turned=True)
    trained = train(data, question="used")
    assert not forward_test(data, data.rules, question="used", unseen=trained.unseen).passed


def test_a_model_that_does_better_on_what_came_later_passes():
    data = labelled(days=True)
    verdict = forward_test(data, data.rules, question="used", unseen=train(data, question="used").unseen)
    assert verdict.passed and verdict.forward


@given(hnp.arrays(float, 50, elements=st.floats(-12, 12)), hnp.arrays(bool, 50))
def test_calibration_keeps_the_order(log_odds: np.ndarray, label: np.ndarray):
    knots, shares = calibrate(log_odds, label.astype(float))
    model = TextModel("used", np.zeros(1, dtype=np.float32), knots, shares)
    chances = model.calibrated(np.sort(log_odds))
    assert (np.diff(chances) >= -1e-12).all()
    assert ((chances > 0) & (chances < 1)).all()


@given(st.lists(st.text(max_size=20), max_size=6))
def test_pieces_of_a_text_do_not_hang_on_its_neighbours(texts: list[str]):
    def of(some: list[str], row: int) -> list[int]:
        pieces = pieces_of(batch(*some).column("title"), seed=1)
        return sorted(pieces.place[pieces.row == row].tolist())

    for row, text in enumerate(texts):
        assert of(texts, row) == of([text], 0)
        assert all(0 <= place < 1 << BITS for place in of([text], 0))


def test_of_a_word_without_end_only_the_beginning_counts():
    long, longer = ("k" * WORD_BYTES + "a" * 5, "k" * WORD_BYTES + "a" * 100_000)
    first, second = (words(spread(pa.array([text])), seed=1)[0][1].tolist() for text in (long, longer))
    assert first == second
    assert first != words(spread(pa.array(["k" * (WORD_BYTES - 1)])), seed=1)[0][1].tolist()
