"""Take in the words that another member shared: each waits as a candidate, and none is published by itself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.policies.versions import read_live
from tertib.core.terms.exchange import Mistake, SharedWord, read_words
from tertib.core.terms.history import words_of
from tertib.errors import NotPermitted
from tertib.store.models import WordCandidate


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file's words: `new` wait now, `known` were here already, `no_policy` are of goods that no policy
    here is about; `mistakes` could not be read."""

    by: str
    new: int
    known: int
    no_policy: int
    mistakes: tuple[Mistake, ...]


def take_in(actor: Actor, content: bytes, *, now: datetime) -> TakenIn:
    """Keep each word that is new here once, all or none. The same file again changes nothing.

    Raises BadInput if the file cannot be trusted, NotPermitted.
    """
    require(actor, Permit.EDIT_POLICY)
    if actor.person is None:
        raise NotPermitted("A person takes in new words, never a program.")
    file = read_words(content)
    with transaction.atomic():
        known = {
            policy: _known(policy) for policy in {word.policy for word in file.words} & set(tables.policies())
        }
        fresh = [
            _candidate(word, by=file.by, now=now)
            for word in file.words
            if word.policy in known and words_of(word.term) not in known[word.policy]
        ]
        WordCandidate.objects.bulk_create(fresh, ignore_conflicts=True)
    elsewhere = sum(word.policy not in known for word in file.words)
    return TakenIn(
        by=file.by,
        new=len(fresh),
        known=len(file.words) - len(fresh) - elsewhere,
        no_policy=elsewhere,
        mistakes=file.mistakes,
    )


def _known(policy: str) -> set[tuple[str, ...]]:
    kept = WordCandidate.objects.select_for_update().filter(policy=policy).values_list("term", flat=True)
    return {words_of(word) for term in read_live(policy).rules.terms for word in term.words} | set(
        map(words_of, kept)
    )


def _candidate(word: SharedWord, *, by: str, now: datetime) -> WordCandidate:
    year, week = word.first_seen_week.split("-W")
    return WordCandidate(
        policy=word.policy,
        term=word.term,
        kind=word.kind,
        sellers=word.sellers,
        first_seen=date.fromisocalendar(int(year), min(int(week), 52), 1),
        found_at=now,
        shared_by=by,
        shared={
            "meaning": dict(word.meaning),
            "needs": list(word.needs),
            "unless": list(word.unless),
            "places": list(word.places),
            "status": word.status.value,
        },
    )
