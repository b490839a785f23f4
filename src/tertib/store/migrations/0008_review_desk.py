"""The review desk: a link that the reviewer gives, and indexes for its queue."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tertib.store import triggers


def guard_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a table anew to give it a column, and the old table's triggers go with it."""
    triggers.unguard(schema_editor.connection, ("store_review",))
    triggers.guard(schema_editor.connection, ("store_review",))


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0007_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="link",
            field=models.CharField(blank=True, max_length=2048),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["policy", "band", "-score", "id"],
                condition=models.Q(waiting=True, outcome__isnull=True),
                name="findings_by_strength",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["policy", "found_at", "id"],
                condition=models.Q(waiting=True, outcome__isnull=True),
                name="findings_by_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["policy", "key"],
                condition=models.Q(waiting=True, outcome__isnull=True, drawn=True),
                name="findings_drawn",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["policy", "decided_at", "id"],
                condition=models.Q(waiting=False, for_second_reader=True),
                name="findings_to_read_again",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                fields=["feed", "category", "price_minor"], name="store_offer_feed_id_cbb018_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["party", "at"], name="store_revie_party_i_532e8d_idx"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["party", "platform", "shop"], name="offers_by_shop"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["finding", "party"], name="reviews_by_office"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["bulk"], name="store_revie_bulk_a65d96_idx"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["party"], condition=models.Q(second=True), name="second_readings"),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
