"""How the groups and terms of a policy's terms.toml are read."""

from collections.abc import Mapping
from datetime import date

from tertib.core.detection.rules.model import Field, Group, Term
from tertib.core.detection.rules.parts import keys_of, texts_of, weights_of
from tertib.core.policies.fields import Fields
from tertib.core.policies.model import LocalText
from tertib.vocabulary import Ambiguity, TermStatus

ALWAYS = date(2000, 1, 1)  # a term without `valid_from` has been there since before any listing that we read
MOST_WORD_CHARS = 80


def group_of(part: Fields) -> Group:
    """One [[group]]."""
    part.only("key", "words", "fields", "inside")
    return Group(
        key=part.text_of("key"),
        words=_words(part),
        fields=_fields(part, default=(Field.TITLE, Field.CATEGORY, Field.DESCRIPTION)),
        inside=_flag(part, "inside"),
    )


def term_of(part: Fields, *, questions: Mapping[str, object], groups: Mapping[str, object]) -> Term:
    """One [[term]]."""
    part.only(
        *("key", "words", "meaning", "ambiguity", "status", "fields", "needs", "unless", "not_in", "places"),
        *("place_weight", "weights", "fuzzy", "inside", "valid_from", "valid_to", "source"),
    )
    ambiguity = part.word("ambiguity", Ambiguity)
    needs = keys_of(part, "needs", known=groups, kind="group")
    if ambiguity is Ambiguity.HIGH and not needs:
        part.fail("needs", "an ordinary word (ambiguity high) never acts alone; name the groups it needs")
    valid_from, valid_to = part.optional_day("valid_from") or ALWAYS, part.optional_day("valid_to")
    if valid_to is not None and valid_to < valid_from:
        part.fail("valid_to", f"valid_to {valid_to} lies before valid_from {valid_from}; mend one")
    status = part.word("status", TermStatus) if "status" in part.table else TermStatus.ACTIVE
    source = str(part.table.get("source", "")).strip()
    if status is TermStatus.ACTIVE and not source:
        part.fail(
            "source", 'a term in use says where its meaning stands; add source, or status = "candidate"'
        )
    fields = _fields(part, default=(Field.TITLE, Field.DESCRIPTION))
    inside = _flag(part, "inside")
    if inside and fields != {Field.SHOP}:
        part.fail("inside", 'only names of shops are read inside longer words; write fields = ["shop"]')
    place_weight = part.number("place_weight", above=-20) if "place_weight" in part.table else 0.0
    return Term(
        key=part.text_of("key"),
        words=_words(part),
        meaning=part.both("meaning") if "meaning" in part.table else LocalText(id="", en=""),
        ambiguity=ambiguity,
        status=status,
        fields=fields,
        needs=needs,
        unless=keys_of(part, "unless", known=groups, kind="group"),
        not_in=keys_of(part, "not_in", known=groups, kind="group"),
        places=texts_of(part, "places"),
        place_weight=place_weight,
        weights=weights_of(part, known=questions),
        fuzzy=_flag(part, "fuzzy", otherwise=not inside),
        inside=inside,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
    )


def _words(part: Fields) -> tuple[str, ...]:
    words = texts_of(part, "words")
    if not words:
        part.fail("words", 'words is missing; write words = ["balpres", "ball press"]')
    for word in words:
        if len(word) > MOST_WORD_CHARS or not any(letter.isalnum() for letter in word):
            part.fail("words", f"{word[:40]!r} is no word of 1 to {MOST_WORD_CHARS} characters")
    return words


def _fields(part: Fields, *, default: tuple[Field, ...]) -> frozenset[Field]:
    return frozenset(part.words("fields", Field) if "fields" in part.table else default)


def _flag(part: Fields, key: str, *, otherwise: bool = False) -> bool:
    value = part.table.get(key, otherwise)
    if not isinstance(value, bool):
        part.fail(key, f"{key} is {value!r}; write true or false")
    return value
