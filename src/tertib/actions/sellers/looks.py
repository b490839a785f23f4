"""The trace of looking: whoever is shown groups of shops leaves a row that nobody can change."""

from collections.abc import Iterable
from datetime import datetime

from tertib.actions.actor import Actor
from tertib.errors import NotPermitted
from tertib.store.models import Seller, SellerLook


def trace(
    actor: Actor, *, page: str, now: datetime, seller: Seller | None = None, shown: Iterable[str] = ()
) -> None:
    """Write down that the actor is shown a group, or a list of groups (`shown`: their keys)."""
    if actor.role is None:
        raise NotPermitted("Only someone with a role in a party can look.")
    SellerLook.objects.create(
        seller=seller,
        person=actor.person,
        api_key=actor.api_key,
        party=actor.home,
        role=actor.role,
        page=page,
        shown=list(shown),
        at=now,
    )
