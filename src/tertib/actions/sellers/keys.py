"""The association's keys for tokens: made, given an end, revoked. Only their ids are kept here, never a key."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.sellers import graph
from tertib.core.sellers import new_key
from tertib.errors import BadInput, Conflict
from tertib.store.models import IdentityEntry, Party, Person, ShopToken, TokenKeyMark

KEY_ID = re.compile(r"[0-9a-f]{16}")
MOST_OVERLAP_DAYS = 90
MOST_IN_FORCE = 2  # the next key overlaps with one before it, never with a heap


def make_key(actor: Actor, *, label: str, now: datetime) -> tuple[TokenKeyMark, str]:
    """A new key and its text, which is shown this once and kept nowhere. See `register_key` for the safer way."""
    key = new_key()
    return _keep(actor, key.id, label=label, made_here=True, now=now), key.text


def register_key(actor: Actor, *, key_id: str, label: str, now: datetime) -> TokenKeyMark:
    """A key that the association made on its own machine (`tertib tokens --new-key`): it was never here."""
    key_id = key_id.strip().lower()
    if KEY_ID.fullmatch(key_id) is None:
        raise BadInput(
            "Give the key's id: 16 signs of 0-9 a-f, as the program printed it. Never give the key itself."
        )
    return _keep(actor, key_id, label=label, made_here=False, now=now)


def retire_key(actor: Actor, mark: TokenKeyMark, *, days: int, now: datetime) -> None:
    """The key ends in so many days: until then members hand over tokens under it and under the next one."""
    require(actor, Permit.KEEP_SELLER_KEYS)
    if not 1 <= days <= MOST_OVERLAP_DAYS:
        raise BadInput(f"An overlap is 1 to {MOST_OVERLAP_DAYS} days.")
    with transaction.atomic():
        fresh = _own(actor, mark)
        fresh.retires_at = now + timedelta(days=days)
        fresh.save(update_fields=["retires_at"])
        graph.ask(at=fresh.retires_at, part=f"key:{fresh.pk}")


def revoke_key(actor: Actor, mark: TokenKeyMark, *, reason: str, now: datetime) -> int:
    """The key ends at once, such as when it leaked: its tokens and entries are deleted. Returns how many tokens."""
    require(actor, Permit.KEEP_SELLER_KEYS)
    if not reason.strip():
        raise BadInput("Say why it is revoked; it stands in the record.")
    with transaction.atomic():
        fresh = _own(actor, mark)
        fresh.revoked_at, fresh.revoked_by = now, actor.person
        fresh.reason = reason.strip()[:500]
        fresh.save(update_fields=["revoked_at", "revoked_by", "reason"])
        return forget_tokens(fresh, now=now)


def forget_tokens(mark: TokenKeyMark, *, now: datetime) -> int:
    """Delete a key's tokens, and end entries of the identity list that were made with it."""
    shops = list(
        ShopToken.objects.filter(key=mark).order_by("shop").values_list("shop", flat=True).distinct()
    )
    IdentityEntry.objects.filter(token__contains=f".{mark.key_id}.", removed_at=None).update(
        removed_at=now, removed_because="key_ended"
    )
    count = ShopToken.objects.filter(key=mark).delete()[0]
    if shops:
        graph.touch(shops, now=now)
    return count


def end_retired(*, now: datetime) -> int:
    """Forget the tokens of keys whose overlap is over; returns how many tokens."""
    ended = TokenKeyMark.objects.filter(retires_at__lte=now, revoked_at=None, tokens__isnull=False)
    count = 0
    for mark in ended.distinct():
        with transaction.atomic():
            count += forget_tokens(mark, now=now)
    return count


def keys_in_force(association: Party, *, now: datetime) -> QuerySet[TokenKeyMark]:
    """Keys under which tokens are taken now."""
    lasts = Q(retires_at=None) | Q(retires_at__gt=now)
    return TokenKeyMark.objects.filter(lasts, association=association, revoked_at=None)


def _keep(actor: Actor, key_id: str, *, label: str, made_here: bool, now: datetime) -> TokenKeyMark:
    require(actor, Permit.KEEP_SELLER_KEYS)
    if not label.strip():
        raise BadInput("Give the key a name, such as the year it is for.")
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
        in_force = keys_in_force(actor.home, now=now)
        if in_force.count() >= MOST_IN_FORCE:
            raise Conflict("Two keys are in force already. End one before another is made.")
        if TokenKeyMark.objects.filter(key_id=key_id).exists():
            raise Conflict("This key is known already.")
        return TokenKeyMark.objects.create(
            association=actor.home,
            key_id=key_id,
            label=label.strip()[:80],
            made_here=made_here,
            made_at=now,
            made_by=_person(actor),
        )


def _own(actor: Actor, mark: TokenKeyMark) -> TokenKeyMark:
    fresh = TokenKeyMark.objects.select_for_update(of=("self",)).filter(pk=mark.pk, association=actor.home)
    found = fresh.first()
    if found is None or found.revoked_at is not None:
        raise Conflict("This key has ended already.")
    return found


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise BadInput("A person keeps the keys; sign in and do it on the page.")
    return actor.person
