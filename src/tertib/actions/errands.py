"""What a claim of the outbox is about, loaded for the worker."""

from tertib.actions.outbox import Claim
from tertib.store.models import (
    Approval,
    Dispatch,
    FeedBatch,
    LadderRung,
    LookSession,
    Order,
    ReplyBatch,
    Upload,
)

__all__ = [
    "Approval",
    "Dispatch",
    "FeedBatch",
    "LadderRung",
    "LookSession",
    "Order",
    "ReplyBatch",
    "approval_of",
    "batch_of",
    "dispatch_of",
    "feed_batch_of",
    "order_of",
    "rung_of",
    "upload_of",
]


def order_of(claim: Claim) -> Order | None:
    """The order of a READ or TAKE_IN; None if it was dropped meanwhile."""
    orders = Order.objects.select_related("authority", "handed_in_by__party", "api_key")
    return orders.filter(pk=claim.payload["order"]).first()


def upload_of(order: Order) -> bytes | None:
    """The bytes of an order's file, while they wait to be read."""
    upload = Upload.objects.filter(order=order).first()
    return bytes(upload.data) if upload else None


def approval_of(claim: Claim) -> Approval | None:
    """The approval of a COMPOSE."""
    approvals = Approval.objects.select_related("authority", "person__party")
    return approvals.filter(pk=claim.payload["approval"]).first()


def batch_of(claim: Claim) -> ReplyBatch | None:
    """The batch of an ANSWER."""
    batches = ReplyBatch.objects.select_related("sender", "person__party")
    return batches.filter(pk=claim.payload["batch"]).first()


def feed_batch_of(claim: Claim) -> FeedBatch | None:
    """The batch of a SCAN, with its feed and party."""
    batches = FeedBatch.objects.select_related("feed__party")
    return batches.filter(pk=claim.payload["batch"]).first()


def dispatch_of(claim: Claim) -> Dispatch | None:
    """The dispatch of a DISPATCH, with its contact and parties."""
    dispatches = Dispatch.objects.select_related("contact", "recipient", "authority")
    return dispatches.filter(pk=claim.payload["dispatch"]).first()


def rung_of(claim: Claim) -> LadderRung | None:
    """The rung of a LETTER."""
    rungs = LadderRung.objects.select_related("platform_party", "decided_by__party")
    return rungs.filter(pk=claim.payload["rung"]).first()
