"""From the desk to the model: decisions are taken out as labels, and `tertib train` learns from that very file."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.cli import main
from tertib.vocabulary import PartyKind
from tertib.vocabulary import ReviewOutcome as R
from tests.factories import NOW, make_party
from tests.found import found_at
from tests.portal.test_findings import decide

pytestmark = pytest.mark.django_db

Export = Callable[..., Path]


@pytest.fixture
def export(invented_platforms: None, settings: Settings, analyst: Client, tmp_path: Path) -> Export:
    """Decide 120 findings on as many days, yes where a word stands in the title, and take the labels out.

    With `turned` the last third is decided the other way round.
    """
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    settings.TERTIB_SECOND_READING_SHARE = 0.0

    def taken_out(*, turned: bool = False) -> Path:
        platform = make_party("lapakraya", PartyKind.PLATFORM)
        for number in range(120):
            meant = number % 3 == 0
            title = f"{'Gulungan dermaga' if meant else 'Kemeja kantor'} ukuran {number}"
            seen = NOW - timedelta(days=200 - number)
            offer = {"shop": f"toko-{number % 12}-{meant}", "first_seen_at": seen}
            one = found_at(platform, number + 1, title=title, offer=offer)
            said = meant != (turned and number >= 80)
            decide(
                analyst,
                one,
                R.CONFIRMED if said else R.LAWFUL,
                **{"q-used": "yes" if said else "no"},
            )
        file = tmp_path / "label.csv"
        answer = analyst.get("/temuan/label.csv")
        file.write_bytes(answer.getvalue())
        return file

    return taken_out


def _train(file: Path, folder: Path) -> int:
    return main(["train", "--policy", "pakaian-bekas-impor", "--labels", f"{file}", "-o", f"{folder}"])


def test_what_the_desk_decided_trains_a_model_that_is_tested_forward_in_time(
    export: Export, tmp_path: Path
) -> None:
    assert _train(export(), tmp_path / "model") == 0
    card = json.loads((tmp_path / "model" / "model.json").read_text())
    assert (card["data"][0]["yes"], card["data"][0]["no"], card["data"][0]["unknown"]) == (40, 80, 0)
    assert card["test"]["forward"]
    assert card["test"]["new_log_loss"] < card["test"]["old_log_loss"]


def test_what_came_later_refuses_a_model_that_learned_the_opposite(export: Export, tmp_path: Path) -> None:
    assert _train(export(turned=True), tmp_path / "model") == 1
    assert not (tmp_path / "model").exists()
