"""Titles of offers over time, and words that removed sellers may have changed to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tertib.store.fields
import tertib.vocabulary


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0017_deeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=600)),
                ("seen_at", models.DateTimeField()),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="titles", to="store.offer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WordCandidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("policy", models.CharField(max_length=80)),
                ("term", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("sellers", models.PositiveIntegerField()),
                ("p", models.FloatField()),
                ("q", models.FloatField()),
                ("first_seen", models.DateField()),
                ("found_at", models.DateTimeField()),
                ("examples", models.JSONField(default=list)),
                ("state", tertib.store.fields.WordField(default=tertib.vocabulary.WordState["WAITING"])),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("term_key", models.CharField(blank=True, max_length=80)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.party",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.policyversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "q", "p"], name="words_by_strength")],
                "constraints": [models.UniqueConstraint(fields=("policy", "term"), name="one_word_a_policy")],
            },
        ),
    ]
