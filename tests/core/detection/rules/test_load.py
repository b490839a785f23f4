"""A policy's detection rules: what is shipped can be read, and a mistake names file, line and mend."""

import shutil
from pathlib import Path

import pytest

from tertib.core.detection.rules import load_rules
from tertib.core.detection.rules.model import Field
from tertib.core.policies.load import SHIPPED_POLICIES
from tertib.errors import PolicyMistake
from tertib.vocabulary import Ambiguity, Band, TermStatus

SHIPPED = sorted(path.parent for path in SHIPPED_POLICIES.glob("*/policy.toml"))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_policy_can_be_read(folder: Path):
    rules = load_rules(folder)
    assert rules.reference.startswith(f"{folder.name}@")
    assert rules.questions and rules.terms and rules.bands


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_an_ordinary_word_never_acts_alone(folder: Path):
    for term in load_rules(folder).terms:
        assert term.needs or term.ambiguity is not Ambiguity.HIGH, term.key


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_word_without_a_source_is_not_in_use(folder: Path):
    for term in load_rules(folder).terms:
        assert term.source or term.status is TermStatus.CANDIDATE, term.key


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_question_tells_sellers_in_both_languages_how_to_be_clear(folder: Path):
    for question in load_rules(folder).questions:
        assert question.advice and question.advice.id and question.advice.en, question.key


def test_the_strong_band_asks_more_than_the_weak_one():
    strong, look = load_rules(SHIPPED_POLICIES / "pakaian-bekas-impor").bands
    assert (strong.band, look.band) == (Band.STRONG, Band.LOOK)
    assert all(strong.at_least[key] >= least for key, least in look.at_least.items())


MISTAKES = [
    # file, what stands there, what is written instead, what the refusal says
    ("terms.toml", 'key = "thrift"', 'key = "balpres"', "stands twice"),
    ("terms.toml", 'needs = ["trade", "used_words"]', "needs = []", "never acts alone"),
    ("terms.toml", 'needs = ["trade", "used_words"]', 'needs = ["trades"]', "'trades', which is nowhere"),
    ("terms.toml", "used = 5.0, imported = 1.5, bulk", "use = 5.0, imported = 1.5, bulk", "'use'"),
    ("terms.toml", 'words = ["owol", "owol-owol"]', "words = []", "words is missing"),
    ("terms.toml", 'status = "candidate"', 'status = "perhaps"', "write one of active"),
    ("terms.toml", "inside = true", 'inside = "yes"', "write true or false"),
    (
        "detection.toml",
        'key = "round-price"\nfield = "price"',
        'key = "round-price"\nfield = "cost"',
        "'cost'",
    ),
    ("detection.toml", "divisible_by = 5000", "divisible = 5000", "nobody reads 'divisible'"),
    (
        "detection.toml",
        'advice = { id = "Sebut barangnya',
        'advice = { ib = "Sebut barangnya',
        "advice has no id text",
    ),
    ("detection.toml", "used = 0.70", "used = 0.75", "add up to 1.05"),
    ("detection.toml", 'band = "strong"', 'band = "none"', "only strong and look"),
    ("detection.toml", 'all = ["clothing-first"]', 'all = ["clothes-first"]', "which is nowhere"),
    ("detection.toml", 'signal = "goods"', 'signal = "good"', "write one of pattern"),
    (
        "detection.toml",
        "pattern = '(?i)official|resmi|flagship'",
        "pattern = '(?i)official('",
        "no regular expression",
    ),
    ("detection.toml", "pattern = '(?i)official|resmi|flagship'", "pattern = '(?=official)'", "bounded time"),
    ("detection.toml", "most = 7.0", "most = -1", "above 0"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES, ids=lambda one: str(one)[:30])
def test_a_mistake_names_file_line_and_mend(tmp_path: Path, file: str, right: str, wrong: str, said: str):
    folder = tmp_path / "pakaian-bekas-impor"
    shutil.copytree(SHIPPED_POLICIES / folder.name, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PolicyMistake) as refusal:
        load_rules(folder)
    assert said in str(refusal.value)
    assert f"{folder.name}/{file}, line " in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path):
    folder = tmp_path / "pakaian-bekas-impor"
    shutil.copytree(SHIPPED_POLICIES / folder.name, folder)
    (folder / "terms.toml").unlink()
    with pytest.raises(PolicyMistake, match=r"no readable terms\.toml"):
        load_rules(folder)


def test_names_of_shops_alone_are_read_inside_longer_words(tmp_path: Path):
    for term in load_rules(SHIPPED_POLICIES / "pakaian-bekas-impor").terms:
        assert not term.inside or term.fields == {Field.SHOP}
