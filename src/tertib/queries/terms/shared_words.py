"""Words that were taken into a policy here, as a file for other members; and what a file of theirs holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tertib.core.detection.rules.model import Term
from tertib.core.terms.exchange import (
    MAX_BYTES,
    MAX_WORDS,
    Mistake,
    Shared,
    SharedFile,
    SharedWord,
    is_personal,
    read_words,
    week_of,
    write_words,
)
from tertib.core.terms.history import words_of
from tertib.errors import PolicyMistake
from tertib.queries.detection.rules import policy_names
from tertib.queries.policies.desk import live_rules, read
from tertib.queries.types import Reader, WordCandidate
from tertib.vocabulary import PolicyState, WordState

__all__ = ["MAX_BYTES", "Mistake", "Row", "SharedFile", "SharedWord", "Standing", "preview", "shared_file"]

WAS_IN_FORCE = (PolicyState.LIVE, PolicyState.RETIRED, PolicyState.BRAKED)


class Standing(StrEnum):
    """What a word of another member's file is to this installation."""

    NEW = "new"
    KNOWN = "known"  # in the policy in force, or kept as a candidate already, whatever was decided on it
    NO_POLICY = "no_policy"


@dataclass(frozen=True, slots=True)
class Row:
    """A word of a file, with its place from 1."""

    place: int
    word: SharedWord
    standing: Standing


def shared_file(reader: Reader, *, now: datetime, policy: str = "", in_force_only: bool = False) -> bytes:
    """All words that were accepted, with what their terms say, in the form `words-1`; at most MAX_WORDS, the latest.

    Words that may lead to a person are left out. `in_force_only`: those alone that stood in a version in force, which any
    member may have, by the offices that accepted them; the others only who writes policies, by the reader's office.
    """
    given = [
        (word, office)
        for word, office in _accepted(policy)
        if word.status is Shared.PUBLISHED or not in_force_only
    ]
    offices = sorted({office for _, office in given}) if in_force_only else []
    by = ", ".join(offices)[:200] or reader.home.name
    return write_words((word for word, _ in given), by=by, made_at=now)


def preview(content: bytes) -> tuple[SharedFile, list[Row]]:
    """What a file holds and what each of its words is here. Raises BadInput if it cannot be trusted."""
    file = read_words(content)
    policies = set(policy_names("id"))
    known = {policy: _known(policy) for policy in {word.policy for word in file.words} & policies}
    rows = []
    for place, word in zip(file.places, file.words, strict=True):
        standing = Standing.NEW
        if word.policy not in known:
            standing = Standing.NO_POLICY
        elif words_of(word.term) in known[word.policy]:
            standing = Standing.KNOWN
        rows.append(Row(place, word, standing))
    return file, rows


def _known(policy: str) -> set[tuple[str, ...]]:
    kept = WordCandidate.objects.filter(policy=policy).values_list("term", flat=True)
    return {words_of(word) for term in live_rules(policy).terms for word in term.words} | set(
        map(words_of, kept)
    )


def _accepted(policy: str) -> Iterator[tuple[SharedWord, str]]:
    """Words with the name of the office that accepted each."""
    taken = (
        WordCandidate.objects.filter(state=WordState.ACCEPTED)
        .select_related("draft", "decided_for")
        .order_by("-pk")
    )
    if policy:
        taken = taken.filter(policy=policy)
    for one in taken[:MAX_WORDS]:
        if is_personal(one.term):
            continue
        term = _term(one)
        word = SharedWord(
            term=one.term,
            kind=one.kind,
            policy=one.policy,
            status=Shared.PUBLISHED
            if one.draft is not None and one.draft.state in WAS_IN_FORCE
            else Shared.ACCEPTED,
            first_seen_week=week_of(one.first_seen),
            sellers=one.sellers,
            meaning={"id": term.meaning.id[:500], "en": term.meaning.en[:500]} if term else {},
            needs=term.needs if term else (),
            unless=term.unless if term else (),
            places=[place[:80] for place in term.places[:50]] if term else (),
        )
        yield word, one.decided_for.name if one.decided_for is not None else ""


def _term(candidate: WordCandidate) -> Term | None:
    """The term that the word became, as its draft has it now; None if it is there no more."""
    if candidate.draft is None:
        return None
    try:
        terms = read(candidate.draft).rules.terms
    except PolicyMistake:
        return None
    return next((term for term in terms if term.key == candidate.term_key), None)
