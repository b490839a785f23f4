"""The policy desk: policies with their versions and drafts, what differs, what a test found, and the sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from tertib.core.detection.rules.diff import Change, changes, file_changes
from tertib.core.detection.rules.model import Rules
from tertib.core.detection.versions import TEXT_FILES, Version, read_version
from tertib.core.policies.versions import files_of, live_folder
from tertib.errors import NotFound, PolicyMistake
from tertib.queries.policies.named import policies_by_id
from tertib.queries.types import Reader
from tertib.store.models import (
    PolicyStep,
    PolicyVersion,
    SampleFile,
    SampleListing,
    TrialListing,
)
from tertib.store.policies import decisions_on, files_of_version, live_references
from tertib.vocabulary import PolicyState, TermStatus, TrialChange

OPEN = (PolicyState.DRAFT, PolicyState.TESTED)
PUBLISHED = (PolicyState.LIVE, PolicyState.RETIRED, PolicyState.BRAKED)
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy as it stands. `live` is null while the shipped folder is in force; `braked` is a version that the brake
    stopped and no other has followed; `open` are the reader's office's drafts."""

    id: str
    name: str
    scope: str
    version: str
    reference: str
    live: PolicyVersion | None
    braked: PolicyVersion | None
    open: tuple[PolicyVersion, ...]
    in_use: int
    proposed: int
    protected: int
    sample: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of a version's findings: how many persons decided, how many were reversed; of the former too."""

    decided: int
    reversed: int
    decided_before: int
    reversed_before: int


def cards(reader: Reader, *, language: str) -> list[PolicyCard]:
    """Every policy, by name."""
    found = [_card(reader, key, language) for key in policies_by_id()]
    return sorted(found, key=lambda card: card.name)


def card(reader: Reader, key: str, *, language: str) -> PolicyCard:
    """One policy. Raises NotFound."""
    if key not in policies_by_id():
        raise NotFound("There is no such policy.")
    return _card(reader, key, language)


def live_files(key: str) -> dict[str, str]:
    """The files of a policy as it is in force. Raises NotFound."""
    if key not in policies_by_id():
        raise NotFound("There is no such policy.")
    kept = Path(settings.TERTIB_HOME) / "policies"
    return files_of(live_folder(key, live_references(), files=files_of_version, kept=kept))


def live_rules(key: str) -> Rules:
    """What a policy says about detection as it is in force. Raises NotFound."""
    return read_version(live_files(key), policy_id=key).rules


def standing(version: PolicyVersion) -> Standing:
    """Of a version and the one before it."""
    before = decisions_on(version.policy, version.based_on) if version.based_on else (0, 0)
    return Standing(*decisions_on(version.policy, version.reference), *before)


def history(key: str) -> list[PolicyVersion]:
    """Versions that were in force, the latest published first; the shipped one last."""
    versions = PolicyVersion.objects.filter(policy=key, state__in=PUBLISHED).defer("files")
    latest_first = versions.order_by(F("published_at").desc(nulls_last=True), "-pk")
    return list(latest_first.select_related("written_by", "published_by", "party")[:MOST_SHOWN])


def draft(reader: Reader, number: int) -> PolicyVersion:
    """A draft of the reader's office that can still be changed. Raises NotFound."""
    mine = PolicyVersion.objects.filter(party=reader.home, state__in=OPEN, pk=number)
    found = mine.select_related("written_by", "party").first()
    if found is None:
        raise NotFound(
            "There is no such draft, or it was published or given up, or it is not of your office."
        )
    return found


def published_by(reader: Reader, number: int) -> PolicyVersion | None:
    """The version in force with this number, if the reader's office published it."""
    return PolicyVersion.objects.filter(party=reader.home, state=PolicyState.LIVE, pk=number).first()


def version(reader: Reader, key: str, number: int) -> PolicyVersion:
    """A version that is or was in force, of any office, or one that the reader's office gave up. Raises NotFound."""
    versions = PolicyVersion.objects.filter(policy=key, pk=number)
    shown = versions.filter(state__in=PUBLISHED) | versions.filter(
        state=PolicyState.DROPPED, party=reader.home
    )
    found = shown.select_related("written_by", "published_by", "party").first()
    if found is None:
        raise NotFound("There is no such version of this policy.")
    return found


