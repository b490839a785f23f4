"""All tables, in one list for Django and for readers."""

from tertib.store.cases import Case, CaseEvent, Clock, Hold, LadderRung, Listing, Requester
from tertib.store.deeds import Deed
from tertib.store.detection import (
    BatchPart,
    Feed,
    FeedBatch,
    Finding,
    FindingWords,
    FolderObject,
    Offer,
    Review,
    Watch,
)
from tertib.store.notices import Approval, Dispatch, MailIn, Notice, Reply, ReplyBatch
from tertib.store.orders import Order, OrderRow, PublicReport, Upload
from tertib.store.outbox import IdempotencyKey, Lane, Outbox
from tertib.store.parties import Alarm, ApiKey, Contact, Party, Person
from tertib.store.policies import (
    PatrolLook,
    PolicyStep,
    PolicyVersion,
    SampleFile,
    SampleListing,
    TrialListing,
)
from tertib.store.returns import Return, ReturnReview
from tertib.store.sellers import (
    IdentityEntry,
    IdentityQuery,
    SameSeller,
    Seller,
    SellerHistory,
    SellerLadderRung,
    SellerLook,
    SellerShop,
    ShopChange,
    ShopToken,
    TokenKeyMark,
)
from tertib.store.spells import CaseSpell
from tertib.store.terms import OfferTitle, WordCandidate
from tertib.store.verification import LookSession, Observation

__all__ = [
    "Alarm",
    "ApiKey",
    "Approval",
    "BatchPart",
    "Case",
    "CaseEvent",
    "CaseSpell",
    "Clock",
    "Contact",
    "Deed",
    "Dispatch",
    "Feed",
    "FeedBatch",
    "Finding",
    "FindingWords",
    "FolderObject",
    "Hold",
    "IdempotencyKey",
    "IdentityEntry",
    "IdentityQuery",
    "LadderRung",
    "Lane",
    "Listing",
    "LookSession",
    "MailIn",
    "Notice",
    "Observation",
    "Offer",
    "OfferTitle",
    "Order",
    "OrderRow",
    "Outbox",
    "Party",
    "PatrolLook",
    "Person",
    "PolicyStep",
    "PolicyVersion",
    "PublicReport",
    "Reply",
    "ReplyBatch",
    "Requester",
    "Return",
    "ReturnReview",
    "Review",
    "SameSeller",
    "SampleFile",
    "SampleListing",
    "Seller",
    "SellerHistory",
    "SellerLadderRung",
    "SellerLook",
    "SellerShop",
    "ShopChange",
    "ShopToken",
    "TokenKeyMark",
    "TrialListing",
    "Upload",
    "Watch",
    "WordCandidate",
]
