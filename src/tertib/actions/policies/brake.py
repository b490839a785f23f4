"""The brake: a live version whose findings are reversed far more often than before is taken back, never silently."""

from datetime import datetime

from django.db import transaction

from tertib.actions.actor import WORKER
from tertib.actions.contacts.health import raise_alarm
from tertib.actions.policies.versions import alarm_subject, former_of, go_back, live_of, versions_of
from tertib.core.detection.rules.brake import Record, must_brake
from tertib.errors import TertibError
from tertib.store.models import PolicyVersion
from tertib.store.policies import decisions_on, objections_to
from tertib.vocabulary import AlarmKind, PolicyAct, PolicyState


def watch_versions(*, now: datetime) -> int:
    """Look at every live version that took another's place; returns how many were taken back.

    A version that should be taken back but cannot (the former one cannot be read) raises the alarm all the same.
    """
    braked = 0
    live = PolicyVersion.objects.filter(state=PolicyState.LIVE).exclude(based_on="")
    for policy in sorted(set(live.values_list("policy", flat=True))):
        braked += _watch(policy, now=now)
    return braked


def _watch(policy: str, *, now: datetime) -> int:
    with transaction.atomic():
        versions = versions_of(policy)
        live = live_of(versions)
        if live is None or not live.based_on:
            return 0
        mine, before = _record(policy, live.reference), _record(policy, live.based_on)
        if not must_brake(mine, before):
            return 0
        why = (
            f"{mine.reversed} of {mine.decided} decisions reversed; "
            f"{before.reversed} of {before.decided} under the version before"
        )
        if mine.objections:
            refused, weight = sum(mine.objections), mine.against - mine.reversed
            why += f"; {refused} more refused by marketplaces, weighed as {weight}"
        taken_back = True
        try:
            with transaction.atomic():
                former = former_of(live, versions)
                go_back(
                    live,
                    former,
                    state=PolicyState.BRAKED,
                    act=PolicyAct.BRAKED,
                    by=WORKER,
                    why=why,
                    now=now,
                )
            detail = f"{live.version} → {former.version}: {why}"
        except TertibError as error:
            taken_back, detail = False, f"{live.version} could not be taken back: {error} ({why})"
        raise_alarm(
            AlarmKind.POLICY_BRAKED,
            subject=alarm_subject(policy),
            party=live.party,
            detail=detail,
            now=now,
        )
    return int(taken_back)


def _record(policy: str, reference: str) -> Record:
    return Record(*decisions_on(policy, reference), objections_to(policy, reference))
