"""`tertib check`: check the settings, and with --data everything that is kept; secrets are never shown."""

import argparse
from collections.abc import Iterator
from itertools import chain

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError
from django.utils.module_loading import import_string

from tertib.actions import tables
from tertib.adapters.fetch import names_of, read_exits
from tertib.adapters.files import Files
from tertib.errors import TertibError
from tertib.queries.soundness import Fault, faults
from tertib.store.models import Case, CaseEvent, FeedBatch, MailIn, Order

MOST_SHOWN = 100


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--data",
        action="store_true",
        help="check what is kept too: gapless histories, sums, one effect for each delivery, whole files",
    )


def run(args: argparse.Namespace) -> int:
    """Print every setting and what it means, then check; 1 if something would not work."""
    for name, meaning, shown in settings.TERTIB_ENVIRONMENT:
        print(f"{name}={shown}\n    {meaning}")
    print()
    call_command("check")
    print(f"exits: {', '.join(names_of(read_exits(settings.TERTIB_EXITS)))}")
    print(f"platforms: {len(list(tables.platforms()))}, digest {tables.platforms().digest[:12]}")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM store_party")
            print(f"database: {connection.vendor}, tables are there")
        print(f"policies: {', '.join(policy.reference[:60] for policy in tables.policies().values())}")
    except (OperationalError, ProgrammingError) as error:
        print(
            f"database: cannot be used ({type(error).__name__}); run tertib migrate, or mend TERTIB_DATABASE_URL"
        )
        return 1
    return check_data() if args.data else 0


def check_data() -> int:
    """Say what is unsound in what is kept, the first hundred faults in full; 1 if anything is."""
    now = import_string(settings.TERTIB_CLOCK)()
    found = 0
    for found, fault in enumerate(chain(faults(now=now), _files()), 1):
        if found <= MOST_SHOWN:
            print(f"unsound: {fault.what}: {fault.where}: {fault.said}")
    print(f"data: {Case.objects.count()} cases, {CaseEvent.objects.count()} events; {found} faults")
    return 1 if found else 0


def _files() -> Iterator[Fault]:
    """Every file that a row names is there, and is what was put in."""
    files = Files(settings.TERTIB_FILES_URL)
    named = [
        *Order.objects.exclude(file_key="").values_list("file_key", flat=True),
        *MailIn.objects.exclude(file_key="").values_list("file_key", flat=True),
        *FeedBatch.objects.exclude(file_key="").values_list("file_key", flat=True),
    ]
    for key in dict.fromkeys(named):
        try:
            for _ in files.stream(key):
                pass
        except TertibError as error:
            yield Fault("file", key, str(error))
