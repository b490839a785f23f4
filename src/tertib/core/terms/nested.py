"""Words and phrases that were taken up together: one of them is the news, the others only stand beside it."""

from collections import Counter

from tertib.core.terms.adoption import Adoption, AdoptionTest, Gram, Unit
from tertib.core.terms.history import History, grams_of, holds

TIED = 0.8  # share of a word's titles in which it stands inside the phrase
LEFT = 0.01  # a word whose other adopters are so unlikely by chance is news without the phrase


def without_nested(
    ranked: list[Gram],
    taken: dict[Gram, Adoption],
    *,
    units: list[Unit],
    history: History,
    test: AdoptionTest,
) -> set[Gram]:
    """Of candidates that contain one another, keep what is news by itself:

    * a phrase goes, if those who took it up write the shorter one without it as well
    * a shorter one goes, if they do not, and it has no adopters to speak of without the phrase's
    * of two that share a word, the weaker goes, if it has no adopters to speak of without the stronger one's
    """
    kept = dict.fromkeys(ranked)
    for phrase in sorted(ranked, key=len, reverse=True):
        for inner in ranked:
            if (
                len(inner) >= len(phrase)
                or holds(phrase, inner) < 0
                or phrase not in kept
                or inner not in kept
            ):
                continue
            if _tied(inner, phrase, taken[phrase], units, history) < TIED:
                kept.pop(phrase)
            elif _without(taken[inner], taken[phrase], test) > LEFT:
                kept.pop(inner)
    return set(_without_neighbours(list(kept), taken, test))


def phrases_of(part: Gram, taken: dict[Gram, Adoption], units: list[Unit], history: History) -> list[Gram]:
    """Longer candidates around a word inside which its removed adopters write it, nearly always; longest first."""
    around: Counter[Gram] = Counter()
    titles = 0
    for place in taken[part].treated:
        for title in units[place].present:
            words = history.words[title]
            if holds(words, part) >= 0:
                titles += 1
                around.update(
                    gram for gram in grams_of(words) if len(gram) > len(part) and holds(gram, part) >= 0
                )
    found = [gram for gram, count in around.items() if gram in taken and count >= TIED * titles]
    return sorted(found, key=lambda gram: (-len(gram), gram))


def _without_neighbours(ranked: list[Gram], taken: dict[Gram, Adoption], test: AdoptionTest) -> list[Gram]:
    """Leave out what shares a word with a stronger candidate and has no adopters to speak of without its."""
    kept: list[Gram] = []
    for gram in ranked:
        stronger = [one for one in kept if set(one) & set(gram)]
        if all(_without(taken[gram], taken[one], test) <= LEFT for one in stronger):
            kept.append(gram)
    return kept


def _tied(inner: Gram, phrase: Gram, adoption: Adoption, units: list[Unit], history: History) -> float:
    whole, inside = 0, 0
    for place in adoption.treated:
        for title in units[place].present:
            words = history.words[title]
            if holds(words, inner) >= 0:
                whole += 1
                inside += holds(words, phrase) >= 0
    return inside / max(1, whole)


def _without(inner: Adoption, phrase: Adoption, test: AdoptionTest) -> float:
    treated, controls = set(phrase.treated), set(phrase.controls)
    return test.p(
        tuple(place for place in inner.treated if place not in treated),
        tuple(place for place in inner.controls if place not in controls),
    )
