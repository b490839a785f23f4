"""The ladder of platforms: rungs that the record calls for, and those that a person issued or dismissed."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tertib.errors import NotFound
from tertib.queries.policies.named import policies_by_id, policy_name
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_rungs
from tertib.store.models import LadderRung
from tertib.vocabulary import LadderRungState, LegalStanding


def rungs(reader: Reader, state: LadderRungState) -> QuerySet[LadderRung]:
    """Rungs in a state: proposals oldest first, decided ones latest first."""
    found = (
        visible_rungs(*eyes(reader)).filter(state=state).select_related("platform_party", "decided_by__party")
    )
    return (
        found.order_by("proposed_at", "pk")
        if state == LadderRungState.PROPOSED
        else found.order_by("-decided_at", "-pk")
    )


def rung(reader: Reader, number: int) -> LadderRung:
    """One rung. Raises NotFound."""
    found = (
        visible_rungs(*eyes(reader))
        .filter(pk=number)
        .select_related("platform_party", "decided_by__party")
        .first()
    )
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found


def earlier(found: LadderRung) -> list[LadderRung]:
    """What was issued to the same platform under the same policy before, oldest first."""
    rows = LadderRung.objects.filter(
        platform_party=found.platform_party, policy=found.policy, state=LadderRungState.ISSUED
    ).exclude(pk=found.pk)
    return list(rows.order_by("decided_at"))


@dataclass(frozen=True, slots=True)
class RungShown:
    """What the policy says of a rung, in the reader's language; `number` of `times` is which turn it is."""

    name: str
    issuer: str
    standing: LegalStanding
    source: str
    period_days: int
    window_days: int
    times: int
    policy: str


def shown(found: LadderRung, *, language: str) -> RungShown:
    """The rung in words; its key alone where the policy has no such rung any more."""
    policy = policies_by_id().get(found.policy)
    name = policy_name(found.policy, language=language)
    for rung in policy.rungs if policy else ():
        if rung.key == found.rung:
            return RungShown(
                rung.name.in_language(language),
                rung.issuer.in_language(language),
                rung.standing,
                rung.source.in_language(language),
                rung.period_days,
                rung.window_days,
                rung.times,
                name,
            )
    return RungShown(found.rung, "", LegalStanding.PROPOSED, "", 0, 0, 1, name)
