"""What a person decided on a finding is history: never changed, only taken back by another review."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tertib.store import triggers


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.guard(schema_editor.connection, ("store_review",))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, ("store_review",))


class Migration(migrations.Migration):
    dependencies = [("store", "0005_detection")]
    operations = [migrations.RunPython(guard, unguard)]
