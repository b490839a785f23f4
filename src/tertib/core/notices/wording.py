"""The words of letters in both languages, read from `wording/*.toml` and filled in completely."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter

from tertib.core.deadlines import ZONES
from tertib.errors import NoticeIncomplete
from tertib.vocabulary import LegalZone

FOLDER = Path(__file__).with_name("wording")
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it leaves: plain text, in one language."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of one language: letters by key, single sentences by key, and the file's digest."""

    language: str
    letters: Mapping[str, Letter]
    sentences: Mapping[str, str]
    digest: str

    def letter(self, key: str, fields: Mapping[str, str]) -> Letter:
        """Fill in a letter. Raises NoticeIncomplete if it is unknown or a field is missing or empty."""
        if key not in self.letters:
            raise NoticeIncomplete(f"there is no letter {key!r} in wording/{self.language}.toml; add it")
        form = self.letters[key]
        return Letter(self._fill(form.subject, fields, key), self._fill(form.body, fields, key))

    def sentence(self, key: str, fields: Mapping[str, str] | None = None) -> str:
        """Fill in a single sentence, as `letter` does."""
        if key not in self.sentences:
            raise NoticeIncomplete(f"there is no sentence {key!r} in wording/{self.language}.toml; add it")
        return self._fill(self.sentences[key], fields or {}, key)

    def _fill(self, form: str, fields: Mapping[str, str], key: str) -> str:
        lacking = sorted(name for name in placeholders(form) if not fields.get(name, "").strip())
        if lacking:
            raise NoticeIncomplete(f"the letter {key!r} lacks {', '.join(lacking)}")
        return form.format_map(fields)


def load_wording(language: str) -> Wording:
    """Read one language. Raises FileNotFoundError for a language that we do not write."""
    raw = (FOLDER / f"{language}.toml").read_bytes()
    table = tomllib.loads(raw.decode("utf-8"))
    letters = {
        key: Letter(subject=one["subject"].strip(), body=one["body"].strip() + "\n")
        for key, one in table["letter"].items()
    }
    return Wording(language, letters, table["sentence"], f"sha256:{hashlib.sha256(raw).hexdigest()}")


def placeholders(form: str) -> frozenset[str]:
    """The names in braces that a text wants filled."""
    return frozenset(name for _, name, _, _ in Formatter().parse(form) if name)


def local_moment(at: datetime, *, zone: LegalZone, language: str) -> str:
    """A moment as one writes it: `25 November 2026 pukul 10.00 WIB`, `25 November 2026, 10:00 WIB`."""
    local = at.astimezone(ZONES[zone])
    day = local_date(local.date(), language=language)
    if language == "en":
        return f"{day}, {local:%H:%M} {zone}"
    return f"{day} pukul {local:%H.%M} {zone}"


def local_date(day: date, *, language: str) -> str:
    """A day as one writes it: `25 November 2026`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def number(count: int, *, language: str) -> str:
    """A count with the language's thousands mark: 40.000, 40,000."""
    text = f"{count:,}"
    return text if language == "en" else text.replace(",", ".")
