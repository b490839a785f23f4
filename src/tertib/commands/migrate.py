"""`tertib migrate`: bring the database's tables up to date; running it again changes nothing."""

import argparse

from django.core.management import call_command


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def run(args: argparse.Namespace) -> int:
    """Make or change the tables, and the table of the cache."""
    migrate(verbosity=0 if args.quiet else 1)
    return 0


def migrate(*, verbosity: int) -> None:
    """The same for other commands."""
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
