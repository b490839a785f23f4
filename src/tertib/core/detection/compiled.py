"""A policy's rules made ready to run: words in two lexicons, facts and signs as tables of numbers."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertib.core.detection.matcher import Form, Lexicon
from tertib.core.detection.model import TextModel, load_model
from tertib.core.detection.rules import Rules, load_rules
from tertib.core.detection.rules.model import Field, Term
from tertib.vocabulary import TermStatus

MODEL_FILE = "model.npz"
FIELDS = tuple(Field)
FUZZY_LETTERS = 5  # shorter words are one letter from too many others


@dataclass(frozen=True, slots=True)
class Owner:
    """What the forms of a lexicon belong to: `group[f]` and `term[f]` are places, or -1."""

    group: npt.NDArray[np.int32]
    term: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Words:
    """One lexicon and the owners of its forms."""

    lexicon: Lexicon
    owner: Owner


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """Rules with everything computed that does not hang on a listing.

    `names` are the signals' full names, as a reason gives them; `families` the signal of each name, by
    which the sum of one signal is bounded.
    """

    rules: Rules
    terms: tuple[Term, ...]
    group_keys: tuple[str, ...]
    words: dict[Field, Words]
    names: tuple[str, ...]
    families: npt.NDArray[np.int8]
    name_of: dict[str, int] = field(repr=False)
    model: TextModel | None

    @property
    def reference(self) -> str:
        """`id@version#digest`."""
        return self.rules.reference


def compile_policy(folder: Path, *, today: date | None = None) -> CompiledPolicy:
    """Read and compile a policy folder; the same folder with the same content is compiled once.

    `today` leaves out terms that are not yet, or no longer, valid on it; None keeps every term in use.
    Raises PolicyMistake.
    """
    rules = load_rules(folder)
    return _compiled(rules.reference, str(folder.resolve()), today)


@lru_cache(maxsize=8)
def _compiled(reference: str, folder: str, today: date | None) -> CompiledPolicy:
    rules = load_rules(Path(folder))
    path = Path(folder) / MODEL_FILE
    return build(rules, model=load_model(path) if path.exists() else None, today=today)


def build(rules: Rules, *, model: TextModel | None, today: date | None = None) -> CompiledPolicy:
    """Compile rules that are at hand, such as a draft that is tested before it is published."""
    terms = tuple(
        term
        for term in rules.terms
        if term.status is TermStatus.ACTIVE
        and (
            today is None or (term.valid_from <= today and (term.valid_to is None or today <= term.valid_to))
        )
    )
    names, families = _names(rules, terms)
    return CompiledPolicy(
        rules=rules,
        terms=terms,
        group_keys=tuple(rules.groups),
        words={one: _words(rules, terms, one) for one in FIELDS},
        names=names,
        families=families,
        name_of={name: place for place, name in enumerate(names)},
        model=model,
    )


def _names(rules: Rules, terms: tuple[Term, ...]) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
    names: list[str] = []
    for term in terms:
        for where in sorted(term.fields):
            suffix = "" if where is Field.TITLE else f"@{where}"
            names += [f"terms.{term.key}{suffix}", f"disguise.{term.key}{suffix}"]
    names += [f"{sign.signal}.{sign.key}" for sign in rules.signs]
    names += ["text.title", "text.shop", "seller.removals", "image.removed"]
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(_family(name) for name in names))}
    return tuple(names), np.array([kinds[_family(name)] for name in names], dtype=np.int8)


def _family(name: str) -> str:
    kind = name.split(".", 1)[0]
    return "terms" if kind == "disguise" else kind


def _words(rules: Rules, terms: tuple[Term, ...], where: Field) -> Words:
    """The lexicon of one field. Words of groups are read as they stand; terms also in disguise."""
    forms: list[Form] = []
    groups: list[int] = []
    owners: list[int] = []
    for place, group in enumerate(rules.groups.values()):
        if where in group.fields:
            for word in group.words:
                forms.append(Form(word, len(forms), disguise=False, whole_word=not group.inside))
                groups.append(place)
                owners.append(-1)
    for place, term in enumerate(terms):
        if where in term.fields:
            for word in term.words:
                fuzzy = term.fuzzy and sum(map(str.isalpha, word)) >= FUZZY_LETTERS
                forms.append(Form(word, len(forms), fuzzy=fuzzy, whole_word=not term.inside))
                groups.append(-1)
                owners.append(place)
    owner = Owner(group=np.array(groups, dtype=np.int32), term=np.array(owners, dtype=np.int32))
    return Words(lexicon=Lexicon.build(forms), owner=owner)
