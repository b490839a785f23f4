"""The names and meanings of figures in one language, as they stand beside every number."""

from dataclasses import dataclass

from tertib.core.statistics.definitions import DEFINITIONS


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What a figure is called, and what it counts."""

    name: str
    meaning: str


def figure_words(key: str, *, language: str) -> FigureWords:
    """Name and meaning of a figure. Raises KeyError for a key that is none."""
    name_id, name_en, meaning_id, meaning_en = DEFINITIONS[key]
    return FigureWords(name_en, meaning_en) if language == "en" else FigureWords(name_id, meaning_id)
