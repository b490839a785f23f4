"""Offers that feeds showed before an order named their listing point to it, as those kept later do."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Subquery


def join(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """One statement; it may be run again."""
    offers, listings = apps.get_model("store", "Offer"), apps.get_model("store", "Listing")
    known = listings.objects.filter(key=OuterRef("identity")).values("pk")[:1]
    offers.objects.filter(Exists(known), listing=None).update(listing=Subquery(known))


class Migration(migrations.Migration):
    dependencies = [("store", "0019_shared_words")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
