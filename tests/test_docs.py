"""What the documents say is so: links lead somewhere, and the commands they show run."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from tools import house

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(name for name in house.tracked() if name.endswith(".md"))
TERTIB = Path(sys.executable).parent / "tertib"

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)

# Commands on files are run as shown; those that start servers or touch an installation are asked for help.
ON_FILES = ("links", "pages", "schemas")
LISTED = (
    "https://lapakraya.example/kemeja-flanel-bekas.101.2002\n"
    "Lihat https://www.tokopedia.com/tokocontoh/jaket-bekas-impor-1730000000000000001?extParam=x\n"
)


def words_of_commands() -> Iterator[tuple[str, list[str]]]:
    """Every line of every shell example, as document and words; `$ ` and comments left out."""
    for name in DOCUMENTS:
        for block in FENCE.findall((ROOT / name).read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                if words:
                    yield name, words


def commands_of(program: str) -> list[tuple[str, list[str]]]:
    return [(name, words) for name, words in words_of_commands() if Path(words[0]).name == program]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_between_documents_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    inside = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    dead = [link for link in inside if not ((ROOT / name).parent / link.partition("#")[0]).exists()]
    assert dead == []


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    shown = {word for _, words in commands_of("make") for word in words[1:] if re.fullmatch(r"[a-z-]+", word)}
    assert {"demo", "test"} <= shown
    assert shown - targets == set()


def test_the_readme_shows_the_two_commands_that_do_everything() -> None:
    shown = [words for name, words in commands_of("make") if name == "README.md"]
    assert shown[:2] == [["make", "demo"], ["make", "test"]]


@pytest.mark.parametrize(("name", "words"), commands_of("tertib"))
def test_every_tertib_command_that_is_shown_exists(name: str, words: list[str], tmp_path: Path) -> None:
    spoken = [word for word in words[1:3] if re.fullmatch(r"[a-z]+", word)]
    asked = run([*spoken, "--help"], at=tmp_path)
    assert asked.returncode == 0, f"{name} shows `{shlex.join(words)}`: {asked.stderr}"


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, words in commands_of("tertib") if words[1] in ON_FILES]
)
def test_commands_on_files_run_as_shown(name: str, words: list[str], tmp_path: Path) -> None:
    lay_samples(tmp_path)
    done = run(words[1:], at=tmp_path)
    assert done.returncode == 0, f"{name} shows `{shlex.join(words)}`: {done.stderr}"


def run(words: list[str], *, at: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "TERTIB_HOME": str(at / "home")}
    return subprocess.run(
        [TERTIB, *words], cwd=at, env=surroundings, input=LISTED, capture_output=True, text=True, check=False
    )


def lay_samples(folder: Path) -> None:
    """What examples name: list.txt, list.csv, list.xlsx, and pages, a folder of saved ones."""
    (folder / "pages").mkdir()
    page = {
        "platform": "other",
        "asked_url": "https://toko.example/1",
        "status": 404,
        "body_file": "one.html",
    }
    (folder / "pages" / "one.json").write_text(json.dumps(page), encoding="utf-8")
    (folder / "pages" / "one.html").write_text("<h1>Halaman tidak ditemukan</h1>", encoding="utf-8")
    (folder / "list.txt").write_text(LISTED, encoding="utf-8")
    (folder / "list.csv").write_text("no,tautan\n" + LISTED, encoding="utf-8")
    with xlsxwriter.Workbook(folder / "list.xlsx") as book:
        book.add_worksheet().write_column(0, 0, ["tautan", *LISTED.splitlines()])


def test_every_decision_has_its_own_number_and_says_it_in_its_first_line() -> None:
    pages = sorted((ROOT / "docs" / "why").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(set(numbers)) == len(numbers)
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {page.name[:4]} "), page.name


def test_the_steps_of_a_links_journey_are_numbered_one_to_nine() -> None:
    text = (ROOT / "docs" / "journeys" / "link.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d)\. ", text, re.MULTILINE) == [str(number) for number in range(1, 10)]
