"""A person's word on two shops: one seller's, or not. It stands over all evidence until it is lifted."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.sellers import graph
from tertib.actions.sellers.groups import note
from tertib.errors import BadInput, Conflict
from tertib.store.models import Person, SameSeller, Seller, ShopToken
from tertib.vocabulary import SellerAct

MOST_REASON = 1000


def say(
    actor: Actor, seller: Seller, *, one: str, other: str, same: bool, reason: str, now: datetime
) -> SameSeller:
    """Say of two shops whether one seller runs them. At least one must be in the group that the person looked at.

    Groups are seen anew by the worker right after. Raises BadInput for unknown or equal shops or without a reason,
    Conflict if a word on these two stands already.
    """
    person = _person(actor)
    one, other = sorted((one.strip(), other.strip()))
    if not reason.strip():
        raise BadInput("Say how you know; it stands in the record.")
    if one == other:
        raise BadInput("Choose two different shops.")
    with transaction.atomic():
        members = set(
            Seller.objects.select_for_update(of=("self",))
            .get(pk=seller.pk)
            .shops.values_list("shop", flat=True)
        )
        there = {one, other} & members
        if not there or not ({one, other} <= members or (same and _is_known(({one, other} - members).pop()))):
            raise BadInput(
                "Choose shops of this group; another shop must be one that a platform handed over."
            )
        if SameSeller.objects.filter(one=one, other=other, lifted_at=None).exists():
            raise Conflict("A word on these two shops stands already. Lift it first.")
        word = SameSeller.objects.create(
            one=one,
            other=other,
            same=same,
            reason=reason.strip()[:MOST_REASON],
            by=person,
            party=actor.home,
            at=now,
        )
        act = SellerAct.SAID_SAME if same else SellerAct.SAID_APART
        note(seller, act, now=now, by=person, party=actor.home, about={"shops": [one, other]}, why=reason)
        graph.touch({one, other}, now=now)
    return word


def lift(actor: Actor, seller: Seller, word: SameSeller, *, reason: str, now: datetime) -> None:
    """Take a word back: evidence alone decides again."""
    person = _person(actor)
    if not reason.strip():
        raise BadInput("Say why it is taken back; it stands in the record.")
    with transaction.atomic():
        fresh = SameSeller.objects.select_for_update(of=("self",)).get(pk=word.pk)
        if fresh.lifted_at is not None:
            raise Conflict("It was taken back already.")
        fresh.lifted_at, fresh.lifted_by = now, person
        fresh.save(update_fields=["lifted_at", "lifted_by"])
        shops = [fresh.one, fresh.other]
        note(
            seller, SellerAct.LIFTED, now=now, by=person, party=actor.home, about={"shops": shops}, why=reason
        )
        graph.touch(set(shops), now=now)


def _is_known(shop: str) -> bool:
    return (
        ShopToken.objects.filter(shop=shop).exists()
        or SameSeller.objects.filter(Q(one=shop) | Q(other=shop)).exists()
    )


def _person(actor: Actor) -> Person:
    require(actor, Permit.CORRECT_SELLERS)
    if actor.person is None:
        raise BadInput("A person says it; sign in and do it on the page.")
    return actor.person
