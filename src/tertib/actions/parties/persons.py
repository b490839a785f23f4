"""Persons of a party: invite, change a role, switch off and on, let go of a lost second factor."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.deeds import keep_deed
from tertib.actions.permits import Permit, keeps_installation, require
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Outbox, Party, Person
from tertib.vocabulary import DeedKind, Errand, PartyKind, Role

AGAIN_AFTER = timedelta(minutes=1)  # a button pressed twice is one mail
ROLES_OF: dict[PartyKind, tuple[Role, ...]] = {
    PartyKind.AUTHORITY: (Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
    PartyKind.ASSOCIATION: (Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
    PartyKind.PLATFORM: (Role.RESPONDER, Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
    PartyKind.POLICE: (Role.INVESTIGATOR, Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
    PartyKind.PUBLIC_BODY: (Role.AUDITOR, Role.APPROVER, Role.OPERATOR),
}
"""The roles that open pages to a person of each kind of party."""


def invite(actor: Actor, party: Party, *, email: str, name: str, role: Role, now: datetime) -> Person:
    """Add a person, who gets a mail with the link to set their password.

    Raises BadInput naming what is wrong, Conflict if somebody has this mail address already.
    """
    _may_edit(actor, party, granting=role)
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput("This is no mail address. Write it as name@example.id.") from error
    if not name:
        raise BadInput("A person needs a name.")
    with transaction.atomic():
        if Person.objects.filter(email__iexact=email).exists():
            raise Conflict("Somebody with this mail address is here already.")
        person = Person.objects.create_user(
            email,
            None,
            name=name[:120],
            party=party,
            role=role,
            language=party.language,
            invited_at=now,
            invited_by=actor.person,
        )
        _ask_for_mail(person, now=now)
        keep_deed(actor, DeedKind.PERSON_INVITED, office=party, subject=person.name, detail=role, now=now)
    return person


def invite_again(actor: Actor, person: Person, *, now: datetime) -> None:
    """Mail a new link, unless one left within AGAIN_AFTER.

    Raises Conflict for someone who has set a password already, or is switched off.
    """
    _may_edit(actor, person.party, granting=None)
    with transaction.atomic():
        fresh = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if fresh.has_usable_password() or not fresh.is_active:
            raise Conflict("This person has set a password, or is switched off. There is nothing to send.")
        mail = Outbox.objects.filter(key=f"invitation:{fresh.pk}", dead_at=None).first()
        if mail is not None and now - datetime.fromisoformat(mail.payload["asked"]) < AGAIN_AFTER:
            return
        fresh.invited_at, fresh.invited_by = now, actor.person
        fresh.save(update_fields=["invited_at", "invited_by"])
        _ask_for_mail(fresh, now=now)


def change_role(actor: Actor, person: Person, *, role: Role, now: datetime) -> None:
    """What the person may do from the next request on. Nobody changes their own role."""
    _may_edit(actor, person.party, granting=role)
    _not_oneself(actor, person)
    if person.role == Role.OPERATOR:
        _may_edit(actor, person.party, granting=Role.OPERATOR)
    with transaction.atomic():
        fresh = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if fresh.role == role:
            return
        change = f"{fresh.role} > {role}"
        Person.objects.filter(pk=person.pk).update(role=role)
        keep_deed(
            actor, DeedKind.ROLE_CHANGED, office=person.party, subject=person.name, detail=change, now=now
        )


def set_active(actor: Actor, person: Person, *, active: bool, now: datetime) -> None:
    """Let a person in, or keep them out; effective with their next request. Nobody locks themselves out."""
    _may_edit(actor, person.party, granting=Role(person.role) if person.role == Role.OPERATOR else None)
    _not_oneself(actor, person)
    kind = DeedKind.PERSON_ON if active else DeedKind.PERSON_OFF
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
            keep_deed(actor, kind, office=person.party, subject=person.name, now=now)


def forget_second_factor(actor: Actor, person: Person, *, now: datetime) -> int:
    """Let go of a lost code app, passkeys and recovery codes; the person sets up new ones at the next sign-in.

    Returns how many were forgotten. The password stays, and one's own factors are changed under one's own account.
    """
    _may_edit(actor, person.party, granting=Role(person.role) if person.role == Role.OPERATOR else None)
    _not_oneself(actor, person)
    with transaction.atomic():
        forgotten: int = Authenticator.objects.filter(user=person).delete()[0]
        if forgotten:
            keep_deed(actor, DeedKind.FACTOR_FORGOTTEN, office=person.party, subject=person.name, now=now)
    return forgotten


def may_edit_persons(actor: Actor, party: Party) -> bool:
    """Whether the actor may see to the persons of this party: one's own office, or the whole installation."""
    own = actor.home.pk == party.pk
    return own or keeps_installation(actor)


def roles_to_give(actor: Actor, party: Party) -> tuple[Role, ...]:
    """The roles that the actor can give there. Only the installation's operators make others of their kind."""
    roles = ROLES_OF[PartyKind(party.kind)]
    if party.kind == PartyKind.PUBLIC_BODY and not keeps_installation(actor):
        return tuple(role for role in roles if role is not Role.OPERATOR)
    return roles


def _may_edit(actor: Actor, party: Party, *, granting: Role | None) -> None:
    """Bullets, one test each:

    - only who may edit parties at all
    - one's own office, or any for the installation's operator
    - no role that opens nothing in this kind of party
    - an operator of the installation is made, changed and switched off by another one only
    """
    require(actor, Permit.EDIT_PARTY)
    if not may_edit_persons(actor, party):
        raise NotPermitted("You can see to the persons of your own office only.")
    if granting is Role.OPERATOR and Role.OPERATOR not in roles_to_give(actor, party):
        raise NotPermitted("Only the operator of the installation sees to its operators.")
    if granting is not None and granting not in roles_to_give(actor, party):
        raise BadInput("There is no such role in this kind of office. Choose one of the list.")


def _not_oneself(actor: Actor, person: Person) -> None:
    if actor.person is not None and actor.person.pk == person.pk:
        raise BadInput("You cannot do this to yourself; ask another approver or operator of your office.")


def _ask_for_mail(person: Person, *, now: datetime) -> None:
    payload = {"person": person.pk, "asked": now.isoformat()}
    outbox.ask([outbox.Work(Errand.INVITATION, f"invitation:{person.pk}", now, payload=payload)])
