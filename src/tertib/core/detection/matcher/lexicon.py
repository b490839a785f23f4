"""The forms to look for, made ready: skeletons in one automaton, plain forms in another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Self

import ahocorasick_rs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.fold.table import I_OR_L, OTHER
from tertib.core.detection.fold.texts import fold_texts
from tertib.core.detection.matcher.edits import Edits, words_of
from tertib.core.detection.matcher.letters import FLAT, LETTERS, SKELETON, skeleton
from tertib.core.detection.matcher.ordinary import Ordinary, ordinary_words
from tertib.errors import PolicyMistake

LONG = 8  # letters of a form that may stand in the midst of a longer word: "mypreloveditem"
SHORTEST_SKELETON = 3  # shorter ones are in every title
MOST_IN_DFA = (
    20_000  # patterns; twice as fast as the compact automaton while its table stays near the processor
)
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a term.

    `disguise`: found in disguise too; else only as it is written, in any case and with any space.
    `fuzzy`: found one edit away too. `whole_word`: false lets it stand inside a longer word, at its beginning or
    its end; in its midst as well from LONG letters on, which no ordinary word holds by chance. `after_digits`: a
    plain form may follow a number without a space, as "kg" in "100kg".
    """

    text: str
    id: int
    disguise: bool = True
    fuzzy: bool = False
    whole_word: bool = True
    after_digits: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What alignment needs to know of one form."""

    form: Form
    flat: str  # folded, small letters, single spaces
    runs: tuple[
        tuple[str, bool], ...
    ]  # letters that share a class, and whether a space is among or after them
    inner_gaps: frozenset[int]  # runs with a space among their letters
    letters: int

    @property
    def joined(self) -> str:
        return self.flat.replace(" ", "")


@dataclass(frozen=True)
class Lexicon:
    """Forms ready to scan for. `shapes` stand in the order of the forms; places in it number them inside."""

    shapes: tuple[Shape, ...]
    ordinary: Ordinary
    hidden: tuple[int, ...]  # places of forms that are sought in disguise
    plain: tuple[int, ...]  # places of forms that are sought as written
    _names: dict[int, str] = field(repr=False)

    @classmethod
    def build(cls, forms: Sequence[Form], *, ordinary: Ordinary | None = None) -> Self:
        """Raises PolicyMistake if a form has no letter or digit. `ordinary` null: the shipped words."""
        flats = _flats(forms)
        shapes = tuple(_shape(form, flat) for form, flat in zip(forms, flats, strict=True))
        hidden = [place for place, shape in enumerate(shapes) if _may_hide(shape)]
        apart = set(hidden)
        return cls(
            shapes=shapes,
            ordinary=ordinary_words() if ordinary is None else ordinary,
            hidden=tuple(hidden),
            plain=tuple(place for place in range(len(shapes)) if place not in apart),
            _names={shape.form.id: shape.form.text for shape in shapes},
        )

    @property
    def names(self) -> dict[int, str]:
        """Id -> text of its form."""
        return self._names

    @cached_property
    def skeletons(self) -> "Patterns":
        """Automaton over skeletons."""
        return Patterns.of([(skeleton(self.shapes[place].flat), place) for place in self.hidden])

    @cached_property
    def whole_skeletons(self) -> npt.NDArray[np.bool_]:
        """Of each pattern of `skeletons`, whether all its forms must be whole words."""
        found: npt.NDArray[np.bool_] = np.logical_and.reduceat(
            self.whole_word[self.skeletons.forms], self.skeletons.first[:-1]
        )
        return found

    @cached_property
    def as_written(self) -> "Patterns":
        """Automaton over flat text; each pattern carries the spaces that must stand around it."""
        pairs = []
        for place in self.plain:
            shape = self.shapes[place]
            if not shape.form.whole_word:
                pairs.append((shape.flat, place))
                continue
            before = " " + _DIGITS * shape.form.after_digits
            pairs += [(f"{first}{shape.flat} ", place) for first in before]
        return Patterns.of(pairs)

    @cached_property
    def edits(self) -> Edits | None:
        """Words for the fuzzy layer; None if no form asks for it."""
        fuzzy = [self.shapes[place] for place in self.hidden if self.shapes[place].form.fuzzy]
        words = {word for shape in fuzzy for word in words_of(shape.flat, shape.letters)}
        return Edits(words, ordinary=self.ordinary) if words else None

    @cached_property
    def ids(self) -> npt.NDArray[np.int32]:
        return np.array([shape.form.id for shape in self.shapes], dtype=np.int32)

    @cached_property
    def flat_text(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """All flat forms in one buffer, with their offsets and lengths."""
        lengths = np.array([len(shape.flat) for shape in self.shapes], dtype=np.int64)
        whole = "".join(shape.flat for shape in self.shapes).encode("latin-1")
        return np.frombuffer(whole, dtype=np.uint8), np.cumsum(lengths) - lengths, lengths

    @cached_property
    def runs(self) -> "Runs":
        """The runs of all forms, one after another."""
        return Runs.of(self.shapes)

    @cached_property
    def anywhere(self) -> npt.NDArray[np.bool_]:
        """Forms that may stand in the midst of a longer word."""
        return ~self.whole_word & (self.runs.letters >= LONG)

    @cached_property
    def whole_word(self) -> npt.NDArray[np.bool_]:
        return np.array([shape.form.whole_word for shape in self.shapes], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of letters of all forms: those of form f are the `count[f]` from `first[f]` on.

    Of each run: the place of its first letter in `text`, the letters of all forms, as `begin`; `length`; whether its
    letters are `several` different ones; whether a space follows it (`gap`) or stands in it (`inner`). Of each form:
    `letters` and `spaces`.
    """

    first: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]
    letters: npt.NDArray[np.int64]
    spaces: npt.NDArray[np.int64]
    text: npt.NDArray[np.uint8]
    begin: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    several: npt.NDArray[np.bool_]
    gap: npt.NDArray[np.bool_]
    inner: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, shapes: Sequence[Shape]) -> Self:
        count = np.array([len(shape.runs) for shape in shapes], dtype=np.int64)
        runs = [run for shape in shapes for run, _ in shape.runs]
        length = np.array([len(run) for run in runs], dtype=np.int64)
        return cls(
            first=np.cumsum(count) - count,
            count=count,
            letters=np.array([shape.letters for shape in shapes], dtype=np.int64),
            spaces=np.array([shape.flat.count(" ") for shape in shapes], dtype=np.int64),
            text=np.frombuffer("".join(runs).encode("latin-1"), dtype=np.uint8),
            begin=np.cumsum(length) - length,
            length=length,
            several=np.array([len(set(run)) > 1 for run in runs], dtype=np.bool_),
            gap=np.array([gap for shape in shapes for _, gap in shape.runs], dtype=np.bool_),
            inner=np.array(
                [place in shape.inner_gaps for shape in shapes for place in range(len(shape.runs))], np.bool_
            ),
        )


