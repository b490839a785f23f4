"""Keep who did what to the house: to its persons, keys, contacts, offices and failed work."""

from datetime import datetime

from tertib.actions.actor import Actor
from tertib.store.models import Deed, Party
from tertib.vocabulary import DeedKind


def keep_deed(
    actor: Actor, kind: DeedKind, *, office: Party, subject: str, now: datetime, detail: str = ""
) -> None:
    """Write one deed down, in the transaction of what was done. Give no secret and no mail or web address."""
    Deed.objects.create(
        at=now,
        kind=kind,
        office=office,
        party=actor.home,
        person=actor.person,
        api_key=actor.api_key,
        subject=subject[:200],
        detail=detail[:300],
    )
