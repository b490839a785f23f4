"""Versions of policies in the store: which is live, which came before, and going from one to another."""

from datetime import datetime

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.contacts.health import clear_alarm
from tertib.actions.feeds import handing_over
from tertib.core.detection.versions import Version, read_version
from tertib.core.policies import SHIPPED_POLICIES, load_policy
from tertib.core.policies.versions import files_of
from tertib.errors import BadInput, Conflict, NotFound
from tertib.store.models import PolicyStep, PolicyVersion
from tertib.vocabulary import AlarmKind, PolicyAct, PolicyState

MOST_WHY = 1000


def versions_of(policy: str) -> list[PolicyVersion]:
    """All versions of a policy, locked until the transaction ends: whoever comes second sees what the first did."""
    mine = PolicyVersion.objects.select_for_update(of=("self",)).filter(policy=policy)
    return list(mine.order_by("pk"))


def live_of(versions: list[PolicyVersion]) -> PolicyVersion | None:
    """The live one of them; None while the policy is judged by the shipped folder."""
    return next((one for one in versions if one.state == PolicyState.LIVE), None)


def read(version: PolicyVersion) -> Version:
    """What a version says. Raises PolicyMistake."""
    return read_version(version.files, policy_id=version.policy)


def read_live(policy: str) -> Version:
    """What the policy says as it is live now. Raises NotFound, PolicyMistake."""
    if policy not in tables.policies():
        raise NotFound("There is no such policy.")
    return read_version(files_of(tables.folder(policy)), policy_id=policy)


def keep_shipped(policy: str, versions: list[PolicyVersion], *, now: datetime) -> PolicyVersion:
    """The shipped folder as a version of its own, so that one can go back to it."""
    shipped = load_policy(SHIPPED_POLICIES / policy)
    there = next((one for one in versions if one.reference == shipped.reference), None)
    if there is not None:
        return there
    taken = {one.version for one in versions}
    label = shipped.version if shipped.version not in taken else f"{shipped.version}+{shipped.digest[7:15]}"
    return PolicyVersion.objects.create(
        policy=policy,
        version=label,
        reference=shipped.reference,
        files=files_of(SHIPPED_POLICIES / policy),
        state=PolicyState.RETIRED,
        created_at=now,
        changed_at=now,
    )


def step(
    version: PolicyVersion,
    act: PolicyAct,
    *,
    by: Actor,
    now: datetime,
    about: str = "",
    why: str = "",
) -> None:
    """Write down what was done."""
    PolicyStep.objects.create(
        version=version,
        act=act,
        by=by.person,
        party=by.party,
        at=now,
        about=about[:120],
        why=why.strip()[:MOST_WHY],
    )


def put_in_place(
    fresh: PolicyVersion, former: PolicyVersion | None, *, by: Actor, why: str, now: datetime
) -> None:
    """Make a draft live and retire what it takes the place of; kept offers are judged again."""
    if former is not None and former.state == PolicyState.LIVE:
        _end(former, PolicyState.RETIRED, why=f"replaced by {fresh.version}", now=now)
    if former is not None:
        step(former, PolicyAct.REPLACED, by=by, about=fresh.version, now=now)
    fresh.state, fresh.published_at, fresh.published_by, fresh.note = (
        PolicyState.LIVE,
        now,
        by.person,
        why[:MOST_WHY],
    )
    fresh.save(update_fields=["state", "published_at", "published_by", "note"])
    step(fresh, PolicyAct.PUBLISHED, by=by, why=why, now=now)
    clear_alarm(AlarmKind.POLICY_BRAKED, subject=alarm_subject(fresh.policy), now=now)
    handing_over.rescan(fresh.policy, now=now)


def former_of(live: PolicyVersion, versions: list[PolicyVersion]) -> PolicyVersion:
    """The version that a live one took the place of. Raises BadInput where there is none."""
    for one in versions:
        if one.reference == live.based_on and one.pk != live.pk:
            return one
    raise BadInput("There is no version before this one to go back to. Publish a corrected draft instead.")


def go_back(
    live: PolicyVersion,
    former: PolicyVersion,
    *,
    state: PolicyState,
    act: PolicyAct,
    by: Actor,
    why: str,
    now: datetime,
) -> None:
    """The former version is in force again; kept offers are judged again. Findings keep the reference they have."""
    if read(former).reference != former.reference:
        raise Conflict(
            "The former version's files are not as they were published; restore them from a backup."
        )
    _end(live, state, why=why, now=now)
    former.state, former.ended_at, former.ended_because = PolicyState.LIVE, None, ""
    former.save(update_fields=["state", "ended_at", "ended_because"])
    step(live, act, by=by, why=why, now=now)
    step(former, PolicyAct.BACK, by=by, about=live.version, now=now)
    handing_over.rescan(live.policy, now=now)


def alarm_subject(policy: str) -> str:
    """By which an alarm on a policy is known."""
    return f"policy:{policy}"[:120]


def _end(version: PolicyVersion, state: PolicyState, *, why: str, now: datetime) -> None:
    version.state, version.ended_at, version.ended_because = state, now, why[:300]
    version.save(update_fields=["state", "ended_at", "ended_because"])
