"""Policies as a form shows them: names, the provisions in force on a day, the deadlines with their source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from tertib.core.deadlines import local_day
from tertib.core.detection.compiled import CompiledPolicy, compile_policy
from tertib.core.policies import LegalBasis, Policy
from tertib.core.policies.versions import live_folder, live_policies
from tertib.errors import BadInput
from tertib.store.policies import files_of_version, live_references
from tertib.vocabulary import BasisStatus, DeadlineUnit, LegalStanding, LegalZone, Urgency


@dataclass(frozen=True, slots=True)
class Basis:
    """A provision with the days on which it is in force; `valid_to` is the last of them, None while it is."""

    key: str
    title: str
    provision: str
    valid_from: date
    valid_to: date | None
    status: BasisStatus


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a recipient has, and how much that binds."""

    amount: int
    unit: DeadlineUnit
    standing: LegalStanding


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """One policy in the reader's language, with the provisions in force on the day that was asked for."""

    id: str
    name: str
    scope: str
    bases: tuple[Basis, ...]
    deadlines: Mapping[Urgency, Deadline]


def policies(day: date, *, language: str) -> list[PolicyShown]:
    """Every policy as it stands on a legal day, by name."""
    return sorted(
        (_shown(policy, day, language) for policy in policies_by_id().values()), key=lambda shown: shown.name
    )


def policy_name(key: str, *, language: str) -> str:
    """The policy's name; its key where there is no such policy any more."""
    policy = policies_by_id().get(key)
    return policy.name.in_language(language) if policy else key


def basis_of(policy_key: str, basis_key: str, *, language: str) -> Basis | None:
    """One provision of a policy, whether or not it is still in force."""
    policy = policies_by_id().get(policy_key)
    for basis in policy.legal_bases if policy else ():
        if basis.key == basis_key:
            return _basis(basis, language)
    return None


def legal_day(moment: datetime) -> date:
    """The day of the law (WIB) on which a moment falls."""
    return local_day(moment, zone=LegalZone.WIB)


def policies_by_id() -> dict[str, Policy]:
    """Every policy as it is live now: the version of this house, else the shipped one."""
    kept = Path(settings.TERTIB_HOME) / "policies"
    return live_policies(live_references(), files=files_of_version, kept=kept)


def live_rules(key: str, *, today: date) -> CompiledPolicy:
    """The detection rules of a policy as they are live now, with the terms that are valid on a legal day.

    Raises BadInput for a policy that there is not.
    """
    known = policies_by_id()
    if key not in known:
        raise BadInput(f"There is no policy {key!r}. There are: {', '.join(sorted(known))}.")
    kept = Path(settings.TERTIB_HOME) / "policies"
    folder = live_folder(key, live_references(), files=files_of_version, kept=kept)
    return compile_policy(folder, today=today)


def _shown(policy: Policy, day: date, language: str) -> PolicyShown:
    return PolicyShown(
        policy.id,
        policy.name.in_language(language),
        policy.scope.in_language(language),
        tuple(_basis(basis, language) for basis in policy.basis_at(day)),
        {
            urgency: Deadline(rule.amount, rule.unit, rule.standing)
            for urgency, rule in policy.deadlines.items()
        },
    )


def _basis(basis: LegalBasis, language: str) -> Basis:
    return Basis(
        basis.key,
        basis.title.in_language(language),
        basis.provision.in_language(language),
        basis.valid_from,
        basis.valid_to,
        basis.status,
    )
