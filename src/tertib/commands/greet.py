"""`tertib greet`: say where the installation is; if nobody is in it yet, make its operator and say how to sign in."""

import argparse

from django.conf import settings

from tertib.commands.first_person import make_person
from tertib.store.models import Person
from tertib.vocabulary import PartyKind, Role


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""


def run(args: argparse.Namespace) -> int:
    """Print the address, and the first sign-in once."""
    if Person.objects.exists():
        print(f"Tertib is at {settings.TERTIB_URL}/")
        return 0
    said = make_person(
        party="Operator",
        kind=PartyKind.PUBLIC_BODY,
        platform="",
        name="Operator",
        email="operator@tertib.localhost",
        role=Role.OPERATOR,
    )
    print(f"This installation is new. {said}")
    print("Then add parties with `tertib first-person`. This password is shown only now.")
    return 0
