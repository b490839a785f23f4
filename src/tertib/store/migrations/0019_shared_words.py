"""Words that other members shared: by whom, and what they told of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0018_new_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="wordcandidate",
            name="shared",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="wordcandidate",
            name="shared_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="wordcandidate",
            name="p",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="wordcandidate",
            name="q",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="wordcandidate",
            name="sellers",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
