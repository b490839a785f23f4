"""What may be a removed listing again, and what persons decided on it, which is history: never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import tertib.store.fields
import tertib.store.ids
import tertib.vocabulary
from tertib.store import triggers


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.guard(schema_editor.connection, ("store_returnreview",))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, ("store_returnreview",))


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_finding_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Return",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(default=tertib.store.ids.new_return_key, max_length=16, unique=True),
                ),
                ("policy", models.CharField(max_length=80)),
                ("platform", models.CharField(blank=True, max_length=60)),
                ("relation", tertib.store.fields.WordField()),
                ("kind", tertib.store.fields.WordField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("gone_at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
                ("waiting", models.BooleanField(default=True)),
                ("outcome", tertib.store.fields.WordField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_back_as",
                        to="store.case",
                    ),
                ),
                (
                    "new_case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_back_from",
                        to="store.case",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="back_from",
                        to="store.offer",
                    ),
                ),
                (
                    "old_offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.offer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReturnReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", tertib.store.fields.WordField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("link", models.CharField(blank=True, max_length=2048)),
                ("bulk", models.CharField(blank=True, max_length=16)),
                ("permit", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="store.return"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="store.returnreview",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(
                condition=models.Q(("outcome__isnull", True), ("waiting", True)),
                fields=["-score", "id"],
                name="returns_by_strength",
            ),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["outcome", "-decided_at"], name="returns_decided"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("case", "offer"), name="one_return_a_case_and_offer"),
        ),
        migrations.AddIndex(
            model_name="returnreview",
            index=models.Index(fields=["bulk", "party"], name="return_reviews_at_once"),
        ),
        migrations.RunPython(guard, unguard),
    ]
