"""Put a tested draft of a policy in force by a second person, and go back to the version before with one press."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.policies.drafts import OPEN
from tertib.actions.policies.versions import (
    MOST_WHY,
    former_of,
    go_back,
    keep_shipped,
    live_of,
    put_in_place,
    read,
    read_live,
    versions_of,
)
from tertib.core.detection.rules.write import set_version
from tertib.core.policies.load import POLICY_FILE
from tertib.core.policies.versions import files_of
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import PolicyStep, PolicyVersion
from tertib.vocabulary import PolicyAct, PolicyState


class Hurdle(StrEnum):
    """Why a draft cannot be published as it stands, for this person."""

    UNCHANGED = "unchanged"
    NOT_TESTED = "not_tested"
    CHANGED_AFTER_TEST = "changed_after_test"
    NO_SAMPLE = "no_sample"  # nothing lawful to hold it against
    OVER_BUDGET = "over_budget"
    LIVE_CHANGED = "live_changed"  # another version was published since it was begun
    OWN_WORK = "own_work"  # who wrote on it does not publish it


HURDLES: Mapping[Hurdle, str] = {
    Hurdle.UNCHANGED: "Nothing differs from the version in force.",
    Hurdle.NOT_TESTED: "The draft has not been tested. Test it first.",
    Hurdle.CHANGED_AFTER_TEST: "The draft or the version in force was changed after its test. Test it again.",
    Hurdle.NO_SAMPLE: "The protected sample is empty. Add listings that were decided lawful, and test again.",
    Hurdle.OVER_BUDGET: "The draft catches more of the protected sample than the policy's budget allows.",
    Hurdle.LIVE_CHANGED: "Another version was published since this draft was begun. Begin a new one from it.",
    Hurdle.OWN_WORK: "Who wrote on a draft does not publish it. Ask another approver of your office.",
}


def hurdles(actor: Actor, draft: PolicyVersion) -> list[Hurdle]:
    """What stands between the draft and its publication by this person."""
    live, test, found = read_live(draft.policy), draft.test, []
    if dict(draft.files) == _live_files(draft):
        found.append(Hurdle.UNCHANGED)
    if draft.based_on != live.reference:
        found.append(Hurdle.LIVE_CHANGED)
    if test.get("state") != "done":
        found.append(Hurdle.NOT_TESTED)
    elif test["revision"] != draft.revision or test["live"] != live.reference:
        found.append(Hurdle.CHANGED_AFTER_TEST)
    elif not test["protected"]:
        found.append(Hurdle.NO_SAMPLE)
    elif not test["within"]:
        found.append(Hurdle.OVER_BUDGET)
    if actor.person is not None and actor.person.pk in writers_of(draft):
        found.append(Hurdle.OWN_WORK)
    return found


def publish(actor: Actor, draft: PolicyVersion, *, seen: int, why: str, now: datetime) -> PolicyVersion:
    """Make a tested draft the live version: its files are frozen, the former is retired, kept offers judged again.

    Again by the same person: no change. Raises NotPermitted (also for who wrote on it), BadInput, Conflict.
    """
    require(actor, Permit.PUBLISH_POLICY)
    if actor.person is None:
        raise NotPermitted("A person publishes a policy, not a program.")
    with transaction.atomic():
        versions = versions_of(draft.policy)
        fresh = next((one for one in versions if one.pk == draft.pk), None)
        if fresh is None or fresh.party_id != actor.home.pk:
            raise NotFound("There is no such draft, or it is not of your office.")
        if fresh.state == PolicyState.LIVE and fresh.published_by_id == actor.person.pk:
            return fresh
        if fresh.state not in OPEN or fresh.revision != seen:
            raise Conflict("This draft was changed, published or given up since you read it. Read it again.")
        if not why.strip():
            raise BadInput("Say what is changed and why; it stands in the history of the policy.")
        for hurdle in hurdles(actor, fresh):
            raise (NotPermitted if hurdle is Hurdle.OWN_WORK else BadInput)(HURDLES[hurdle])
        reference = read(fresh).reference
        if reference != fresh.test["draft"]:
            raise Conflict(HURDLES[Hurdle.CHANGED_AFTER_TEST])
        fresh.reference = reference
        fresh.save(update_fields=["reference"])
        former = live_of(versions) or keep_shipped(draft.policy, versions, now=now)
        put_in_place(fresh, former, by=actor, why=why.strip(), now=now)
    return fresh


def roll_back(actor: Actor, live: PolicyVersion, *, why: str, now: datetime) -> None:
    """Put the version before in force again. Again by the same person: no change.

    Only the office that published a version takes it back. Raises NotPermitted, BadInput, Conflict.
    """
    require(actor, Permit.PUBLISH_POLICY)
    if live.party_id != actor.home.pk:
        raise NotPermitted("This version was published by another office; only that office takes it back.")
    with transaction.atomic():
        versions = versions_of(live.policy)
        fresh = next(one for one in versions if one.pk == live.pk)
        if fresh.state != PolicyState.LIVE:
            last = PolicyStep.objects.filter(version=fresh).order_by("-pk").first()
            by_me = last is not None and last.act == PolicyAct.TAKEN_BACK and last.by == actor.person
            if by_me:
                return
            raise Conflict("This version is not in force any more. Open the policy again.")
        if not why.strip():
            raise BadInput("Say why the version is taken back; it stands in the history of the policy.")
        former = former_of(fresh, versions)
        go_back(
            fresh,
            former,
            state=PolicyState.RETIRED,
            act=PolicyAct.TAKEN_BACK,
            by=actor,
            why=why.strip()[:MOST_WHY],
            now=now,
        )


def writers_of(draft: PolicyVersion) -> set[int]:
    """Everyone who wrote on a draft, by number."""
    wrote = PolicyStep.objects.filter(version=draft, act__in=(PolicyAct.STARTED, PolicyAct.CHANGED))
    return set(wrote.filter(by__isnull=False).values_list("by_id", flat=True))


def _live_files(draft: PolicyVersion) -> dict[str, str]:
    """The live files as they would be under the draft's number."""
    files = files_of(tables.folder(draft.policy))
    files[POLICY_FILE] = set_version(files[POLICY_FILE], draft.version)
    return files
