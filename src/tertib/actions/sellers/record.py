"""What counts for a group of shops on the ladder of sellers: verified takedowns, returns, and the rungs decided on."""

from datetime import datetime

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from tertib.core import sellers
from tertib.store.models import Case, CaseEvent, Return, Seller, SellerLadderRung, SellerShop
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    LadderRungState,
    ReturnOutcome,
    ReturnRelation,
    SellerRung,
)

REVERSED_OUTCOMES = (CaseOutcome.LAWFUL, CaseOutcome.WITHDRAWN, CaseOutcome.DUPLICATE)


def record_of(seller: Seller) -> sellers.SellerRecord:
    """What counts for a group: verified takedowns by listing, returns, and the rungs that persons decided on."""
    taken = _cases(seller).filter(down_at__isnull=False)
    taken = taken.exclude(state=CaseState.RESTORED).exclude(outcome__in=REVERSED_OUTCOMES)
    by_listing = taken.order_by().values_list("listing", "platform", "listing__shop").annotate(Min("down_at"))
    rungs = SellerLadderRung.objects.filter(seller=seller)
    issued = rungs.filter(state=LadderRungState.ISSUED, ended_at=None, decided_at__isnull=False)
    dismissed = rungs.filter(state=LadderRungState.DISMISSED).order_by().values_list("rung")
    return sellers.SellerRecord(
        takedowns=tuple((f"{platform}:{shop}", at) for _, platform, shop, at in by_listing),
        returns=tuple(sorted((*_returns(taken.filter(returns__gt=0)), *_confirmed(taken)))),
        issued=tuple(
            sellers.StepIssued(SellerRung(rung), at)
            for rung, at in issued.order_by("decided_at").values_list("rung", "decided_at")
            if at is not None
        ),
        proposed=frozenset(
            SellerRung(rung)
            for rung in rungs.filter(state=LadderRungState.PROPOSED).values_list("rung", flat=True)
        ),
        dismissed={SellerRung(rung): at for rung, at in dismissed.annotate(Max("decided_at"))},
    )


def _cases(seller: Seller) -> QuerySet[Case]:
    mine = SellerShop.objects.filter(
        seller=seller, platform=OuterRef("platform"), name=OuterRef("listing__shop")
    )
    return Case.objects.filter(Exists(mine))


def _returns(cases: QuerySet[Case]) -> tuple[datetime, ...]:
    """Moments at which cases came to RETURNED."""
    found: list[datetime] = []
    events = CaseEvent.objects.filter(case__in=cases).order_by("case", "no")
    case, before = 0, ""
    for pk, state, at in events.values_list("case", "state", "at"):
        if pk != case:
            case, before = pk, ""
        if state == CaseState.RETURNED != before:
            found.append(at)
        before = state
    return tuple(sorted(found))


def _confirmed(cases: QuerySet[Case]) -> tuple[datetime, ...]:
    """When persons confirmed that other offers were one of these listings again. A listing under its own number counts
    when our looks saw it."""
    pairs = Return.objects.filter(case__in=cases, outcome=ReturnOutcome.CONFIRMED, decided_at__isnull=False)
    others = pairs.exclude(relation=ReturnRelation.SAME_LISTING).values_list("decided_at", flat=True)
    return tuple(at for at in others if at is not None)
