"""The detection rules of one policy, as values. Weights are log-odds: +1 makes a claim 2.7 times as likely."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tertib.core.policies.model import LocalText
from tertib.vocabulary import Ambiguity, Band, TermStatus


class Field(StrEnum):
    """The texts of a listing that words are looked for in."""

    TITLE = "title"
    DESCRIPTION = "description"
    SHOP = "shop"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Question:
    """What a finding answers. `prior` is the log-odds before anything is read; `asks` is for a reviewer.

    `needed`: a person can confirm a finding only with a yes to it. `advice` tells a seller of lawful goods how to be
    clear on it; null where the policy gives none.
    """

    key: str
    name: LocalText
    asks: LocalText
    prior: float
    needed: bool = False
    advice: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Words that keep company or speak of other goods: no evidence by themselves.

    `inside` also finds them within longer words; only for names of shops.
    """

    key: str
    words: tuple[str, ...]
    fields: frozenset[Field]
    inside: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for a question, or against it.

    It counts where it stands in one of `fields`, touching no phrase of the groups `not_in`; with a
    word of one of the groups `needs` elsewhere in the listing, if any are named; and with none of the
    groups `unless`. `places` are names found in the shop's place: there it weighs `place_weight` more.
    """

    key: str
    words: tuple[str, ...]
    meaning: LocalText
    ambiguity: Ambiguity
    status: TermStatus
    fields: frozenset[Field]
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    not_in: tuple[str, ...]
    places: tuple[str, ...]
    place_weight: float
    weights: Mapping[str, float]
    fuzzy: bool
    inside: bool
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is or is not so of a listing: words of a group, a pattern, or a number.

    Exactly one of `groups`, `pattern`, and the number conditions is given. With `before`, a word of
    `groups` must stand in the title before any word of the groups in `before`: in Indonesian the thing itself is
    named first. Number conditions that are given together must all hold; a missing number holds only for `missing`.
    """

    key: str
    field: str
    groups: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    pattern: str = ""
    missing: bool | None = None
    at_least: float | None = None
    below: float | None = None
    divisible_by: int | None = None
    words_below: int | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """Facts that together speak for a question, or against it, under the name of a signal."""

    key: str
    signal: str
    meaning: LocalText
    all: tuple[str, ...]
    none: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BandRule:
    """A listing is in `band` if every answer reaches `at_least`, and one of `any_of` if there are any."""

    band: Band
    at_least: Mapping[str, float]
    any_of: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a policy says about detection. `digest` is the policy folder's."""

    reference: str
    questions: tuple[Question, ...]
    groups: Mapping[str, Group]
    terms: tuple[Term, ...]
    facts: Mapping[str, Fact]
    signs: tuple[Sign, ...]
    says_nothing: tuple[str, ...]  # facts of a listing that describes no goods: band cannot_tell
    bands: tuple[BandRule, ...]  # the first that holds; NONE if none does
    score: Mapping[str, float]  # question -> share in the score; the shares add up to 1
    most: float  # no signal adds or takes more than this to one question
    disguise: float  # what hiding a word adds to what the word says
    false_alarm_budget: float  # share of lawful listings in the protected sample that may be caught

    def question_index(self) -> dict[str, int]:
        """Place of each question in `questions`."""
        return {question.key: place for place, question in enumerate(self.questions)}
