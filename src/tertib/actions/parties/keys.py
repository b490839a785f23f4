"""API keys of a party: make, revoke, recognise."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from zlib import crc32

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.deeds import keep_deed
from tertib.actions.permits import Permit, require
from tertib.core.deadlines import local_day
from tertib.errors import BadInput
from tertib.store.models import ApiKey
from tertib.vocabulary import DeedKind, LegalZone, PartyKind, Role

PREFIX = "ttb"  # scanners for leaked secrets can find it
MAX_DAYS = 365
ROLES_OF_KEYS: dict[PartyKind, tuple[Role, ...]] = {
    PartyKind.AUTHORITY: (Role.ANALYST, Role.AUDITOR),
    PartyKind.ASSOCIATION: (Role.ANALYST, Role.AUDITOR),
    PartyKind.PLATFORM: (Role.RESPONDER, Role.AUDITOR),
    PartyKind.POLICE: (Role.INVESTIGATOR, Role.AUDITOR),
    PartyKind.PUBLIC_BODY: (Role.AUDITOR,),
}
"""A program hands in, answers and reads; approving is a person's."""


def make_api_key(actor: Actor, *, label: str, role: Role, days: int, now: datetime) -> tuple[ApiKey, str]:
    """A new key of the actor's party and its text, `ttb_ID_SECRET_CHECK`, which is shown this once."""
    require(actor, Permit.EDIT_PARTY)
    roles = ROLES_OF_KEYS[PartyKind(actor.home.kind)]
    if role not in roles:
        raise BadInput(
            f"A key of your office can have the role {', '.join(roles)}; what needs a person stays with one."
        )
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(f"A key is valid for 1 to {MAX_DAYS} days.")
    if not label.strip():
        raise BadInput("Give the key a name, such as the program that will use it.")
    public_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    with transaction.atomic():
        api_key = ApiKey.objects.create(
            public_id=public_id,
            secret_sha256=_digest(secret),
            party=actor.home,
            role=role,
            label=label.strip()[:80],
            made_by=actor.person,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        keep_deed(actor, DeedKind.KEY_MADE, office=actor.home, subject=api_key.label, detail=role, now=now)
    return api_key, f"{PREFIX}_{public_id}_{secret}_{_check(public_id, secret)}"


def revoke_api_key(actor: Actor, api_key: ApiKey, *, now: datetime) -> None:
    """The key opens nothing from now on."""
    require(actor, Permit.EDIT_PARTY)
    with transaction.atomic():
        if ApiKey.objects.filter(pk=api_key.pk, party=actor.home, revoked_at=None).update(revoked_at=now):
            keep_deed(actor, DeedKind.KEY_REVOKED, office=actor.home, subject=api_key.label, now=now)


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


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(public_id: str, secret: str) -> str:
    return f"{crc32(f'{public_id}{secret}'.encode()):08x}"
