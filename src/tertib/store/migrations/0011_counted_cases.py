"""Queues and figures of a hundred thousand cases: indexes in their order, and the day of a claim beside its moment."""

from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import TruncDate

JAKARTA = ZoneInfo("Asia/Jakarta")  # the legal day


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    cases = apps.get_model("store", "Case").objects.using(schema_editor.connection.alias)
    day = TruncDate("claimed_at", tzinfo=JAKARTA)
    cases.filter(claimed_at__isnull=False, claimed_day=None).update(claimed_day=day)


class Migration(migrations.Migration):
    dependencies = [("store", "0010_policy_steps_are_history")]
    operations = [
        migrations.RemoveIndex("case", "store_case_platfor_ab8dd3_idx"),
        migrations.RemoveIndex("case", "store_case_changed_21354f_idx"),
        migrations.AddField("case", "claimed_day", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "case", models.Index(fields=["changed_at", "id"], name="store_case_changed_72d738_idx")
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["answer_due", "id"], name="store_case_answer__fa8e1a_idx")
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=[
                    "platform",
                    "state",
                    "policy",
                    "verdict",
                    "last_reply",
                    "outcome",
                    "returns",
                    "opened_day",
                    "recipient",
                    "sent_at",
                    "down_at",
                    "down_day",
                    "claimed_day",
                ],
                name="case_counted",
            ),
        ),
        migrations.AddIndex(
            "notice", models.Index(fields=["recipient", "case"], name="store_notic_recipie_df0325_idx")
        ),
        migrations.AddIndex(
            "notice", models.Index(fields=["authority", "case"], name="store_notic_authori_3ed616_idx")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
