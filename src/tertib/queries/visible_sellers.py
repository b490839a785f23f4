"""Who may see which group of shops: every query of sellers starts here, as all others start in `visible.py`."""

from django.db.models import Exists, OuterRef, QuerySet

from tertib.queries.visible import visible_cases
from tertib.store.models import Party, Seller, SellerLadderRung, SellerShop
from tertib.vocabulary import LadderRungState, PartyKind, Role


def visible_sellers(party: Party, role: Role) -> QuerySet[Seller]:
    """Groups of shops that one seller seems to run, whole: an association those under its key; an authority and the
    police those with a shop of which they see a case. A platform sees none: see `visible_seller_shops`."""
    groups = Seller.objects.filter(dissolved_at=None)
    if role not in (Role.ANALYST, Role.APPROVER, Role.INVESTIGATOR):
        return groups.none()
    match party.kind:
        case PartyKind.ASSOCIATION:
            return groups.filter(association=party)
        case PartyKind.AUTHORITY | PartyKind.POLICE:
            shop = {"listing__platform": OuterRef("platform"), "listing__shop": OuterRef("name")}
            cases = visible_cases(party, role).filter(**shop)
            return groups.filter(Exists(SellerShop.objects.filter(Exists(cases), seller=OuterRef("pk"))))
        case _:
            return groups.none()


def visible_seller_shops(party: Party, role: Role) -> QuerySet[SellerShop]:
    """A platform its own shops that stand in a group, and never another's."""
    if party.kind != PartyKind.PLATFORM or role not in (Role.RESPONDER, Role.APPROVER):
        return SellerShop.objects.none()
    return SellerShop.objects.filter(party=party)


def visible_seller_rungs(party: Party, role: Role) -> QuerySet[SellerLadderRung]:
    """With the groups that a reader sees; a platform those that were issued on a group with a shop of its own."""
    rungs = SellerLadderRung.objects.all()
    if party.kind == PartyKind.PLATFORM:
        own = visible_seller_shops(party, role).filter(seller=OuterRef("seller"))
        return rungs.filter(Exists(own), state=LadderRungState.ISSUED, ended_at=None)
    return rungs.filter(Exists(visible_sellers(party, role).filter(pk=OuterRef("seller"))))
