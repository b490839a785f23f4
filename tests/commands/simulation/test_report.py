"""The report: all files, a table beside each plot, the same bytes each time, and nothing that a seller wrote runs."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tertib.commands.simulation.plots import Line, plot
from tertib.commands.simulation.report import write_report
from tests.commands.simulation.conftest import Campaign

PLOTTED = ("prevalence", "speed", "still_down", "until_down")


@pytest.fixture
def folder(campaign: Campaign, tmp_path: Path) -> Path:
    write_report(tmp_path / "r", campaign.office, campaign.truth, campaign.outcome, days=8, seed=4)
    return tmp_path / "r"


def test_each_plot_has_its_table_beside_it(folder: Path):
    for name in PLOTTED:
        rows = list(csv.reader((folder / f"{name}.csv").open(encoding="utf-8")))
        assert len(rows) > 2
        assert ET.fromstring((folder / f"{name}.svg").read_text(encoding="utf-8")).tag.endswith("svg")


def test_the_page_and_the_text_say_the_same_figures(folder: Path, campaign: Campaign):
    page = (folder / "report.html").read_text(encoding="utf-8")
    text = (folder / "report.md").read_text(encoding="utf-8")
    for one in campaign.outcome.held:
        assert one.en in text
        assert one.id in text
        assert one.written(one.true) in page
    assert "<script" not in page
    assert all(f"({name}.svg)" in text for name in PLOTTED)


def test_the_figures_file_names_what_was_missed(folder: Path, campaign: Campaign):
    said = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert said["schema"] == "simulation-1"
    assert said["missed"] == [one.key for one in campaign.outcome.missed]
    assert said["figures"].keys() == {one.key for one in campaign.outcome.held}
    assert len(said["up_by_day"]["with"]) == len(said["up_by_day"]["without"]) == 9


def test_writing_it_again_gives_the_same_bytes(folder: Path, campaign: Campaign):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_report(folder, campaign.office, campaign.truth, campaign.outcome, days=8, seed=4)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_lines_of_a_plot_differ_by_more_than_colour():
    drawn = plot("t", [Line("a", [(0, 1), (2, 3)]), Line("b", [(0, 2)])], x_name="x", y_name="y")
    assert drawn.count("stroke-dasharray") == 2  # the second line, and its sign in the legend


def test_a_step_keeps_its_height_until_the_next_point():
    drawn = plot("t", [Line("a", [(0, 1), (2, 0.5)], is_step=True)], x_name="x", y_name="y", top=1.0)
    path = next(part for part in drawn.split('d="') if part.startswith("M62.0")).split('"')[0]
    first, second, third = path[1:].split("L")
    assert first.split()[1] == second.split()[1]
    assert second.split()[0] == third.split()[0]


def test_a_plot_of_nothing_is_still_a_picture():
    assert ET.fromstring(plot("t & <u>", [Line("a", [])], x_name="x", y_name="y"))
