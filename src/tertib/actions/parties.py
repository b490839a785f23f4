"""Persons and API keys of a party: invite, make, revoke, recognise."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from zlib import crc32

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.core.deadlines import local_day
from tertib.errors import BadInput, Conflict
from tertib.store.models import ApiKey, Person
from tertib.vocabulary import LegalZone, Role

PREFIX = "ttb"  # scanners for leaked secrets can find it
MAX_DAYS = 365
ROLES_OF_KEYS = frozenset({Role.ANALYST, Role.RESPONDER, Role.AUDITOR, Role.INVESTIGATOR})
"""A program hands in, answers and reads; approving is a person's."""


def make_api_key(actor: Actor, *, label: str, role: Role, days: int, now: datetime) -> tuple[ApiKey, str]:
    """A new key of the actor's party and its text, `ttb_ID_SECRET_CHECK`, which is shown this once."""
    require(actor, Permit.EDIT_PARTY)
    if role not in ROLES_OF_KEYS:
        raise BadInput(
            f"A key can have the role {', '.join(sorted(ROLES_OF_KEYS))}; what needs a person stays with one."
        )
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(f"A key is valid for 1 to {MAX_DAYS} days.")
    if not label.strip():
        raise BadInput("Give the key a name, such as the program that will use it.")
    public_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    api_key = ApiKey.objects.create(
        public_id=public_id,
        secret_sha256=_digest(secret),
        party=actor.home,
        role=role,
        label=label.strip()[:80],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return api_key, f"{PREFIX}_{public_id}_{secret}_{_check(public_id, secret)}"


def revoke_api_key(actor: Actor, api_key: ApiKey, *, now: datetime) -> None:
    """The key opens nothing from now on."""
    require(actor, Permit.EDIT_PARTY)
    ApiKey.objects.filter(pk=api_key.pk, party=actor.home, revoked_at=None).update(revoked_at=now)


def key_by_text(text: str, *, now: datetime) -> ApiKey | None:
    """The key that a text is, if it is whole, known, not revoked and not expired."""
    parts = text.split("_")
    if len(parts) != 4 or parts[0] != PREFIX or _check(parts[1], parts[2]) != parts[3]:
        return None
    found = ApiKey.objects.select_related("party").filter(public_id=parts[1]).first()
    expected = found.secret_sha256 if found else "0" * 64
    if not hmac.compare_digest(_digest(parts[2]), expected) or found is None:
        return None
    if found.revoked_at is not None or found.expires_at <= now or not found.party.active:
        return None
    today = local_day(now, zone=LegalZone.WIB)
    if found.last_used_day != today:
        ApiKey.objects.filter(pk=found.pk).update(last_used_day=today)
    return found


def invite(actor: Actor, *, email: str, name: str, role: Role, now: datetime) -> tuple[Person, str]:
    """Add a person to the actor's party, with a first password that is shown once and changed at first sign-in."""
    require(actor, Permit.EDIT_PARTY)
    if "@" not in email or not name.strip():
        raise BadInput("A person needs a name and a mail address.")
    password = secrets.token_urlsafe(15)
    with transaction.atomic():
        if Person.objects.filter(email__iexact=email.strip()).exists():
            raise Conflict("Somebody with this mail address is here already.")
        person = Person.objects.create_user(
            email.strip(),
            password,
            name=name.strip()[:120],
            party=actor.home,
            role=role,
            language=actor.home.language,
        )
    return person, password


def set_active(actor: Actor, person: Person, *, active: bool) -> None:
    """Let a person of one's own party in, or keep them out; effective with their next request."""
    require(actor, Permit.EDIT_PARTY)
    if actor.person is not None and actor.person.pk == person.pk:
        raise BadInput("You cannot lock yourself out; ask another approver.")
    Person.objects.filter(pk=person.pk, party=actor.home).update(is_active=active)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(public_id: str, secret: str) -> str:
    return f"{crc32(f'{public_id}{secret}'.encode()):08x}"
