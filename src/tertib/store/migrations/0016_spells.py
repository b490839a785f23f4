"""How long each case's listing stayed up and away, kept beside it; the worker fills it from history and looks."""

import django.db.models.deletion
from django.db import migrations, models

import tertib.store.fields
import tertib.vocabulary


class Migration(migrations.Migration):
    dependencies = [("store", "0015_returns")]

    operations = [
        migrations.CreateModel(
            name="CaseSpell",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="spell",
                        serialize=False,
                        to="store.case",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField()),
                ("up_there", models.FloatField(blank=True, null=True)),
                ("up_over", models.FloatField(blank=True, null=True)),
                ("away_there", models.FloatField(blank=True, null=True)),
                ("away_over", models.FloatField(blank=True, null=True)),
                ("gone_before", models.BooleanField(default=False)),
                ("unseen", models.BooleanField(default=False)),
                ("term", models.CharField(blank=True, max_length=120)),
                (
                    "shop_size",
                    tertib.store.fields.WordField(
                        default="unknown", max_length=40, words=tertib.vocabulary.ShopSize
                    ),
                ),
            ],
        ),
    ]
