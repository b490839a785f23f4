"""Same seller: keyed tokens, the graph of what shops share, and the ladder of sellers. Never by name alone."""

from tertib.core.sellers.graph import Component, Hub, Link, Tie, alarming, components
from tertib.core.sellers.ladder import (
    SellerLadder,
    SellerProposal,
    SellerRecord,
    SellerStanding,
    SellerStep,
    StepIssued,
    draft_text,
    load_seller_ladder,
    period_end,
    seller_standing,
)
from tertib.core.sellers.shops import shop_name
from tertib.core.sellers.tokens import (
    TOKEN,
    TokenKey,
    account_value,
    kind_of,
    new_key,
    normal,
    read_key,
    token,
)

__all__ = [
    "TOKEN",
    "Component",
    "Hub",
    "Link",
    "SellerLadder",
    "SellerProposal",
    "SellerRecord",
    "SellerStanding",
    "SellerStep",
    "StepIssued",
    "Tie",
    "TokenKey",
    "account_value",
    "alarming",
    "components",
    "draft_text",
    "kind_of",
    "load_seller_ladder",
    "new_key",
    "normal",
    "period_end",
    "read_key",
    "seller_standing",
    "shop_name",
    "token",
]
