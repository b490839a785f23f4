"""Every word of the vocabulary in the reader's language: label, meaning, and how its badge looks."""

from collections.abc import Iterable
from enum import StrEnum

from tertib.portal.lexicon.cases import CASE_WORDS
from tertib.portal.lexicon.detection import DETECTION_WORDS
from tertib.portal.lexicon.look import Word
from tertib.portal.lexicon.parties import PARTY_WORDS
from tertib.portal.lexicon.sellers import SELLER_WORDS

WORDS: dict[type[StrEnum], dict[str, Word]] = {**CASE_WORDS, **PARTY_WORDS, **DETECTION_WORDS, **SELLER_WORDS}


def word(value: StrEnum) -> Word:
    """The word for a member of a vocabulary. Raises KeyError for a member that has none (a test walks all)."""
    return WORDS[type(value)][value.value]


def label(value: StrEnum) -> str:
    """The member's label in the active language."""
    return str(word(value).label)


def choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) pairs for a select field, in the order given."""
    return [(member.value, label(member)) for member in members]
