"""What findings are searched by, in a table of its own; filled for those that are there."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tertib.store.detection import words_of

AT_ONCE = 2_000


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The words of the findings that are there."""
    finding, words = apps.get_model("store", "Finding"), apps.get_model("store", "FindingWords")
    rows = finding.objects.order_by("pk").values_list("pk", "offer__title", "reasons")
    waiting = []
    for pk, title, reasons in rows.iterator(chunk_size=AT_ONCE):
        waiting.append(words(finding_id=pk, words=words_of(title, reasons)))
        if len(waiting) == AT_ONCE:
            words.objects.bulk_create(waiting)
            waiting = []
    words.objects.bulk_create(waiting)


class Migration(migrations.Migration):
    dependencies = [("store", "0013_searched_listings")]

    operations = [
        migrations.CreateModel(
            name="FindingWords",
            fields=[
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="store.finding",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
