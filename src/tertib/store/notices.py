"""Notices, the dispatches in which they travel, and the replies that come back."""

from django.db import models

from tertib.store.cases import Case
from tertib.store.fields import WordField
from tertib.store.ids import new_dispatch_key, new_key, new_notice_key
from tertib.store.orders import Order
from tertib.store.parties import ApiKey, Contact, Party, Person
from tertib.vocabulary import ChannelKind, NoticeState, ReplyChannel, ReplyKind


def new_approval_key() -> str:
    """A key for a new approval."""
    return new_key("S")


class Approval(models.Model):
    """One person's decision to let a reviewed batch of notices leave.

    `filters` is what the person saw and chose, `selection` the ids of the cases. The worker writes the notices:
    `done` of `count` so far; `left_out` counts, by reason, those that could not be asked for any more.
    """

    key = models.CharField(max_length=16, unique=True, default=new_approval_key)
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    filters = models.JSONField(default=dict)
    selection = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)


class Dispatch(models.Model):
    """A parcel of notices to one recipient by one channel; its key is the idempotency key of the delivery."""

    key = models.CharField(max_length=16, unique=True, default=new_dispatch_key)
    recipient = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dispatches")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = WordField(ChannelKind)
    why_channel = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField()
    state = WordField(NoticeState, default=NoticeState.APPROVED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=300, blank=True)  # what the recipient's side answered
    opened_at = models.DateTimeField(null=True, blank=True)  # the recipient first fetched or opened it

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["recipient", "state", "-created_at"])]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """The request to one recipient for one case. From approval on, `content` is frozen and `digest` its sha256."""

    key = models.CharField(max_length=16, unique=True, default=new_notice_key)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="notices")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sent_notices")
    dispatch = models.ForeignKey(
        Dispatch, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="notices")
    state = WordField(NoticeState, default=NoticeState.APPROVED)
    content = models.JSONField()
    digest = models.CharField(max_length=80)  # "sha256:" and 64 hexadecimal digits
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["recipient", "state"]),
            models.Index(fields=["recipient", "case"]),
            models.Index(fields=["authority", "case"]),
            models.Index(fields=["dispatch", "id"]),
        ]

    def __str__(self) -> str:
        return self.key


def new_reply_key() -> str:
    """A key for a new reply (answer)."""
    return new_key("A")


class Reply(models.Model):
    """The recipient's answer to a notice, whichever way it came; never changed (trigger). `sender_ref` is theirs."""

    key = models.CharField(max_length=16, unique=True, default=new_reply_key)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="replies")
    sender = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="replies")
    sender_ref = models.CharField(max_length=500)
    kind = WordField(ReplyKind)
    channel = WordField(ReplyChannel)
    body = models.JSONField()  # reply-1, as read
    received_at = models.DateTimeField()
    day = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mail = models.ForeignKey(
        "store.MailIn", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )

    class Meta:
        ordering = ("received_at", "pk")
        constraints = [models.UniqueConstraint(fields=["sender", "sender_ref"], name="one_sender_ref_once")]


def new_batch_key() -> str:
    """A key for a new batch of answers."""
    return new_key("B")


class ReplyBatch(models.Model):
    """One answer of a person to many notices. It is held until `held_until`, so that it can be taken back, and then
    recorded reply by reply: `done` of `count` so far. `left` gives the reason of those that were not recorded.
    """

    key = models.CharField(max_length=16, unique=True, default=new_batch_key)
    sender = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reply_batches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=80)  # drawn with the form: the same form twice is one batch
    kind = WordField(ReplyKind)
    part = models.JSONField()  # the part of reply-1 that belongs to the kind, the same for every notice
    at = models.DateTimeField()
    held_until = models.DateTimeField()  # real time, which a fast clock does not shorten
    record_by = models.DateTimeField(
        null=True, blank=True
    )  # the first answer falls due: it is held no longer
    selection = models.JSONField()  # keys of the notices, as reviewed
    count = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=dict)  # key of a notice -> why its answer was not recorded
    finished_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["sender", "token"], name="one_form_one_batch")]

    def __str__(self) -> str:
        return self.key


class MailIn(models.Model):
    """A mail that came in: what it was taken for, and what became of it. The mail itself is in the file store."""

    digest = models.CharField(max_length=64, unique=True)
    file_key = models.CharField(max_length=120)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    taken_for = models.CharField(max_length=40)  # reply, order, bounce, auto_reply, unknown
    dispatch = models.ForeignKey(
        Dispatch, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    results = models.JSONField(default=list)  # per row: recorded, already, refused with the reason

    class Meta:
        ordering = ("-received_at", "-pk")
