"""What waits for an authority's approval, and what became of what it approved: dispatches with their delivery."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_approvals
from tertib.store.models import Approval, Case, Dispatch, Notice, Order, Requester


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that wait for a notice, by whom they would go to and by the order that asks."""

    total: int
    by_platform: Sequence[tuple[str, str, int]]  # (platform key, recipient's name, cases)
    by_order: Sequence[tuple[Order, int]]


def waiting(reader: Reader, proposals: QuerySet[Case]) -> Waiting:
    """How the cases of `proposals` (from the action that lets notices leave) divide."""
    rows = proposals.order_by().values_list("platform", "recipient__name").annotate(n=Count("pk"))
    by_platform = sorted(((key, name, n) for key, name, n in rows), key=lambda row: (-row[2], row[1]))
    asked = (
        Requester.objects.filter(
            case__in=proposals.order_by().values("pk"), authority=reader.home, withdrawn_at=None
        )
        .order_by()
        .values_list("order")
        .annotate(n=Count("case", distinct=True))
    )
    counts = dict(asked)
    orders = Order.objects.filter(pk__in=counts).order_by("-created_at")
    return Waiting(
        sum(n for *_, n in by_platform), by_platform, [(order, counts[order.pk]) for order in orders]
    )


def approvals(reader: Reader) -> QuerySet[Approval]:
    """Decisions of the reader's authority to let notices leave, latest first, without the list of cases."""
    return visible_approvals(*eyes(reader)).select_related("person").defer("selection").order_by("-at", "-pk")


def approval(reader: Reader, key: str) -> Approval:
    """One decision, for its progress. Raises NotFound."""
    return find(approvals(reader), key)


def approval_dispatches(found: Approval) -> list[tuple[Dispatch, int]]:
    """The dispatches in which an approval's notices travel, with how many of them are in each."""
    counts = dict(
        Notice.objects.filter(approval=found, dispatch__isnull=False)
        .order_by()
        .values_list("dispatch")
        .annotate(n=Count("pk"))
    )
    rows = (
        Dispatch.objects.filter(pk__in=counts).select_related("recipient").order_by("recipient__name", "pk")
    )
    return [(dispatch, counts[dispatch.pk]) for dispatch in rows]
