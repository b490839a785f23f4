"""What was done to a version of a policy is history: never changed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tertib.store import triggers


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.guard(schema_editor.connection, ("store_policystep",))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, ("store_policystep",))


class Migration(migrations.Migration):
    dependencies = [("store", "0009_policy_desk")]
    operations = [migrations.RunPython(guard, unguard)]
