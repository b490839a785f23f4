"""Rank the words that removed sellers changed to, and decide with control of false discoveries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.matcher import Form, Lexicon, scan
from tertib.core.terms.adoption import Adoption, AdoptionTest, Gram, Unit, adoptions, units_of
from tertib.core.terms.discrete import Tails, discrete_q
from tertib.core.terms.history import History, grams_of, holds
from tertib.core.terms.nested import phrases_of, without_nested
from tertib.core.terms.slots import Pair, Slots, slot_p, slot_tails, slots_of

LEAST_UNITS = 3  # adopters, treated or not: fewer can never be told from chance (Tarone 1990)
LEVEL = 0.05  # of the list, at most this share is expected to be false (core/terms/discrete.py); sellers are no dice
NIGHTLY = 0.01  # of a search that is made every night and keeps what it finds: errors of many nights add up
MOST_EXAMPLES = 3
LONG_ENOUGH = 5  # letters; a shorter old word is one letter from too many others


class Kind(StrEnum):
    """What a candidate is."""

    WORD = "word"
    PHRASE = "phrase"
    CODE = "code"  # letters and digits mixed, or a word that nobody used before
    DISGUISE = "disguise"  # an old word, hidden


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that removed sellers took up. `p` is valid under any dependence of the two tests; `q` is its
    false-discovery rate among all words tested; `sellers` are removed sellers who took it up or put it into the slot."""

    term: str
    kind: Kind
    sellers: int
    p: float
    q: float
    first_seen: int
    examples: tuple[tuple[str, str], ...]  # titles before and after, of different sellers


def find_terms(history: History, *, level: float = LEVEL) -> list[Candidate]:
    """All candidates whose q is at most `level`, the most telling first; none where nobody changed words.

    The order is by Fisher's combination of the adoption test and the slot test; the decision by twice the smaller p.
    """
    units = units_of(history)
    if not any(unit.treated for unit in units):
        return []
    taken, slots = adoptions(history, units), slots_of(history, units)
    old = _old_words(history)
    taken = {gram: one for gram, one in taken.items() if _is_candidate(gram, one, old, slots)}
    if not taken:
        return []
    grams = sorted(taken)
    test, shares = AdoptionTest(units), _shares(history)
    by_adoption = np.array([test.p(taken[gram].treated, taken[gram].controls) for gram in grams])
    by_steady = np.array([test.p(taken[gram].steady_treated, taken[gram].steady_controls) for gram in grams])
    by_slot = np.array([slot_p(gram, slots, share=_share(gram, shares)) for gram in grams])
    tests = np.array([by_adoption, by_steady, by_slot])
    p = np.minimum(1.0, len(tests) * tests.min(axis=0))
    reach = [
        (
            test.tails(one.treated + one.controls),
            test.tails(one.steady_treated + one.steady_controls),
            slot_tails(gram, slots, share=_share(gram, shares)) if gram in slots.pairs else (1.0,),
        )
        for gram in grams
        for one in (taken[gram],)
    ]
    q = _q_by_length(p, reach, [len(gram) for gram in grams])
    strength = -np.log(np.maximum(tests, 1e-300)).sum(axis=0)
    chosen = [place for place in np.argsort(-strength, kind="stable") if q[place] <= level]
    chosen, whole = _made_whole(chosen, grams, taken, units, history)
    ranked = [grams[place] for place in chosen]
    kept = without_nested(ranked, taken, units=units, history=history, test=test)
    hidden = _hidden(sorted(kept), history)
    return [
        _candidate(
            gram,
            p=float(p[whole.get(place, place)]),
            q=float(q[whole.get(place, place)]),
            kind=Kind.DISGUISE if gram in hidden else _kind(gram, shares),
            adoption=taken[gram],
            units=units,
            slots=slots,
            history=history,
        )
        for place in chosen
        if (gram := grams[place]) in kept
    ]


def _made_whole(
    chosen: list[int],
    grams: list[Gram],
    taken: dict[Gram, Adoption],
    units: list[Unit],
    history: History,
) -> tuple[list[int], dict[int, int]]:
    """Put the phrase before a part of it that is found, where the part hardly stands without it: the phrase is what was
    taken up. Also says of which part it has its p and q."""
    number = {gram: place for place, gram in enumerate(grams)}
    found, out, whole = set(chosen), [], {}
    for place in chosen:
        part = grams[place]
        for phrase in phrases_of(part, taken, units, history):
            longer = number[phrase]
            if longer not in found:
                found.add(longer)
                out.append(longer)
                whole[longer] = place
        out.append(place)
    return out, whole


