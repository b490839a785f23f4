"""What a policy says, as values: one class of illegal goods with its law, deadlines, routes and ladder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tertib.core.deadlines import DeadlineRule
from tertib.vocabulary import (
    AskedAction,
    BasisStatus,
    ChannelType,
    LadderMeasure,
    LegalStanding,
    PartyKind,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in both languages; neither is empty."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language`; Indonesian for any other than English."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A provision and the days on which it is in force; `valid_to` is the last of them, None while it is."""

    key: str
    title: LocalText
    provision: LocalText
    valid_from: date
    valid_to: date | None
    status: BasisStatus
    source: str

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Route:
    """For these kinds of place, notices go to the first of these parties that can be reached."""

    channel_types: frozenset[ChannelType]
    to: tuple[PartyKind, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder against a platform. A person issues it; the record only proposes it.

    The record calls for it when `measure`, counted over the last `window_days`, is at least
    `at_least`, with no fewer than `at_least_cases` overdue cases. `period_days` are calendar days
    that the platform then has; the rung is issued at most `times` times before the next one.
    """

    key: str
    name: LocalText
    issuer: LocalText
    measure: LadderMeasure
    at_least: float
    at_least_cases: int
    window_days: int
    period_days: int
    times: int
    standing: LegalStanding
    source: LocalText
    wording: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy at one version. `digest` covers all its files; `deadline_sources` go by rule key."""

    id: str
    version: str
    digest: str
    name: LocalText
    scope: LocalText
    action: AskedAction
    asked: LocalText
    redress_platform: LocalText
    redress_seller: LocalText
    redress_contact: LocalText
    legal_bases: tuple[LegalBasis, ...]
    deadlines: Mapping[Urgency, DeadlineRule]
    deadline_sources: Mapping[str, LocalText]
    routes: tuple[Route, ...]
    rungs: tuple[Rung, ...]
    wording: Mapping[str, str]

    @property
    def reference(self) -> str:
        """How findings, notices and verdicts cite it: `id@version#sha256:...`."""
        return f"{self.id}@{self.version}#{self.digest}"

    def basis_at(self, day: date) -> tuple[LegalBasis, ...]:
        """The provisions in force on a legal day, in the order of the file; empty if none was."""
        return tuple(basis for basis in self.legal_bases if basis.is_valid_on(day))

    def deadline(self, urgency: Urgency) -> DeadlineRule:
        """The rule that runs for this urgency; every policy has one for each."""
        return self.deadlines[urgency]

    def route_for(self, channel_type: ChannelType) -> Route | None:
        """The first route for this kind of place, or None if the policy does not reach it."""
        return next((route for route in self.routes if channel_type in route.channel_types), None)
