"""Rows as the faces may name them: they import types from here, never from the store."""

from typing import Protocol

from tertib.errors import NotPermitted
from tertib.store.models import (
    Alarm,
    ApiKey,
    Approval,
    Case,
    CaseEvent,
    Clock,
    Contact,
    Deed,
    Dispatch,
    Feed,
    FeedBatch,
    Finding,
    Hold,
    LadderRung,
    Listing,
    MailIn,
    Notice,
    Observation,
    Offer,
    Order,
    OrderRow,
    Party,
    PatrolLook,
    Person,
    PolicyVersion,
    PublicReport,
    Reply,
    ReplyBatch,
    Requester,
    Return,
    ReturnReview,
    Review,
    SameSeller,
    SampleListing,
    Seller,
    SellerLadderRung,
    TokenKeyMark,
    Watch,
    WordCandidate,
)
from tertib.vocabulary import Role

__all__ = [
    "Alarm",
    "ApiKey",
    "Approval",
    "Case",
    "CaseEvent",
    "Clock",
    "Contact",
    "Deed",
    "Dispatch",
    "Feed",
    "FeedBatch",
    "Finding",
    "Hold",
    "LadderRung",
    "Listing",
    "MailIn",
    "Notice",
    "Observation",
    "Offer",
    "Order",
    "OrderRow",
    "Party",
    "PatrolLook",
    "Person",
    "PolicyVersion",
    "PublicReport",
    "Reader",
    "Reply",
    "ReplyBatch",
    "Requester",
    "Return",
    "ReturnReview",
    "Review",
    "SameSeller",
    "SampleListing",
    "Seller",
    "SellerLadderRung",
    "TokenKeyMark",
    "Watch",
    "WordCandidate",
    "eyes",
]


class Reader(Protocol):
    """Who looks: an `actions.actor.Actor` fits."""

    @property
    def home(self) -> Party: ...

    @property
    def role(self) -> Role | None: ...


def eyes(reader: Reader) -> tuple[Party, Role]:
    """Party and role, as `visible.py` asks for them. Raises NotPermitted for a reader without a role."""
    if reader.role is None:
        raise NotPermitted("Only someone with a role in a party can look.")
    return reader.home, reader.role
