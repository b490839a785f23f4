"""The identity list: is this token on it? Yes or no, and a trace that somebody asked; never what is on it."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.core.sellers import kind_of
from tertib.errors import BadInput, Conflict
from tertib.store.models import IdentityEntry, IdentityQuery

ASKED_PER_HOUR = 300  # a key: a platform's new shops of an hour; far from trying numbers out


def is_listed(actor: Actor, token: str, *, now: datetime) -> bool:
    """Whether a token stands on the list of the actor's association now.

    The trace keeps who asked, when and of what kind; of the token a mark under the installation's own secret, so
    that asking the same again can be seen and nothing be read from it. Raises BadInput, without the value, for what
    is no token.
    """
    require(actor, Permit.ASK_IDENTITY_LIST)
    kind = kind_of(token)
    if kind is None:
        raise BadInput(
            "This is no token. Make one with `tertib tokens` or by docs/how-to/tokens.md; the value is not shown here."
        )
    if actor.home.association_id is None:
        raise Conflict("Your office belongs to no association, which would keep the list.")
    with transaction.atomic():
        standing = IdentityEntry.objects.filter(
            token=token,
            removed_at=None,
            expires_at__gt=now,
            rung__ended_at=None,
            rung__seller__association=actor.home.association_id,
        )
        listed = standing.exists()
        IdentityQuery.objects.create(
            party=actor.home,
            api_key=actor.api_key,
            at=now,
            kind=kind,
            mark=salted_hmac("tertib.identity-list", token, algorithm="sha256").hexdigest(),
            listed=listed,
        )
    return listed