@dataclass(frozen=True, slots=True)
class Patterns:
    """An automaton and, for each of its patterns, the forms that have it: `forms[first[p] : first[p + 1]]`."""

    automaton: ahocorasick_rs.BytesAhoCorasick | None
    first: npt.NDArray[np.int64]
    forms: npt.NDArray[np.int64]

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, int]]) -> Self:
        grouped = [
            (key, [place for _, place in same])
            for key, same in groupby(sorted(pairs), key=lambda pair: pair[0])
        ]
        counts = np.array([len(places) for _, places in grouped], dtype=np.int64)
        return cls(
            automaton=_automaton([key.encode("latin-1") for key, _ in grouped]) if grouped else None,
            first=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]),
            forms=np.array([place for _, places in grouped for place in places], dtype=np.int64),
        )


def _automaton(patterns: list[bytes]) -> ahocorasick_rs.BytesAhoCorasick:
    small = len(patterns) <= MOST_IN_DFA
    kind = ahocorasick_rs.Implementation.DFA if small else ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.BytesAhoCorasick(patterns, implementation=kind)


def _flats(forms: Sequence[Form]) -> list[str]:
    """Forms as small plain letters with single spaces."""
    folded = fold_texts(pa.array([form.text for form in forms], pa.string())).texts().to_pylist()
    flats = [" ".join(text.encode("latin-1").translate(FLAT).decode("latin-1").split()) for text in folded]
    for form, flat in zip(forms, flats, strict=True):
        if not any(c.isalnum() for c in flat) or chr(OTHER) in flat:
            raise PolicyMistake(f"{form.text!r} is no word of Latin letters or digits; write the word itself")
    return [flat.replace(chr(I_OR_L), "i") for flat in flats]


def _shape(form: Form, flat: str) -> Shape:
    runs: list[tuple[str, bool]] = []
    inner: set[int] = set()
    gap = False
    for c in flat:
        if c == " ":
            gap = True
            continue
        if runs and _class(runs[-1][0][-1]) == _class(c):
            runs[-1] = (runs[-1][0] + c, runs[-1][1])
            if gap:
                inner.add(len(runs) - 1)
        else:
            if runs and gap:
                runs[-1] = (runs[-1][0], True)
            runs.append((c, False))
        gap = False
    letters = sum(len(run) for run, _ in runs)
    return Shape(form=form, flat=flat, runs=tuple(runs), inner_gaps=frozenset(inner), letters=letters)


def _class(c: str) -> int:
    return SKELETON[0][ord(c)]


def _may_hide(shape: Shape) -> bool:
    """Forms too short to be told from their neighbours, and bare numbers, are sought only as written."""
    known = sum(c in LETTERS for c in shape.flat) >= 2
    return shape.form.disguise and known and len(skeleton(shape.flat)) >= SHORTEST_SKELETON
