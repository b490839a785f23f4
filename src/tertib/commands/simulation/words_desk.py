"""The words' desk of the simulated office: candidates each day, a person's word, a tested draft, a new live version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import moment
from tertib.commands.simulation.patrol import point
from tertib.core.detection.compiled import CompiledPolicy, build
from tertib.core.detection.memory import NOTHING
from tertib.core.detection.rules.load import TERMS_FILE
from tertib.core.detection.rules.write import TermText, next_version, set_version, write_term
from tertib.core.detection.versions import read_version
from tertib.core.policies import SHIPPED_POLICIES
from tertib.core.policies.load import POLICY_FILE
from tertib.core.policies.versions import files_of
from tertib.core.terms import NIGHTLY, Candidate, Removals, Titles, find_terms, history_of
from tertib.sandbox.campaign.seen import Row
from tertib.sandbox.campaign.world import Outside

TREATED_DAYS: Final = 28  # removals that count as news
HISTORY_DAYS: Final = 45
DRAFTS: Final = (  # weights on "used" and companions, tried in turn until one is within the budget
    (4.6, ()),
    (3.4, ()),
    (4.6, ("trade",)),
)


PUBLISHED, DISMISSED, TOO_BROAD = "published", "dismissed", "too_broad"


@dataclass(frozen=True, slots=True)
class Word:
    """A candidate as the desk dealt with it. `version` empty: not published, for the reason in `ended`."""

    candidate: Candidate
    listed: float  # hour
    version: str
    ended: str  # PUBLISHED, DISMISSED, TOO_BROAD


class WordsDesk:
    """Keeps the live version of one policy, and all candidates that were ever listed."""

    def __init__(self, outside: Outside, policy_id: str) -> None:
        self._outside, self._id = outside, policy_id
        self._files = files_of(SHIPPED_POLICIES / policy_id)
        self._version = read_version(self._files, policy_id=policy_id)
        self.live: CompiledPolicy = build(self._version.rules, model=self._version.model)
        self.words: dict[str, Word] = {}

    def day(
        self,
        removed: Sequence[File],
        rows: Sequence[Row],
        protected: Sequence[Row],
        *,
        seller_of: Mapping[str, str],
        hour: float,
    ) -> bool:
        """List candidates, decide and publish; whether a new version is live."""
        before = self.live
        found = self._candidates(removed, rows, seller_of, hour)
        fresh = [one for one in found if one.term not in self.words]
        accepted = []
        for candidate in fresh:
            if self._outside.knows_word(candidate.term):
                accepted.append(candidate)
            else:
                self.words[candidate.term] = Word(candidate, hour, "", DISMISSED)
        if len(accepted) > 1 and self._publish([one.term for one in accepted], DRAFTS[:1], protected, hour):
            for candidate in accepted:
                self.words[candidate.term] = Word(candidate, hour, self._version.reference, PUBLISHED)
            return True
        for candidate in accepted:
            done = self._publish([candidate.term], DRAFTS, protected, hour)
            self.words[candidate.term] = (
                Word(candidate, hour, self._version.reference, PUBLISHED)
                if done
                else Word(candidate, hour, "", TOO_BROAD)
            )
        return self.live is not before

    def _candidates(
        self, removed: Sequence[File], rows: Sequence[Row], seller_of: Mapping[str, str], hour: float
    ) -> list[Candidate]:
        news = [
            (file, at, term)
            for file in removed
            if (at := file.last_up) is not None and at >= moment(hour - TREATED_DAYS * 24)
            for term in file.terms or ("",)
        ]
        told = [row for row in rows if row.listed >= hour - HISTORY_DAYS * 24]
        if not news:
            return []
        first: dict[str, datetime] = {}
        for file, at, _ in news:
            seller = seller_of.get(file.shop, file.shop)
            first[seller] = min(at, first.get(seller, at))
        history = history_of(
            Removals(
                [seller_of.get(file.shop, file.shop) for file, _, _ in news],
                [file.id for file, _, _ in news],
                np.array([at.toordinal() for _, at, _ in news]),
                [term for _, _, term in news],
            ),
            Titles(
                [seller_of.get(row.account, row.account) for row in told],
                [row.id for row in told],
                np.array([_day(row, first.get(seller_of.get(row.account, row.account))) for row in told]),
                [row.title for row in told],
            ),
        )
        return find_terms(history, level=NIGHTLY)

    def _publish(
        self,
        terms: Sequence[str],
        drafts: Sequence[tuple[float, tuple[str, ...]]],
        protected: Sequence[Row],
        hour: float,
    ) -> bool:
        """Try drafts in turn on lawful examples; the first within the policy's budget goes live."""
        budget = self._version.rules.false_alarm_budget
        before = {one.row.id for one in point(protected, self.live, NOTHING)}
        for weight, needs in drafts:
            files = self._draft(terms, weight, needs, moment(hour).date())
            version = read_version(files, policy_id=self._id)
            draft = build(version.rules, model=version.model)
            caught = {one.row.id for one in point(protected, draft, NOTHING)} - before
            if len(caught) <= budget * len(protected):
                self._files, self._version, self.live = files, version, draft
                return True
        return False

    def _draft(
        self, terms: Sequence[str], weight: float, needs: tuple[str, ...], day: date
    ) -> dict[str, str]:
        files = dict(self._files)
        for place, term in enumerate(terms):
            text = TermText(
                key=f"baru-{len(self.words) + place + 1}",
                words=(term,),
                meaning_id="kata baru setelah penurunan",
                meaning_en="a new word after a takedown",
                needs=needs,
                weights={"used": weight, "imported": 3.0},
                valid_from=day,
                source="https://example.com/simulated-campaign",
            )
            files[TERMS_FILE] = write_term(files[TERMS_FILE], text)
        version = next_version(self._version.policy.version, (self._version.policy.version,))
        files[POLICY_FILE] = set_version(files[POLICY_FILE], version)
        return files


def _day(row: Row, removed: datetime | None) -> int:
    """The day of a title; later on the day of its seller's first removal, it counts as the day after."""
    at = moment(row.listed)
    return at.toordinal() + (removed is not None and at > removed and at.date() == removed.date())
