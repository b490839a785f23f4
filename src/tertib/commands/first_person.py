"""`tertib first-person`: make the first party and person of a new installation, and print how to sign in."""

import argparse
import secrets

from django.conf import settings
from django.utils.text import slugify

from tertib.errors import Conflict
from tertib.store.models import Party, Person
from tertib.vocabulary import PartyKind, Role


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("--party", required=True, help="the office's name")
    parser.add_argument("--kind", choices=[str(kind) for kind in PartyKind], required=True)
    parser.add_argument("--platform", default="", help="for a platform: its key in the table of platforms")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--email", required=True)
    parser.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.APPROVER))


def run(args: argparse.Namespace) -> int:
    """Make them; the party is found again by its name."""
    print(
        make_person(
            **{name: getattr(args, name) for name in ("party", "kind", "platform", "name", "email", "role")}
        )
    )
    return 0


def make_person(*, party: str, kind: str, platform: str, name: str, email: str, role: str) -> str:
    """Make party and person; what to tell the person. Raises Conflict if the address is in use."""
    if Person.objects.filter(email__iexact=email).exists():
        raise Conflict(
            f"{email}: somebody with this address is here already; sign in, or use another address."
        )
    office, _ = Party.objects.get_or_create(
        slug=slugify(party)[:60],
        defaults={"name": party, "kind": PartyKind(kind), "platform": platform or None},
    )
    password = secrets.token_urlsafe(15)
    Person.objects.create_user(email, password, name=name, party=office, role=Role(role))
    return f"Sign in at {settings.TERTIB_URL}/akun/login/ as {email.lower()} with the password {password}"
