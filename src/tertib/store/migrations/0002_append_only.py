"""History is append-only on both databases (`store/triggers.py`)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tertib.store import triggers


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.guard(schema_editor.connection, triggers.FIRST_TABLES)
    with schema_editor.connection.cursor() as cursor:
        sqlite = schema_editor.connection.vendor == "sqlite"
        cursor.execute(triggers.FROZEN_SQLITE if sqlite else triggers.FROZEN_POSTGRES)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, triggers.FIRST_TABLES)
    with schema_editor.connection.cursor() as cursor:
        end = "" if schema_editor.connection.vendor == "sqlite" else " ON store_notice"
        cursor.execute("DROP TRIGGER IF EXISTS store_notice_frozen" + end)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_first")]
    operations = [migrations.RunPython(guard, unguard)]
