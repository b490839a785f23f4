"""Triggers by which both databases refuse to change history: put on by a migration, off only to empty a test database."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("store_caseevent", "store_observation", "store_reply")

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
    """Refuse changes to events, observations, replies, and to the content of notices."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for table in TABLES:
            if sqlite:
                for verb in ("update", "delete"):
                    cursor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))
            else:
                cursor.execute(POSTGRES.format(table=table))
        cursor.execute(FROZEN_SQLITE if sqlite else FROZEN_POSTGRES)


def take_off(connection: BaseDatabaseWrapper) -> None:
    """The reverse of `put_on`."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for table in TABLES:
            if sqlite:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        cursor.execute("DROP TRIGGER IF EXISTS store_notice_frozen" + ("" if sqlite else " ON store_notice"))