def _old_words(history: History) -> tuple[frozenset[str], frozenset[Gram]]:
    """Old words of one part, and every run within an old word or phrase."""
    single = frozenset(term[0] for term in history.old if len(term) == 1)
    return single, frozenset(run for term in history.old for run in grams_of(term)) | history.old


def _is_candidate(
    gram: Gram, adoption: Adoption, old: tuple[frozenset[str], frozenset[Gram]], slots: Slots
) -> bool:
    sellers = len(set(adoption.treated) | set(adoption.controls))
    if sellers + (len(slots.pairs.get(gram, ())) if not adoption.treated else 0) < LEAST_UNITS:
        return False
    single, within = old
    if gram in within or not single.isdisjoint(gram):
        return False
    return any(len(word) > 1 and any(map(str.isalpha, word)) for word in gram)


def _shares(history: History) -> dict[str, float]:
    """Each word's share in all words but those of removed sellers since their removal: common without any change."""
    before = history.day <= history.removed[history.shop]
    counts = Counter(
        word for words, keep in zip(history.words, before.tolist(), strict=True) if keep for word in words
    )
    total = max(1, counts.total())
    return {word: count / total for word, count in counts.items()}


def _share(gram: Gram, shares: dict[str, float]) -> float:
    """A phrase is as common as its rarest word at most."""
    return min(shares.get(word, 0.0) for word in gram)


def _q_by_length(
    p: npt.NDArray[np.float64], reach: Sequence[tuple[Tails, ...]], lengths: list[int]
) -> npt.NDArray[np.float64]:
    """q among words of the same number of parts: many chance phrases shall not cost a single word its place.

    Each part of the list keeps its level, so the whole does (Efron 2008).
    """
    q, sizes = np.ones_like(p), np.array(lengths)
    for length in np.unique(sizes):
        part = np.flatnonzero(sizes == length)
        q[part] = discrete_q(p[part], [reach[place] for place in part.tolist()], parts=len(reach[0]))
    return q


def _hidden(grams: list[Gram], history: History) -> set[Gram]:
    """Candidates that are an old word in disguise from end to end."""
    old = [" ".join(term) for term in sorted(history.old)]
    if not old or not grams:
        return set()
    lexicon = Lexicon.build(
        [Form(term, place, fuzzy=len(term) >= LONG_ENOUGH) for place, term in enumerate(old)]
    )
    texts = [" ".join(gram) for gram in grams]
    hits = scan(pa.array(texts, pa.string()), lexicon)
    return {
        grams[row]
        for row, start, end in zip(hits.row.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True)
        if start == 0 and end == len(texts[row])
    }


def _kind(gram: Gram, shares: dict[str, float]) -> Kind:
    if len(gram) > 1:
        return Kind.PHRASE
    mixed = any(map(str.isdigit, gram[0])) and any(map(str.isalpha, gram[0]))
    return Kind.CODE if mixed or _share(gram, shares) == 0.0 else Kind.WORD


def _candidate(
    gram: Gram,
    *,
    p: float,
    q: float,
    kind: Kind,
    adoption: Adoption,
    units: list[Unit],
    slots: Slots,
    history: History,
) -> Candidate:
    pairs = slots.pairs.get(gram, {})
    adopters = [units[place] for place in adoption.treated]
    uses = [
        place for unit in adopters for place in unit.present if holds(history.words[place], gram) >= 0
    ] + [pair.after for pair in pairs.values()]
    return Candidate(
        term=" ".join(gram),
        kind=kind,
        sellers=len({unit.shop for unit in adopters} | pairs.keys()),
        p=p,
        q=q,
        first_seen=int(min(history.day[place] for place in uses)),
        examples=_examples(gram, pairs, adopters, history),
    )


def _examples(
    gram: Gram, pairs: dict[int, Pair], adopters: list[Unit], history: History
) -> tuple[tuple[str, str], ...]:
    """Pairs of the slot first; else an old title with the old word, and a new one with the new."""
    found = [(pair.before, pair.after) for _, pair in sorted(pairs.items())]
    for unit in adopters:
        if len(found) >= MOST_EXAMPLES:
            break
        if unit.shop in pairs or not unit.past:
            continue
        terms = history.old_of.get(unit.shop, frozenset())
        before = next(
            (
                place
                for place in reversed(unit.past)
                if any(holds(history.words[place], term) >= 0 for term in terms)
            ),
            unit.past[-1],
        )
        after = next(place for place in unit.present if holds(history.words[place], gram) >= 0)
        found.append((before, after))
    return tuple(
        (" ".join(history.words[before]), " ".join(history.words[after]))
        for before, after in found[:MOST_EXAMPLES]
    )
