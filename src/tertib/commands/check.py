"""`tertib check`: check the settings and list every one; secrets are never shown."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError

from tertib.actions import tables


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""


def run(args: argparse.Namespace) -> int:
    """Print every setting and what it means, then check; 1 if something would not work."""
    for name, meaning, shown in settings.TERTIB_ENVIRONMENT:
        print(f"{name}={shown}\n    {meaning}")
    print()
    call_command("check")
    print(f"platforms: {len(list(tables.platforms()))}, digest {tables.platforms().digest[:12]}")
    print(f"policies: {', '.join(policy.reference[:60] for policy in tables.policies().values())}")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM store_party")
            print(f"database: {connection.vendor}, tables are there")
    except OperationalError as error:
        print(
            f"database: cannot be used ({type(error).__name__}); run tertib migrate, or mend TERTIB_DATABASE_URL"
        )
        return 1
    return 0
