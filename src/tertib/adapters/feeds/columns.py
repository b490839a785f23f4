"""Which column of a listings file says what: the table of names that people use, and a caller's own mapping."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tertib.errors import BadInput

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
NOT_A_NAME = re.compile(r"[\W_]+")
SHOWN_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a listing: how its values are read (`kind`), what it says, what its column may be called."""

    name: str
    kind: str
    says: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The packaged table. `words` and `block` are folded to lower case; see columns.toml."""

    fields: Mapping[str, Field]
    words: Mapping[str, frozenset[str]]
    block: Mapping[str, tuple[str, ...]]


def _load() -> Columns:
    with Path(__file__).with_name("columns.toml").open("rb") as file:
        table = tomllib.load(file)
    words, block = table.pop("words"), table.pop("block")
    return Columns(
        fields={
            name: Field(name, said["kind"], said["says"], tuple(said["names"]))
            for name, said in table.items()
        },
        words={name: frozenset(listed) for name, listed in words.items()},
        block={name: tuple(listed) for name, listed in block.items()},
    )


COLUMNS = _load()


def folded(name: str) -> str:
    """Fold a column's name to what is compared.

    >>> folded("Nama_Produk (wajib)"), folded("countSold")
    ('namaproduk', 'countsold')
    """
    return NOT_A_NAME.sub("", BRACKETS.sub("", unicodedata.normalize("NFKC", name)).casefold())


# folded name -> field and place among its names
RANKS = {
    folded(name): (field.name, rank)
    for field in COLUMNS.fields.values()
    for rank, name in enumerate(field.names)
}


class Choice:
    """Which columns of one file are read, and for what; it learns as columns come up.

    `sources` gives each field its columns, the preferred first; `ignored` are those that nobody knows, in the
    order of the file. An `override` (field, or a usual name of it -> column) is the only column of its field, and
    of no other.
    """

    def __init__(self, override: Mapping[str, str] | None = None) -> None:
        """Raises BadInput if the override names a field that there is not."""
        self._override: dict[str, str] = {}
        for said, column in (override or {}).items():
            field = said if said in COLUMNS.fields else RANKS.get(folded(said), ("", 0))[0]
            if not field:
                raise BadInput(f"there is no field {said!r} to read; there are: {', '.join(COLUMNS.fields)}")
            self._override[field] = column
        self._rank = {name: said for name, said in RANKS.items() if said[0] not in self._override}
        self._claimed = {folded(column): field for field, column in self._override.items()}
        self._known: dict[str, tuple[str, int]] = {}
        self._seen: set[str] = set()
        self.sources: dict[str, list[str]] = {}
        self.ignored: list[str] = []

    def field_of(self, name: str) -> str | None:
        """Say what a column of this name would be read for; null if nobody knows it."""
        return self._claimed.get(folded(name)) or self._rank.get(folded(name), (None, 0))[0]

    def learn(self, names: Iterable[str]) -> None:
        """Take in the names of columns; a name that was seen before changes nothing."""
        for name in names:
            if name in self._seen:
                continue
            self._seen.add(name)
            field = self.field_of(name)
            if field is None:
                self.ignored.append(name)
                continue
            self._known[name] = (field, self._rank.get(folded(name), (field, 0))[1])
            columns = self.sources.setdefault(field, [])
            columns.append(name)
            columns.sort(key=lambda one: self._known[one][1])  # stable: the file's order among equals

    def names(self) -> list[str]:
        """Give the columns that are read, in the order of the file."""
        return list(self._known)

    def check(self, name: str) -> None:
        """Raise BadInput if the file (shown as `name`) lacks a title column or one that the override names."""
        found = ", ".join([*self._known, *self.ignored][:SHOWN_COLUMNS]) or "none"
        for field, column in self._override.items():
            if field not in self.sources:
                raise BadInput(f"{name}: there is no column {column!r} for {field}; found: {found}")
        if "title" not in self.sources:
            raise BadInput(
                f"{name}: no column is known as the title; found: {found}. Say which it is: --columns title=COLUMN"
            )


def unique(names: Iterable[str]) -> list[str]:
    """Tell columns of one name apart: the second is "name (2)", which is read for the same field.

    >>> unique(["a", "a", ""])
    ['a', 'a (2)', 'column 3']
    """
    seen: set[str] = set()
    told = []
    for place, name in enumerate(names, 1):
        base = name.strip() or f"column {place}"
        candidate, n = base, 2
        while candidate in seen:
            candidate, n = f"{base} ({n})", n + 1
        seen.add(candidate)
        told.append(candidate)
    return told
