"""What persons did to the house itself: to persons, keys, contacts, offices and failed work. Never changed (trigger)."""

from django.db import models

from tertib.store.fields import WordField
from tertib.store.parties import ApiKey, Party, Person
from tertib.vocabulary import DeedKind


class Deed(models.Model):
    """One deed: who did it, to whose office, and to what. `subject` and `detail` hold no secret and no address."""

    at = models.DateTimeField()
    kind = WordField(DeedKind)
    office = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # whose it was done to
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # who did it
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "-at"], name="store_deed_office"),
            models.Index(fields=["-at"], name="store_deed_at"),
        ]
