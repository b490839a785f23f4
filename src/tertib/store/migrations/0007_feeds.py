"""Feeds in use: what is handed over waits in parts, folders are watched, and each party has its own offers.

No offer was kept before this migration: the first code that keeps any comes with it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0006_reviews_are_history")]

    operations = [
        migrations.AddField("feedbatch", "reading", models.JSONField(default=dict)),
        migrations.AlterField("offer", "identity", models.CharField(max_length=220)),
        migrations.AddField(
            "offer",
            "party",
            models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.party",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "offer",
            models.UniqueConstraint(fields=("party", "identity"), name="one_offer_a_party_and_listing"),
        ),
        migrations.CreateModel(
            "BatchPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="store.feedbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "no"), name="one_part_a_batch_and_number")
                ]
            },
        ),
        migrations.CreateModel(
            "FolderObject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=500)),
                ("mark", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.feedbatch",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="laid_in", to="store.feed"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "path", "mark"), name="one_object_taken_once")
                ]
            },
        ),
    ]
