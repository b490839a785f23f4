"""The ladder of sellers: facts propose a rung; a named person issues, dismisses or takes it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.sellers.groups import note
from tertib.actions.sellers.record import record_of
from tertib.core import sellers
from tertib.core.sellers.graph import HUB_CAP
from tertib.core.sellers.ladder import lapses_at
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import (
    Case,
    IdentityEntry,
    Person,
    Return,
    Seller,
    SellerLadderRung,
    SellerShop,
    ShopToken,
)
from tertib.vocabulary import (
    Errand,
    LadderRungState,
    SellerAct,
    SellerRung,
    TokenKind,
)

LISTED_KINDS = (TokenKind.BANK_ACCOUNT, TokenKind.E_WALLET, TokenKind.PHONE)
"""Kinds that name one holder; an address has other tenants, a photo other users, a name other bearers."""
MOST_CONSIDERED = 200  # groups a round
AGAIN = timedelta(days=1)  # a period may have ended, or a gap have begun, without any case changing


@cache
def ladder() -> sellers.SellerLadder:
    """The ladder in force."""
    return sellers.load_seller_ladder()


def consider_due(*, now: datetime) -> int:
    """Look at the records of groups with changed cases or returns, or not looked at for a day; returns rungs proposed."""
    mine = SellerShop.objects.filter(
        seller=OuterRef(OuterRef("pk")), platform=OuterRef("platform"), name=OuterRef("listing__shop")
    )
    moved = Case.objects.filter(Exists(mine), changed_at__gte=OuterRef("considered_at"))
    back = Return.objects.filter(
        Exists(
            SellerShop.objects.filter(
                seller=OuterRef(OuterRef("pk")),
                platform=OuterRef("case__platform"),
                name=OuterRef("case__listing__shop"),
            )
        ),
        decided_at__gte=OuterRef("considered_at"),
    )
    due = Q(considered_at=None) | Q(considered_at__lte=now - AGAIN) | Exists(moved) | Exists(back)
    found = Seller.objects.filter(due, dissolved_at=None).order_by(
        F("considered_at").asc(nulls_first=True), "pk"
    )
    return sum(consider(seller, now=now) for seller in found[:MOST_CONSIDERED])


def consider(seller: Seller, *, now: datetime) -> int:
    """Write down the rung that a group's record calls for, if any: 0 or 1."""
    with transaction.atomic():
        fresh = Seller.objects.select_for_update(of=("self",)).get(pk=seller.pk)
        Seller.objects.filter(pk=fresh.pk).update(considered_at=now)
        standing = sellers.seller_standing(record_of(fresh), ladder(), now=now)
        if fresh.dissolved_at is not None or standing.proposal is None:
            return 0
        called = standing.proposal
        rung = SellerLadderRung.objects.create(
            seller=fresh,
            rung=called.step.key,
            number=1 + SellerLadderRung.objects.filter(seller=fresh, rung=called.step.key).count(),
            facts={
                "listings": called.listings,
                "shops": called.shops,
                "returns": called.returns,
                "ladder": ladder().digest,
            },
            proposed_at=now,
        )
        note(fresh, SellerAct.PROPOSED, now=now, about={"rung": rung.rung, "number": rung.number})
    return 1


def draft(rung: SellerLadderRung, *, language: str) -> str:
    """The text that the person who issues a rung begins with."""
    return sellers.draft_text(ladder().step(SellerRung(rung.rung)), rung.facts, language=language)


def issue(actor: Actor, rung: SellerLadderRung, *, text: str, now: datetime) -> SellerLadderRung:
    """Let the rung stand, as a person read and wrote it. The last one puts the group's tokens on the identity list.

    Raises NotPermitted for a party that the ladder does not name for this rung, BadInput for a program or without a
    text, Conflict if somebody decided meanwhile or the group is no more.
    """
    person = _decides(actor, rung)
    if not text.strip():
        raise BadInput("Write what is asked and why; it stands in the record and on the platform's page.")
    step = ladder().step(SellerRung(rung.rung))
    with transaction.atomic():
        fresh = _waiting(rung)
        if fresh.seller.dissolved_at is not None:
            raise Conflict(
                "This group is no more: what joined its shops no longer holds. Dismiss the proposal."
            )
        fresh.state, fresh.text = LadderRungState.ISSUED, text.strip()
        fresh.decided_at, fresh.decided_by = now, person
        fresh.period_ends_at = sellers.period_end(step, now)
        fresh.lapses_at = lapses_at(step, now)
        fresh.save()
        if step.key is SellerRung.IDENTITY_LIST:
            _list_tokens(fresh, now=now)
        _ask_letters(fresh, now=now)
        _note(actor, fresh, SellerAct.ISSUED, now=now)
    return fresh


def dismiss(actor: Actor, rung: SellerLadderRung, *, reason: str, now: datetime) -> SellerLadderRung:
    """Say no, with a reason; it is not proposed again before something new came."""
    person = _decides(actor, rung)
    if not reason.strip():
        raise BadInput("Say why it is not issued; it stands in the record.")
    with transaction.atomic():
        fresh = _waiting(rung)
        fresh.state, fresh.text = LadderRungState.DISMISSED, reason.strip()
        fresh.decided_at, fresh.decided_by = now, person
        fresh.save()
        _note(actor, fresh, SellerAct.DISMISSED, now=now, why=reason)
    return fresh


