"""Typed values out of a policy's TOML, each mistake with its file, line and mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from tertib.core.policies.lines import Place, line_of
from tertib.core.policies.model import LocalText
from tertib.errors import PolicyMistake

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a file, and where it stands."""

    file: str
    text: str
    table: Mapping[str, Any]
    place: Place = ()

    def fail(self, key: str, said: str) -> NoReturn:
        """Raise PolicyMistake at the line of `key` (or of its table, if the key is missing)."""
        place = (*self.place, key) if key else self.place
        raise PolicyMistake(f"{self.file}, line {line_of(self.text, place)}: {said}")

    def text_of(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f'{key} is missing or no text; write {key} = "..."')
        return value.strip()

    def both(self, key: str) -> LocalText:
        """A text in both languages, written as a table with `id` and `en`."""
        value = self.table.get(key)
        if not isinstance(value, Mapping):
            self.fail(key, f'{key} must be in both languages; write {key} = {{ id = "...", en = "..." }}')
        missing = [code for code in ("id", "en") if not str(value.get(code, "")).strip()]
        if missing:
            self.fail(key, f"{key} has no {' and no '.join(missing)} text; add it")
        return LocalText(id=_one_line(value["id"]), en=_one_line(value["en"]))

    def whole(self, key: str, *, at_least: int) -> int:
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            self.fail(key, f"{key} is {value!r}; write a whole number of at least {at_least}")
        return value

    def number(self, key: str, *, above: float) -> float:
        value = self.table.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not value > above:
            self.fail(key, f"{key} is {value!r}; write a number above {above:g}")
        return float(value)

    def day(self, key: str) -> date:
        value = self.optional_day(key)
        if value is None:
            self.fail(key, f"{key} is missing; write {key} = 2026-01-31 (without quotes)")
        return value

    def optional_day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(key, f"{key} is {value!r}; write a day such as 2026-01-31, without quotes")
        return value

    def word(self, key: str, kind: type[Word]) -> Word:
        return self._as_word(key, self.table.get(key), kind)

    def words(self, key: str, kind: type[Word]) -> tuple[Word, ...]:
        value = self.table.get(key)
        if not isinstance(value, list) or not value:
            self.fail(key, f'{key} must be a list such as ["{next(iter(kind))}"]')
        return tuple(self._as_word(key, one, kind) for one in value)

    def part(self, key: str) -> "Fields":
        value = self.table.get(key)
        if not isinstance(value, Mapping):
            self.fail(key, f"the table [{key}] is missing; add it")
        return Fields(self.file, self.text, value, (*self.place, key))

    def parts(self, key: str) -> "Iterator[Fields]":
        value = self.table.get(key)
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value) or not value:
            self.fail(key, f"no [[{key}]] is given; add at least one")
        for number, one in enumerate(value):
            yield Fields(self.file, self.text, one, (*self.place, key, number))

    def only(self, *known: str) -> None:
        """Refuse a key that nobody reads: most often it is a known one, misspelt."""
        for key in self.table:
            if key not in known:
                self.fail(key, f"nobody reads {key!r}; known here: {', '.join(sorted(known))}")

    def _as_word(self, key: str, value: object, kind: type[Word]) -> Word:
        for word in kind:
            if word.value == value:
                return word
        return self.fail(key, f"{key} is {value!r}; write one of {', '.join(kind)}")


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
