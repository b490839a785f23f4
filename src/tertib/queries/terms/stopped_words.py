"""Terms of the policies in force that have stopped working, with their last finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertib.core.detection.rules.model import Term
from tertib.core.terms.expiry import BEFORE_DAYS, LATELY_DAYS, Finds, Stopped, stopped
from tertib.errors import PolicyMistake
from tertib.queries.detection.rules import policy_names
from tertib.queries.policies.desk import live_rules, read
from tertib.queries.policies.terms import SAYING, SIGNALS
from tertib.queries.types import PolicyVersion, Reader
from tertib.queries.visible import visible_findings
from tertib.vocabulary import PolicyState, ReviewOutcome, Role, TermStatus

__all__ = ["BEFORE_DAYS", "LATELY_DAYS", "Stopped", "StoppedTerm", "stopped_terms"]

MOST_READ = 20_000  # findings, the latest; of more, fewer terms are called silent, never one that is not
OPEN = (PolicyState.DRAFT, PolicyState.TESTED)


@dataclass(frozen=True, slots=True)
class StoppedTerm:
    """A term that works no more: `last` is when it found something last, null if not within the days read. `draft` is
    the open draft of the reader's office in which it is retired already."""

    policy: str
    term: Term
    why: Stopped
    finds: Finds
    last: datetime | None
    draft: PolicyVersion | None


def stopped_terms(reader: Reader, *, now: datetime) -> list[StoppedTerm]:
    """Of all policies: terms in use that stopped working, by policy and key.

    Numbers only, so that an editor, who sees no listing, may read them. Only finds in feeds that the reader's office
    was given are counted.
    """
    found = []
    for policy in sorted(policy_names("id")):
        terms = [term for term in live_rules(policy).terms if term.status is TermStatus.ACTIVE]
        finds, last = _finds(reader, policy, now=now)
        drafts = _retired(reader, policy)
        for term in sorted(terms, key=lambda term: term.key):
            counts = finds.get(term.key.lower(), Finds())
            why = stopped(counts)
            if why is not None:
                found.append(
                    StoppedTerm(policy, term, why, counts, last.get(term.key.lower()), drafts.get(term.key))
                )
    return found


def _finds(reader: Reader, policy: str, *, now: datetime) -> tuple[dict[str, Finds], dict[str, datetime]]:
    lately, since = now - timedelta(days=LATELY_DAYS), now - timedelta(days=LATELY_DAYS + BEFORE_DAYS)
    seen = visible_findings(reader.home, Role.ANALYST).filter(policy=policy, found_at__gte=since)
    rows = seen.order_by("-found_at").values_list("searched__words", "found_at", "outcome")[:MOST_READ]
    counts: dict[str, list[int]] = {}
    last: dict[str, datetime] = {}
    for words, found_at, outcome in rows.iterator():
        for key in _keys((words or "").splitlines()):
            told = counts.setdefault(key, [0, 0, 0, 0])
            last.setdefault(key, found_at)
            is_late = found_at >= lately
            told[0] += not is_late
            told[1] += is_late
            told[2] += is_late and outcome in SAYING
            told[3] += is_late and outcome == ReviewOutcome.LAWFUL
    return {key: Finds(*told) for key, told in counts.items()}, last


def _keys(lines: Iterable[str]) -> set[str]:
    """Terms that spoke, from the lines that a finding is searched by: `terms.balpres@title`."""
    parts = (line.partition(".") for line in lines)
    return {rest.partition("@")[0] for kind, dot, rest in parts if dot and kind in SIGNALS}


def _retired(reader: Reader, policy: str) -> dict[str, PolicyVersion]:
    """Terms that an open draft of the reader's office retires."""
    drafts = PolicyVersion.objects.filter(policy=policy, party=reader.home, state__in=OPEN)
    found: dict[str, PolicyVersion] = {}
    for draft in drafts.order_by("pk"):
        try:
            terms = read(draft).rules.terms
        except PolicyMistake:  # a draft that cannot be read is mended on its own page
            continue
        found |= {term.key: draft for term in terms if term.status is TermStatus.EXPIRED}
    return found