def version_in_force(key: str) -> PolicyVersion | None:
    """The version that is live; None while the shipped folder is in force."""
    return PolicyVersion.objects.filter(policy=key, state=PolicyState.LIVE).select_related("party").first()


def steps(of: PolicyVersion) -> list[PolicyStep]:
    """What was done to a version, in order."""
    return list(of.steps.select_related("by", "party").order_by("pk")[:200])


def read(of: PolicyVersion) -> Version:
    """What a version says. Raises PolicyMistake."""
    return read_version(of.files, policy_id=of.policy)


def text_files(of: PolicyVersion) -> list[str]:
    """The files of a version that a person can write."""
    return [name for name in TEXT_FILES if name in of.files]


def differences(of: PolicyVersion) -> tuple[tuple[Change, ...], dict[str, list[str]]]:
    """What a version says otherwise than the one that it takes, or took, the place of: in words, and by line.

    The words are empty where one of the two can no longer be read.
    """
    if of.state in OPEN:
        before: Mapping[str, str] = live_files(of.policy)
    else:
        before = files_of_version(of.based_on) or of.files
    try:
        old = read_version(before, policy_id=of.policy)
        words = changes(old.rules, read(of).rules)
    except PolicyMistake:
        words = ()
    return words, file_changes(before, of.files)


def trial_listings(of: PolicyVersion, change: TrialChange) -> QuerySet[TrialListing]:
    """What a test found, one kind."""
    return TrialListing.objects.filter(version=of, change=change).order_by("pk")


def samples(key: str, *, protected: bool) -> QuerySet[SampleListing]:
    """Listings of a policy's sample, the latest first."""
    mine = SampleListing.objects.filter(policy=key).select_related("added_by", "taken_out_by")
    return (mine.filter(lawful=True) if protected else mine.exclude(lawful=True)).order_by("-pk")


def sample(key: str, number: int) -> SampleListing:
    """One of them. Raises NotFound."""
    found = SampleListing.objects.filter(policy=key, pk=number).first()
    if found is None:
        raise NotFound("There is no such listing in the sample.")
    return found


def sample_files(reader: Reader, key: str) -> Sequence[SampleFile]:
    """The latest files that the reader's office gave."""
    mine = SampleFile.objects.filter(policy=key, party=reader.home).select_related("by").defer("data")
    return list(mine.order_by("-pk")[:10])


def tested_at(of: PolicyVersion) -> datetime | None:
    """When the draft was tested as it stands; None if it was changed since."""
    return of.tested_at if test_of(of) else None


def test_of(of: PolicyVersion) -> dict[str, Any]:
    """What the test of a draft found, if that is done and the draft was not changed since; else nothing."""
    current = of.test.get("state") == "done" and of.test.get("revision") == of.revision
    return dict(of.test) if current else {}


def _card(reader: Reader, key: str, language: str) -> PolicyCard:
    policy = policies_by_id()[key]
    versions = list(PolicyVersion.objects.filter(policy=key).defer("files").order_by("-pk"))
    live = next((one for one in versions if one.state == PolicyState.LIVE), None)
    ended = [one for one in versions if one.published_at is not None]
    latest = max(ended, key=lambda one: (one.published_at, one.pk), default=None)
    terms = live_rules(key).terms
    counted = SampleListing.objects.filter(policy=key)
    return PolicyCard(
        id=key,
        name=policy.name.in_language(language),
        scope=policy.scope.in_language(language),
        version=policy.version,
        reference=policy.reference,
        live=live,
        braked=latest if latest is not None and latest.state == PolicyState.BRAKED else None,
        open=tuple(one for one in versions if one.state in OPEN and one.party_id == reader.home.pk),
        in_use=sum(term.status is TermStatus.ACTIVE for term in terms),
        proposed=sum(term.status is TermStatus.CANDIDATE for term in terms),
        protected=counted.filter(lawful=True).count(),
        sample=counted.count(),
    )
