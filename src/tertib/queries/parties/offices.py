"""Parties and their persons, for those who see to them: one's own office, or all for the installation's operator."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_parties, visible_persons
from tertib.store.models import Outbox, Party, Person
from tertib.vocabulary import Errand, PartyKind, Role

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only come with one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person as an administrator sees them. `mail`: what became of the latest invitation, while it matters."""

    person: Person
    factors: frozenset[str]  # of FACTORS
    came: bool  # has set a password, or was never invited by mail (the first person, a demo)
    mail: Outbox | None

    @property
    def mail_failed(self) -> bool:
        """The invitation could not be delivered."""
        return self.mail is not None and self.mail.dead_at is not None

    @property
    def mail_left(self) -> datetime | None:
        """When the mail server took the invitation."""
        return self.mail.done_at if self.mail is not None else None


def keeps_all(reader: Reader) -> bool:
    """Whether the reader sees to every party."""
    return reader.home.kind == PartyKind.PUBLIC_BODY and reader.role == Role.OPERATOR


def offices(reader: Reader, *, kind: PartyKind | None = None) -> QuerySet[Party]:
    """Parties whose persons the reader sees to, by name, with `people` and `ways` (contacts in use) counted."""
    found = visible_parties(*eyes(reader))
    if not keeps_all(reader):
        found = found.filter(pk=reader.home.pk)
    if kind is not None:
        found = found.filter(kind=kind)
    return (
        found.select_related("association")
        .annotate(
            people=Count("persons", filter=Q(persons__is_active=True), distinct=True),
            ways=Count("contacts", filter=Q(contacts__active=True), distinct=True),
        )
        .order_by("name", "pk")
    )


def office(reader: Reader, slug: str) -> Party:
    """One of `offices`. Raises NotFound."""
    found = offices(reader).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such office, or it is not for you.")
    return found


def associations(reader: Reader) -> QuerySet[Party]:
    """Hubs that a platform can belong to."""
    return visible_parties(*eyes(reader)).filter(kind=PartyKind.ASSOCIATION).order_by("name")


def people(reader: Reader, office: Party) -> QuerySet[Person]:
    """Persons of an office, those who are let in first, by name."""
    found = visible_persons(*eyes(reader)).filter(party=office).select_related("party", "invited_by")
    return found.order_by("-is_active", "name", "pk")


def one_person(reader: Reader, number: int) -> Person:
    """One person by number. Raises NotFound for none, and for another party's."""
    found = visible_persons(*eyes(reader)).select_related("party", "invited_by").filter(pk=number).first()
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found


def lines(found: list[Person]) -> list[PersonLine]:
    """Persons with their second factors and invitations, in two queries however many they are."""
    factors: dict[int, set[str]] = {}
    for number, kind in Authenticator.objects.filter(user__in=found, type__in=FACTORS).values_list(
        "user_id", "type"
    ):
        factors.setdefault(number, set()).add(kind)
    mails = {
        mail.payload["person"]: mail
        for mail in Outbox.objects.filter(
            errand=Errand.INVITATION, key__in=[f"invitation:{one.pk}" for one in found]
        )
    }
    return [
        PersonLine(
            person=one,
            factors=frozenset(factors.get(one.pk, ())),
            came=one.has_usable_password() or one.last_login is not None or one.invited_at is None,
            mail=mails.get(one.pk),
        )
        for one in found
    ]
