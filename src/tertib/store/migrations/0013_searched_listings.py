"""A listing's address and title in small letters, kept by the database, for searching by a word."""

from django.db import migrations, models
from django.db.models.functions import Concat, Lower


class Migration(migrations.Migration):
    dependencies = [("store", "0012_sellers")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="searched",
            field=models.GeneratedField(
                db_persist=True,
                expression=Lower(Concat("url", models.Value(" "), "first_seen_title")),
                output_field=models.TextField(),
            ),
        ),
    ]
