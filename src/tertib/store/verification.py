"""What we saw ourselves: looks at listings, and the control looks that make them valid."""

from django.db import models

from tertib.store.cases import Case
from tertib.store.fields import WordField
from tertib.vocabulary import PageState


class LookSession(models.Model):
    """The control looks at a platform beside which looks were made; when they fail, the looks are void."""

    platform = models.CharField(max_length=60)
    at = models.DateTimeField()
    exit = models.CharField(max_length=60, default="direct")  # by which network we went out
    positive = WordField(PageState, null=True, blank=True)
    negative = WordField(PageState, null=True, blank=True)
    negative_template = models.CharField(max_length=120, blank=True)
    valid = models.BooleanField()
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["platform", "-at"])]


class Observation(models.Model):
    """One look at a case's listing: what was seen. Never changed (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="observations")
    session = models.ForeignKey(LookSession, on_delete=models.PROTECT, related_name="observations")
    at = models.DateTimeField()
    day = models.DateField()
    state = WordField(PageState)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.CharField(max_length=2048, blank=True)
    template = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=list)
    templates_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("case", "at", "pk")
        indexes = [models.Index(fields=["case", "at"])]
