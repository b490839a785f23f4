"""The policy desk: what was done to each version, what a draft was tried on, and files for the sample."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tertib.store.fields
import tertib.vocabulary


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_review_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="samplelisting",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="samplelisting",
            name="finding",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="samplelisting",
            name="taken_out_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="samplelisting",
            name="taken_out_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="samplelisting",
            name="why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.CreateModel(
            name="PolicyStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", tertib.store.fields.WordField()),
                ("at", models.DateTimeField()),
                ("about", models.CharField(blank=True, max_length=120)),
                ("why", models.CharField(blank=True, max_length=1000)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.party",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="store.policyversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "at"], name="store_polic_version_743eec_idx")],
            },
        ),
        migrations.CreateModel(
            name="SampleFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("policy", models.CharField(db_index=True, max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("data", models.BinaryField(blank=True, null=True)),
                ("lawful", models.BooleanField(blank=True, null=True)),
                ("state", tertib.store.fields.WordField(default=tertib.vocabulary.BatchState["WAITING"])),
                ("rows", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("wrong_rows", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("policy", "party", "digest"), name="one_sample_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TrialListing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change", tertib.store.fields.WordField()),
                ("before", tertib.store.fields.WordField()),
                ("after", tertib.store.fields.WordField()),
                ("listing", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=list)),
                ("lawful", models.BooleanField(blank=True, null=True)),
                ("offer", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tested",
                        to="store.policyversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["version", "change"], name="store_trial_version_579925_idx")
                ],
            },
        ),
    ]
