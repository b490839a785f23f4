"""One thing has one word in Indonesian: the synonyms that crept in once do not come back."""

import re
from pathlib import Path

import pytest

import tertib.core.notices
from tertib.core.statistics import DEFINITIONS
from tools.messages import PORTAL

WORDS = Path(tertib.core.notices.__file__).parent / "wording" / "id.toml"
ONE_WORD = {
    "lewat waktu": r"terlambat|\btelat\b",
    "masih tampil": r"tayang",
    "kembali tampil": r"muncul (?:lagi|kembali)(?! bila)",
    "dinyatakan selesai": r"dinyatakan turun|diklaim",
    "terlihat turun": r"terverifikasi turun",
    "konsep": r"\bdraf\b",
    "jatuh tempo": r"\btenggat\b|\bdeadline\b",
    "penawaran": r"\blisting\b(?!:)|\biklan\b(?! baris)",
    "surel": r"\bemail\b|\be-mail\b",
}
"""The word that is used, and what must not stand in its place."""


def indonesian() -> dict[str, str]:
    """Every Indonesian text by where it stands."""
    found = {"id.toml": WORDS.read_text("utf-8")}
    for part in sorted((PORTAL / "locale" / "id" / "parts").glob("*.po")):
        texts = re.findall(r'^msgstr(?:\[0\])? "(.*)"$', part.read_text("utf-8"), re.MULTILINE)
        found |= {f"{part.name}: {text}": text for text in texts}
    return found | {f"figures: {key}": f"{one[0]} {one[2]}" for key, one in DEFINITIONS.items()}


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_thing_has_one_word(word: str) -> None:
    other = re.compile(ONE_WORD[word], re.IGNORECASE)
    plain = {where: re.sub(r"%\(\w+\)[sd]|`[^`]*`", "", text) for where, text in indonesian().items()}
    assert [where for where, text in plain.items() if other.search(text)] == []
