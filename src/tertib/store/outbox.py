"""What the worker must do outside, and what callers asked for twice: outbox rows and idempotency keys."""

from django.db import models

from tertib.store.fields import WordField
from tertib.vocabulary import Errand


class Outbox(models.Model):
    """One piece of work. Claimed with a lease and a fence: only the claim with the current fence may finish it.

    `key` names the work once and for all (`look:17`, `dispatch:D-...`); asking again for the same work re-arms
    the row. `lane` groups work that one worker at a time may do (a host). A row with `dead_at` waits for a person.
    """

    errand = WordField(Errand)
    key = models.CharField(max_length=120, unique=True)
    lane = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["errand", "due_at"], condition=models.Q(done_at=None, dead_at=None), name="outbox_due"
            ),
            models.Index(fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="outbox_dead"),
        ]


class Lane(models.Model):
    """Who works a lane (a host) now, so that its pace holds over all workers."""

    name = models.CharField(max_length=120, primary_key=True)
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)  # the host asked us to wait


class IdempotencyKey(models.Model):
    """A write that a caller named: the same key and body give the stored answer again. Kept 30 days."""

    owner = models.CharField(max_length=80)  # the party's slug; "public" for calls without a key
    operation = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)  # 0 only inside the transaction that makes it
    answer = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "operation", "key"], name="one_key_once")]