def end(actor: Actor, rung: SellerLadderRung, *, reason: str, now: datetime) -> SellerLadderRung:
    """Take an issued rung back as a mistake: it counts no more, and its tokens are off the list at once."""
    person = _decides(actor, rung)
    if not reason.strip():
        raise BadInput("Say why it is taken back; it stands in the record.")
    with transaction.atomic():
        fresh = _standing(rung)
        fresh.ended_at, fresh.ended_by, fresh.ended_because = now, person, reason.strip()[:1000]
        fresh.save()
        IdentityEntry.objects.filter(rung=fresh, removed_at=None).update(
            removed_at=now, removed_because="rung_ended"
        )
        _note(actor, fresh, SellerAct.ENDED, now=now, why=reason)
    return fresh


def answer_appeal(
    actor: Actor, rung: SellerLadderRung, *, granted: bool, reason: str, now: datetime
) -> SellerLadderRung:
    """Decide on a seller's appeal against an issued rung: granted, it is taken back; else it stands, and that is kept.

    Raises NotPermitted for whoever issued it: nobody judges an appeal against their own decision.
    """
    person = _decides(actor, rung)
    if rung.decided_by_id == person.pk:
        raise NotPermitted("You issued this step. Another person decides on an appeal against it.")
    if not reason.strip():
        raise BadInput("Say why the appeal is decided so; it stands in the record.")
    if granted:
        return end(actor, rung, reason=reason, now=now)
    with transaction.atomic():
        fresh = _standing(rung)
        _note(actor, fresh, SellerAct.UPHELD, now=now, why=reason)
    return fresh


def list_again(actor: Actor, rung: SellerLadderRung, *, now: datetime) -> int:
    """List what a standing identity-list rung does not list yet, such as tokens under the association's next key; to
    the same end as before. Returns how many. Raises Conflict where there is nothing new to list."""
    _decides(actor, rung)
    with transaction.atomic():
        fresh = _standing(rung)
        if fresh.rung != SellerRung.IDENTITY_LIST or (fresh.lapses_at is not None and fresh.lapses_at <= now):
            raise Conflict("This step lists nothing.")
        count = _list_tokens(fresh, now=now)
        _note(actor, fresh, SellerAct.ISSUED, now=now)
    return count


def may_decide(actor: Actor, rung: SellerLadderRung) -> bool:
    """Whether the ladder names the actor's kind of party for this rung."""
    return actor.person is not None and actor.home.kind in ladder().step(SellerRung(rung.rung)).issuers


def _list_tokens(rung: SellerLadderRung, *, now: datetime) -> int:
    """Put on the list what names the holder: of shops with a verified takedown, and carried by no crowd. What was on it
    by this rung before, and went, does not come again."""
    had = set(IdentityEntry.objects.filter(rung=rung).values_list("token", flat=True))
    shops = {shop for shop, _ in record_of(rung.seller).takedowns}
    carried = ShopToken.objects.filter(shop__in=shops, kind__in=LISTED_KINDS).order_by("token")
    tokens: Sequence[str] = list(carried.values_list("token", flat=True).distinct())
    entries = [
        IdentityEntry(
            rung=rung,
            kind=TokenKind(token.split(".")[0]),
            token=token,
            listed_at=now,
            expires_at=rung.lapses_at or now,
        )
        for token in tokens
        if token not in had and ShopToken.objects.filter(token=token).count() <= HUB_CAP
    ]
    if not entries:
        raise Conflict(
            "No shop with a verified takedown carries an account or number that is not listed; there is nothing to list."
        )
    IdentityEntry.objects.bulk_create(entries)
    return len(entries)


def _ask_letters(rung: SellerLadderRung, *, now: datetime) -> None:
    parties = SellerShop.objects.filter(seller=rung.seller, party__isnull=False).order_by("party")
    outbox.ask(
        [
            outbox.Work(
                Errand.LETTER,
                f"seller-letter:{rung.pk}:{party}",
                now,
                payload={"seller_rung": rung.pk, "party": party},
            )
            for party in parties.values_list("party", flat=True).distinct()
        ]
    )


def _decides(actor: Actor, rung: SellerLadderRung) -> Person:
    require(actor, Permit.ISSUE_SELLER_RUNG)
    if actor.person is None:
        raise BadInput("A person decides on a step; sign in and do it on the page.")
    if not may_decide(actor, rung):
        raise NotPermitted("The ladder names another kind of office for this step.")
    return actor.person


def _standing(rung: SellerLadderRung) -> SellerLadderRung:
    fresh = SellerLadderRung.objects.select_for_update(of=("self",)).select_related("seller").get(pk=rung.pk)
    if fresh.state != LadderRungState.ISSUED or fresh.ended_at is not None:
        raise Conflict("This step does not stand, or was taken back already.")
    return fresh


def _waiting(rung: SellerLadderRung) -> SellerLadderRung:
    fresh = SellerLadderRung.objects.select_for_update(of=("self",)).select_related("seller").get(pk=rung.pk)
    if fresh.state != LadderRungState.PROPOSED:
        raise Conflict("Somebody decided on this proposal meanwhile. Open the page again.")
    return fresh


def _note(actor: Actor, rung: SellerLadderRung, act: SellerAct, *, now: datetime, why: str = "") -> None:
    about = {"rung": str(rung.rung), "number": rung.number}
    note(rung.seller, act, now=now, by=actor.person, party=actor.home, about=about, why=why)
