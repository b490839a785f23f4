"""Terms written back: what was not changed stays letter for letter, and what is read is what was meant."""

import doctest
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.detection.rules import write
from tertib.core.detection.rules.write import TermText, remove_term, set_version, text_of_term, write_term
from tertib.core.detection.versions import read_version
from tertib.core.policies import SHIPPED_POLICIES
from tertib.core.policies.versions import files_of
from tertib.errors import PolicyMistake
from tertib.vocabulary import Ambiguity, TermStatus

POLICY = "pakaian-bekas-impor"
FILES = files_of(SHIPPED_POLICIES / POLICY)
TERMS = FILES["terms.toml"]
NEW = TermText(
    key="karung-senyap",
    words=["karung senyap", "krg senyap"],
    meaning_id="kata contoh",
    meaning_en="an invented word",
    ambiguity=Ambiguity.HIGH,
    needs=["trade"],
    weights={"used": 2.5},
    valid_from=date(2026, 11, 1),
    source="invented",
)


def _terms(text: str) -> dict[str, TermText]:
    rules = read_version({**FILES, "terms.toml": text}, policy_id=POLICY).rules
    return {term.key: text_of_term(term) for term in rules.terms}


def test_examples_hold() -> None:
    assert doctest.testmod(write).failed == 0


def test_every_shipped_term_written_as_it_stands_changes_not_a_letter() -> None:
    for folder in sorted(SHIPPED_POLICIES.glob("*/terms.toml")):
        files = files_of(folder.parent)
        text = files["terms.toml"]
        for term in read_version(files, policy_id=folder.parent.name).rules.terms:
            text = write_term(text, text_of_term(term), instead_of=term.key)
        assert text == files["terms.toml"]


def test_a_new_term_stands_at_the_end_and_nothing_else_changes() -> None:
    text = write_term(TERMS, NEW)
    assert text.startswith(TERMS.rstrip("\n"))
    after = _terms(text)
    assert tuple(after[NEW.key].words) == tuple(NEW.words)
    assert {key: one for key, one in after.items() if key != NEW.key} == _terms(TERMS)


def test_a_changed_term_keeps_the_comments_of_the_file() -> None:
    before = _terms(TERMS)["balpres"]
    plain = {name: getattr(before, name) for name in TermText.__slots__}
    text = write_term(TERMS, TermText(**{**plain, "status": TermStatus.EXPIRED}), instead_of="balpres")
    comments = [line for line in TERMS.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line.startswith("#")] == comments
    assert _terms(text)["balpres"].status is TermStatus.EXPIRED


def test_a_removed_term_is_gone_and_no_other() -> None:
    text = remove_term(write_term(TERMS, NEW), "balpres")
    assert set(_terms(text)) == {*_terms(TERMS), NEW.key} - {"balpres"}


def test_a_term_that_is_not_there_is_said() -> None:
    with pytest.raises(PolicyMistake, match="no term 'nowhere'"):
        write_term(TERMS, NEW, instead_of="nowhere")
    with pytest.raises(PolicyMistake, match="no term 'nowhere'"):
        remove_term(TERMS, "nowhere")
    with pytest.raises(PolicyMistake):
        write_term("[[term", NEW)


@settings(max_examples=25)  # each reads the whole policy
@given(
    word=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
        lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split())
    ),
    weight=st.floats(-20, 20),
)
def test_any_word_and_weight_is_read_as_it_was_written(word: str, weight: float) -> None:
    plain = {name: getattr(NEW, name) for name in TermText.__slots__}
    text = write_term(TERMS, TermText(**{**plain, "words": [word], "weights": {"used": weight}}))
    (found,) = (one for key, one in _terms(text).items() if key == NEW.key)
    assert tuple(found.words) == (word.strip(),)
    assert found.weights == {"used": weight}


def test_a_version_is_set_in_its_place() -> None:
    text = set_version(FILES["policy.toml"], "2026.7")
    assert text == FILES["policy.toml"].replace('version = "2026.1"', 'version = "2026.7"')
