"""Write a term back into a policy's terms.toml: the rest of the file, its comments included, stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from tertib.core.detection.rules.model import Field, Term
from tertib.core.detection.rules.terms import ALWAYS
from tertib.errors import PolicyMistake
from tertib.vocabulary import Ambiguity, TermStatus

LONG_LIST = 6  # words; a longer list goes over several lines
USUAL_FIELDS = frozenset({Field.TITLE, Field.DESCRIPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class TermText:
    """A term as a person writes it. What is empty, or as usual, does not stand in the file.

    Nothing is checked here: `load_rules` reads the written file and says what is wrong with it.
    """

    key: str
    words: Sequence[str]
    meaning_id: str = ""
    meaning_en: str = ""
    ambiguity: Ambiguity = Ambiguity.MEDIUM
    status: TermStatus = TermStatus.ACTIVE
    fields: Sequence[Field] = tuple(sorted(USUAL_FIELDS))
    needs: Sequence[str] = ()
    unless: Sequence[str] = ()
    not_in: Sequence[str] = ()
    places: Sequence[str] = ()
    place_weight: float = 0.0
    weights: Mapping[str, float]
    fuzzy: bool = True
    inside: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


def text_of_term(term: Term) -> TermText:
    """The reverse of writing: a term as a form shows it."""
    plain = {field.name: getattr(term, field.name) for field in fields(Term) if field.name != "meaning"}
    plain |= {
        "fields": tuple(sorted(term.fields)),
        "valid_from": None if term.valid_from == ALWAYS else term.valid_from,
        "meaning_id": term.meaning.id,
        "meaning_en": term.meaning.en,
    }
    return TermText(**plain)


def write_term(text: str, term: TermText, *, instead_of: str = "") -> str:
    """The text of terms.toml with the term in it: at its end, or in the place of the term `instead_of`.

    Raises PolicyMistake if the text is no TOML, or has no such term.
    """
    document = _parsed(text)
    terms = document.setdefault("term", tomlkit.aot())
    if instead_of:
        table = _found(terms, instead_of)
    else:
        table = tomlkit.table()
        terms.append(table)
        table = terms[-1]
    values = _values(term, there=frozenset(table))
    for key in [key for key in table if key not in values]:
        del table[key]
    for key, value in values.items():
        if key not in table or table[key] != value:
            table[key] = _item(key, value)
    return _ended(document.as_string())


def remove_term(text: str, key: str) -> str:
    """The text of terms.toml without the term. Raises PolicyMistake if there is none with this key."""
    document = _parsed(text)
    terms = document.get("term", tomlkit.aot())
    table = _found(terms, key)
    del terms[next(place for place, one in enumerate(terms) if one is table or one == table)]
    return _ended(document.as_string())


def set_version(text: str, version: str) -> str:
    """The text of policy.toml at another version. Raises PolicyMistake if it is no TOML."""
    document = _parsed(text)
    document["version"] = version
    return document.as_string()


def next_version(version: str, taken: Sequence[str]) -> str:
    """The version after `version`: its last number counted on, until it is not taken.

    >>> next_version("2026.1", ["2026.1", "2026.2"])
    '2026.3'
    >>> next_version("spring", [])
    'spring.2'
    """
    head, dot, last = version.rpartition(".")
    number = int(last) if dot and last.isascii() and last.isdigit() else 1
    head = head if dot and last.isascii() and last.isdigit() else version
    while True:
        number += 1
        if (found := f"{head}.{number}") not in taken:
            return found


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as mistake:
        raise PolicyMistake(f"{mistake}; mend it in the text of the file") from mistake


def _found(terms: Any, key: str) -> Table:
    if isinstance(terms, AoT):
        for table in terms:
            if isinstance(table, Table) and str(table.get("key", "")).strip() == key:
                return table
    raise PolicyMistake(f"there is no term {key!r} in terms.toml; it may have been removed meanwhile")


def _values(term: TermText, *, there: frozenset[str]) -> dict[str, Any]:
    """What is to stand in the file; what is as usual only where it is `there` already."""
    values: dict[str, Any] = {"key": term.key, "words": list(term.words)}
    if term.meaning_id or term.meaning_en:
        values["meaning"] = {"id": term.meaning_id, "en": term.meaning_en}
    values["ambiguity"] = str(term.ambiguity)
    if term.status is not TermStatus.ACTIVE:
        values["status"] = str(term.status)
    if frozenset(term.fields) != USUAL_FIELDS:
        values["fields"] = [str(field) for field in term.fields]
    for name in ("needs", "unless", "not_in", "places"):
        if getattr(term, name):
            values[name] = list(getattr(term, name))
    if term.place_weight:
        values["place_weight"] = float(term.place_weight)
    for name, usual in (("fuzzy", not term.inside), ("inside", False)):
        if name in there or getattr(term, name) != usual:
            values[name] = getattr(term, name)
    values["weights"] = {question: float(weight) for question, weight in term.weights.items()}
    for name in ("valid_from", "valid_to"):
        if getattr(term, name):
            values[name] = getattr(term, name)
    if term.source:
        values["source"] = term.source
    return values


def _item(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(value)
        return array.multiline(len(value) > LONG_LIST)
    return tomlkit.item(value)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
