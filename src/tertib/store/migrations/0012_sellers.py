"""Same seller: tokens, groups of shops, rungs, the identity list, and who looked; three tables are history."""

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
    triggers.guard(schema_editor.connection, triggers.SELLER_TABLES)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.unguard(schema_editor.connection, triggers.SELLER_TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_counted_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShopChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop", models.CharField(max_length=220)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(default=tertib.store.ids.new_seller_key, max_length=16, unique=True),
                ),
                ("size", models.PositiveIntegerField()),
                ("platforms", models.PositiveSmallIntegerField()),
                ("shape", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("considered_at", models.DateTimeField(blank=True, null=True)),
                ("dissolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "association",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", tertib.store.fields.WordField()),
                ("at", models.DateTimeField()),
                ("about", models.JSONField(default=dict)),
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
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="history", to="store.seller"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerLadderRung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rung", tertib.store.fields.WordField()),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    tertib.store.fields.WordField(default=tertib.vocabulary.LadderRungState["PROPOSED"]),
                ),
                ("facts", models.JSONField(default=dict)),
                ("text", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("lapses_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, max_length=1000)),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rungs", to="store.seller"
                    ),
                ),
            ],
            options={
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="IdentityEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", tertib.store.fields.WordField()),
                ("token", models.CharField(db_index=True, max_length=120)),
                ("listed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_because", models.CharField(blank=True, max_length=300)),
                (
                    "rung",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="store.sellerladderrung",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", tertib.store.fields.WordField()),
                ("page", models.CharField(max_length=40)),
                ("shown", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.apikey",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="store.seller",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerShop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop", models.CharField(max_length=220, unique=True)),
                ("platform", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
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
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shops", to="store.seller"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TokenKeyMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("label", models.CharField(max_length=80)),
                ("made_here", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("retires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShopToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop", models.CharField(max_length=220)),
                ("kind", tertib.store.fields.WordField()),
                ("token", models.CharField(max_length=120)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="store.tokenkeymark",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentityQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", tertib.store.fields.WordField()),
                ("mark", models.CharField(max_length=64)),
                ("listed", models.BooleanField()),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.apikey",
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
                "indexes": [models.Index(fields=["party", "at"], name="identity_queries")],
            },
        ),
        migrations.CreateModel(
            name="SameSeller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.CharField(db_index=True, max_length=220)),
                ("other", models.CharField(db_index=True, max_length=220)),
                ("same", models.BooleanField()),
                ("reason", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("one", "other"),
                        name="one_word_stands_on_two_shops",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="seller",
            index=models.Index(
                condition=models.Q(("dissolved_at", None)), fields=["-size", "id"], name="sellers_by_size"
            ),
        ),
        migrations.AddIndex(
            model_name="sellerhistory",
            index=models.Index(fields=["seller", "at"], name="seller_history"),
        ),
        migrations.AddIndex(
            model_name="sellerladderrung",
            index=models.Index(fields=["state", "seller"], name="seller_rungs_by_state"),
        ),
        migrations.AddConstraint(
            model_name="sellerladderrung",
            constraint=models.UniqueConstraint(
                fields=("seller", "rung", "number"), name="one_seller_rung_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityentry",
            constraint=models.UniqueConstraint(fields=("rung", "token"), name="one_entry_a_rung_and_token"),
        ),
        migrations.AddIndex(
            model_name="sellerlook",
            index=models.Index(fields=["seller", "at"], name="seller_looks"),
        ),
        migrations.AddIndex(
            model_name="sellerlook",
            index=models.Index(fields=["party", "at"], name="store_selle_party_i_eb81b4_idx"),
        ),
        migrations.AddIndex(
            model_name="sellershop",
            index=models.Index(fields=["platform", "name"], name="store_selle_platfor_f03215_idx"),
        ),
        migrations.AddIndex(
            model_name="sellershop",
            index=models.Index(fields=["party", "seller"], name="store_selle_party_i_3acc03_idx"),
        ),
        migrations.AddIndex(
            model_name="shoptoken",
            index=models.Index(fields=["token", "shop"], name="store_shopt_token_2d94f8_idx"),
        ),
        migrations.AddIndex(
            model_name="shoptoken",
            index=models.Index(fields=["party", "shop"], name="store_shopt_party_i_4ae479_idx"),
        ),
        migrations.AddConstraint(
            model_name="shoptoken",
            constraint=models.UniqueConstraint(fields=("shop", "token"), name="one_token_a_shop_once"),
        ),
        migrations.RunPython(guard, unguard),
    ]
