"""One answer to many notices at once, held for a minute before it is recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tertib.store.fields
import tertib.store.notices


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_who_acts_for_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(default=tertib.store.notices.new_batch_key, max_length=16, unique=True),
                ),
                ("token", models.CharField(max_length=80)),
                ("kind", tertib.store.fields.WordField()),
                ("part", models.JSONField()),
                ("at", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
                ("record_by", models.DateTimeField(blank=True, null=True)),
                ("selection", models.JSONField()),
                ("count", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("left", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_batches",
                        to="store.party",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("sender", "token"), name="one_form_one_batch")
                ],
            },
        ),
    ]
