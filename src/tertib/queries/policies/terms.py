"""The words of a policy as a reader looks through them, and what each one found lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertib.core.detection.rules.model import Field, Rules, Term
from tertib.core.detection.rules.write import TermText, text_of_term
from tertib.errors import NotFound
from tertib.queries.types import Finding, Reader
from tertib.queries.visible import visible_findings
from tertib.vocabulary import ReviewOutcome, Role, TermStatus

DAYS = 30
MOST_READ = 5_000  # findings, the latest; their reasons are read one by one
SAYING = (ReviewOutcome.CONFIRMED, ReviewOutcome.LAWFUL, ReviewOutcome.PLATFORM_RULE)
FIELDS = tuple(Field)
SIGNALS = ("terms", "disguise")


@dataclass(frozen=True, slots=True)
class Hits:
    """Of the findings of the last DAYS days that a word spoke in: how many, in disguise, decided, and lawful."""

    found: int = 0
    disguised: int = 0
    decided: int = 0
    lawful: int = 0

    @property
    def share(self) -> float | None:
        """Share lawful of those that were decided; None while none was."""
        return self.lawful / self.decided if self.decided else None


NO_HITS = Hits()


@dataclass(frozen=True, slots=True)
class TermShown:
    """One term with what it found."""

    term: Term
    meaning: str
    hits: Hits


def terms(
    rules: Rules, hits: Mapping[str, Hits], *, language: str, text: str = "", status: TermStatus | None = None
) -> list[TermShown]:
    """Terms in the order of the file, narrowed by a text in key, words or meaning, and by status."""
    wanted = text.casefold().strip()
    return [
        TermShown(term, term.meaning.in_language(language), hits.get(term.key, NO_HITS))
        for term in rules.terms
        if (status is None or term.status is status) and (not wanted or wanted in _searched(term))
    ]


def term(rules: Rules, key: str) -> Term:
    """One term. Raises NotFound."""
    for one in rules.terms:
        if one.key == key:
            return one
    raise NotFound("There is no such term in this policy.")


def text_of(one: Term) -> TermText:
    """A term as a form shows it."""
    return text_of_term(one)


def hits_of(reader: Reader, policy: str, *, now: datetime) -> dict[str, Hits]:
    """Term -> what it found in the last DAYS days, in feeds that the reader's office was given; numbers only.

    Of very many findings the latest MOST_READ are read. A policy editor, who sees no listing, sees these numbers.
    """
    since = now - timedelta(days=DAYS)
    seen = visible_findings(reader.home, Role.ANALYST).filter(policy=policy, found_at__gte=since)
    found: dict[str, list[int]] = {}
    for reasons, outcome in seen.order_by("-found_at").values_list("reasons", "outcome")[:MOST_READ]:
        for key, disguised in _spoke(reasons).items():
            counts = found.setdefault(key, [0, 0, 0, 0])
            counts[0] += 1
            counts[1] += disguised
            counts[2] += outcome in SAYING
            counts[3] += outcome == ReviewOutcome.LAWFUL
    return {key: Hits(*counts) for key, counts in found.items()}


def findings_with(reader: Reader, policy: str, key: str, *, now: datetime, most: int = 10) -> list[Finding]:
    """The latest findings that a term spoke in, for readers who see listings."""
    if reader.role is None:
        return []
    since = now - timedelta(days=DAYS)
    seen = visible_findings(reader.home, reader.role).filter(policy=policy, found_at__gte=since)
    found = []
    for finding in seen.select_related("offer").order_by("-found_at")[:MOST_READ]:
        if key in _spoke(finding.reasons):
            found.append(finding)
            if len(found) == most:
                break
    return found


def _spoke(reasons: list[dict[str, object]]) -> dict[str, bool]:
    """Term -> whether it was in disguise, of those that speak for the finding or against it."""
    spoke: dict[str, bool] = {}
    for reason in reasons:
        kind, _, rest = str(reason["signal"]).partition(".")
        if kind in SIGNALS:
            key = rest.partition("@")[0]
            spoke[key] = spoke.get(key, False) or kind == "disguise"
    return spoke


def _searched(term: Term) -> str:
    return " ".join([term.key, *term.words, term.meaning.id, term.meaning.en]).casefold()
