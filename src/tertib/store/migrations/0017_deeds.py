"""What persons did to the house itself: a trail that is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import tertib.store.fields
import tertib.vocabulary
from tertib.store import triggers


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.guard(schema_editor.connection, ("store_deed",))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, ("store_deed",))


PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("store", "0016_spells")]

    operations = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", tertib.store.fields.WordField(max_length=40, words=tertib.vocabulary.DeedKind)),
                ("subject", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=300)),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="store.apikey"
                    ),
                ),
                ("office", models.ForeignKey(on_delete=PROTECT, related_name="+", to="store.party")),
                ("party", models.ForeignKey(on_delete=PROTECT, related_name="+", to="store.party")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "-at"], name="store_deed_office"),
                    models.Index(fields=["-at"], name="store_deed_at"),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
