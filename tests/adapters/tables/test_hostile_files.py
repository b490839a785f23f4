import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tertib.adapters.tables import DEFAULT, Limits, TableFileRefused, read_table
from tertib.adapters.tables.refusals import wording
from tests.adapters.tables.containers import HONEST_ROWS, sheet, xlsx
from tests.adapters.tables.hostile import HOSTILE, Hostile, far_away_cell

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """All hostile files read in one fresh process, so that its peaks are theirs alone."""
    folder = tmp_path_factory.mktemp("hostile")
    for hostile in HOSTILE:
        (folder / hostile.name).write_bytes(hostile.make())
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("read_all.py")), str(folder)],
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    return json.loads(run.stdout)


def test_there_are_more_than_thirty_hostile_files_and_each_has_a_name_of_its_own():
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) > 30


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_for_its_own_reason(outcome, hostile: Hostile):
    reason, message, _ = outcome["files"][hostile.name]
    assert reason in hostile.reasons
    assert message.startswith(hostile.name.partition(":")[0])


def test_no_hostile_file_costs_600_megabytes_in_the_child_or_200_in_the_parent(outcome):
    assert outcome["child_peak_kb"] < 600 * 1024
    assert outcome["own_peak_kb"] < 200 * 1024


def test_no_hostile_file_takes_more_than_ten_seconds_and_all_take_less_than_forty(outcome):
    seconds = [cost for _, _, cost in outcome["files"].values()]
    assert max(seconds) < 10
    assert sum(seconds) < 40


def test_a_reader_that_runs_out_of_time_is_stopped():
    with pytest.raises(TableFileRefused) as caught:
        read_table(xlsx(), name="a.xlsx", limits=Limits(reader_wall_seconds=0.001))
    assert caught.value.reason == "too_slow"


def test_a_reader_that_needs_too_much_memory_says_so_in_words_for_an_officer():
    with pytest.raises(TableFileRefused, match="Copy the table alone into a new workbook"):
        read_table(far_away_cell(), name="daftar.xlsx")


def test_a_dimension_that_lies_costs_nothing_and_hides_nothing():
    data = xlsx(sheet=sheet(HONEST_ROWS, before='<dimension ref="A1:XFD1048576"/>'))
    assert read_table(data, name="a.xlsx").rows == [["https://lapakraya.localhost/p/1", "jaket"]]


def test_the_reading_process_can_open_neither_files_nor_sockets():
    child = ROOT / "src/tertib/adapters/tables/workbook_child.py"
    script = (
        "import runpy, socket\n"
        f"shut_in = runpy.run_path({str(child)!r})['_shut_in']\n"
        "shut_in(512 * 2**20, 60)\n"
        "for attempt in (lambda: open('/etc/hostname'), socket.socket):\n"
        "    try:\n"
        "        attempt()\n"
        "        print('opened')\n"
        "    except OSError as e:\n"
        "        print(e.errno)\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["24", "24"]  # EMFILE: too many open files


def test_every_refusal_has_a_sentence_in_both_languages_with_the_same_fields():
    for reason, sentences in wording().items():
        assert set(sentences) == {"en", "id"}, reason
        fields = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in sentences.values()]
        assert fields[0] == fields[1], reason


def test_a_refusal_shows_no_more_than_a_few_printable_characters_of_the_file():
    with pytest.raises(TableFileRefused) as caught:
        read_table(b"x", name="a\n\x1b[31m" + "b" * 500 + ".exe")
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_the_limits_are_the_ones_that_we_promise():
    assert (DEFAULT.file_bytes, DEFAULT.unpacked_bytes) == (20 * 2**20, 200 * 2**20)
    assert (DEFAULT.rows, DEFAULT.columns, DEFAULT.cell_chars) == (100_000, 64, 4_096)
    assert (DEFAULT.ratio, DEFAULT.parts) == (100, 2_000)
