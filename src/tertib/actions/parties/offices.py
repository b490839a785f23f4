"""Parties of the installation: add one, change it, switch it off and on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.deeds import keep_deed
from tertib.actions.permits import Permit, keeps_installation, require
from tertib.core.deadlines import ZONES
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Party
from tertib.vocabulary import DeedKind, LegalZone, PartyKind

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyForm:
    """What a party is. `platform`: its key in the table of platforms, for platforms only; `association`: its hub."""

    name: str
    kind: PartyKind
    platform: str = ""
    association: Party | None = None
    zone: LegalZone = LegalZone.WIB
    language: str = "id"


def add_party(actor: Actor, form: PartyForm, *, now: datetime) -> Party:
    """A new party, without persons. Raises BadInput naming what is wrong, Conflict if it is here already."""
    _require(actor)
    name = _checked(form)
    slug = slugify(name)[:60].strip("-")
    if not slug or slug == "baru":  # an address of the pages
        raise BadInput("The name is not one that can stand in an address. Choose a longer one.")
    try:
        with transaction.atomic():
            party = Party.objects.create(
                slug=slug, kind=form.kind, platform=form.platform or None, **_kept(form)
            )
            keep_deed(actor, DeedKind.OFFICE_ADDED, office=party, subject=party.name, now=now)
            return party
    except IntegrityError as error:
        raise Conflict("A party with this name or this platform is here already.") from error


def change_party(actor: Actor, party: Party, form: PartyForm, *, now: datetime) -> Party:
    """Another name, hub, zone or language. What a party is (kind, platform) stays: its cases hang on it."""
    _require(actor)
    _checked(form)
    if (form.kind, form.platform or None) != (party.kind, party.platform):
        raise BadInput("Kind and platform of a party stay as they are. Add another party instead.")
    with transaction.atomic():
        Party.objects.filter(pk=party.pk).update(**_kept(form))
        keep_deed(actor, DeedKind.OFFICE_CHANGED, office=party, subject=party.name, now=now)
    party.refresh_from_db()
    return party


def set_party_active(actor: Actor, party: Party, *, active: bool, now: datetime) -> None:
    """Let a party's persons and programs in, or keep all of them out, from their next request on."""
    _require(actor)
    if actor.home.pk == party.pk:
        raise BadInput("You cannot switch your own office off.")
    kind = DeedKind.OFFICE_ON if active else DeedKind.OFFICE_OFF
    with transaction.atomic():
        if Party.objects.filter(pk=party.pk, active=not active).update(active=active):
            keep_deed(actor, kind, office=party, subject=party.name, now=now)


def platform_names() -> dict[str, str]:
    """The platforms of the tables by key, such as {"lapakraya": "LapakRaya"}."""
    return {platform.key: platform.name for platform in tables.platforms()}


def zone_of(party: Party) -> LegalZone:
    """The legal zone that a party reckons in; WIB for one that is none of the three."""
    return next((zone for zone, place in ZONES.items() if str(place) == party.time_zone), LegalZone.WIB)


def _require(actor: Actor) -> None:
    require(actor, Permit.EDIT_PARTY)
    if not keeps_installation(actor):
        raise NotPermitted("Only the operator of the installation sees to the parties.")


def _checked(form: PartyForm) -> str:
    """The name, tidied. Bullets, one test each:

    - a party has a name
    - a platform stands in the table of platforms, and nothing else does
    - only a platform belongs to an association, and its hub is one
    - we write letters in two languages
    """
    name = " ".join(form.name.split())
    if not name or len(name) > 160:
        raise BadInput("A party needs a name of at most 160 characters.")
    if form.kind is PartyKind.PLATFORM and form.platform not in tables.platforms():
        raise BadInput("A platform needs its key in the table of platforms. Choose one of the list.")
    if form.kind is not PartyKind.PLATFORM and form.platform:
        raise BadInput("Only a platform has a key in the table of platforms.")
    if form.association is not None and (
        form.kind is not PartyKind.PLATFORM or form.association.kind != PartyKind.ASSOCIATION
    ):
        raise BadInput("Only a platform belongs to an association.")
    if form.language not in LANGUAGES:
        raise BadInput("Choose Indonesian or English.")
    return name


def _kept(form: PartyForm) -> dict[str, object]:
    return {
        "name": " ".join(form.name.split()),
        "association": form.association,
        "time_zone": str(ZONES[form.zone]),
        "language": form.language,
    }
