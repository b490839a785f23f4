"""Triggers by which both databases refuse to change history: put on by a migration, off only to empty a test database."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

FIRST_TABLES = ("store_caseevent", "store_observation", "store_reply")  # of the first migration
SELLER_TABLES = ("store_sellerhistory", "store_sellerlook", "store_identityquery")
TABLES = (
    *FIRST_TABLES,
    "store_review",
    "store_policystep",
    "store_deed",
    "store_returnreview",
    *SELLER_TABLES,
)

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION tertib_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION tertib_append_only();
"""
FROZEN_SQLITE = """
CREATE TRIGGER store_notice_frozen BEFORE UPDATE OF content, digest, case_id, recipient_id ON store_notice
WHEN OLD.content IS NOT NEW.content OR OLD.digest IS NOT NEW.digest
  OR OLD.case_id IS NOT NEW.case_id OR OLD.recipient_id IS NOT NEW.recipient_id
BEGIN SELECT RAISE(ABORT, 'the content of a notice is frozen'); END
"""
FROZEN_POSTGRES = """
CREATE OR REPLACE FUNCTION tertib_notice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.content IS DISTINCT FROM NEW.content OR OLD.digest IS DISTINCT FROM NEW.digest
     OR OLD.case_id IS DISTINCT FROM NEW.case_id OR OLD.recipient_id IS DISTINCT FROM NEW.recipient_id THEN
    RAISE EXCEPTION 'the content of a notice is frozen' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER store_notice_frozen BEFORE UPDATE ON store_notice
FOR EACH ROW EXECUTE FUNCTION tertib_notice_frozen();
"""


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Refuse changes to events, observations, replies, reviews, steps of policies, and to the content of notices."""
    guard(connection, TABLES)
    with connection.cursor() as cursor:
        cursor.execute(FROZEN_SQLITE if connection.vendor == "sqlite" else FROZEN_POSTGRES)


def take_off(connection: BaseDatabaseWrapper) -> None:
    """The reverse of `put_on`."""
    unguard(connection, TABLES)
    with connection.cursor() as cursor:
        end = "" if connection.vendor == "sqlite" else " ON store_notice"
        cursor.execute("DROP TRIGGER IF EXISTS store_notice_frozen" + end)


def guard(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Refuse that rows of these tables are changed or deleted."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                for verb in ("update", "delete"):
                    cursor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))
            else:
                cursor.execute(POSTGRES.format(table=table))


def unguard(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """The reverse of `guard`."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
