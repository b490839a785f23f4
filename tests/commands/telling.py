"""A program for tests of backups: say every row of every table, one a line."""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402  # Django must be set up first


def main() -> None:
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                told = [bytes(each) if isinstance(each, memoryview) else each for each in row]
                sys.stdout.write(f"{table}\t{told!r}\n")


if __name__ == "__main__":
    main()
