"""Cases with their gapless history, who asked for them, their clocks and holds."""

from django.db import models
from django.db.models.functions import Concat, Lower

from tertib.store.fields import WordField
from tertib.store.ids import new_case_key
from tertib.store.orders import Order
from tertib.store.parties import ApiKey, Party, Person
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    ClockKind,
    LadderRungState,
    PageState,
    ReplyKind,
    Urgency,
    Verdict,
)


class Listing(models.Model):
    """What a link names: platform + the platform's own id (`key`, such as `shopee:12.345`)."""

    key = models.CharField(max_length=200, unique=True)
    platform = models.CharField(max_length=60, db_index=True)
    shop = models.CharField(max_length=200, blank=True, db_index=True)
    url = models.CharField(max_length=2048)
    first_seen_title = models.CharField(max_length=300, blank=True)  # what the page said at our first look
    searched = (
        models.GeneratedField(  # address and title in small letters: a search need not fold every row anew
            expression=Lower(Concat("url", models.Value(" "), "first_seen_title")),
            output_field=models.TextField(),
            db_persist=True,
        )
    )


COUNTED = (
    *("platform", "state", "policy", "verdict", "last_reply", "outcome", "returns"),  # a group of figures
    *("opened_day", "recipient", "sent_at", "down_at", "down_day", "claimed_day"),
)
"""Columns from which figures are counted: one index holds them all, in the order of the groups, so that a count
reads neither the rows of cases nor sorts them."""


class Case(models.Model):
    """One listing under one policy. Columns below `version` repeat what the history says, for queues and figures."""

    key = models.CharField(max_length=16, unique=True, default=new_case_key)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="cases")
    policy = models.CharField(max_length=80)
    platform = models.CharField(max_length=60)  # as the listing's, for queues
    recipient = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    urgency = WordField(Urgency, default=Urgency.NORMAL)
    opened_at = models.DateTimeField()
    opened_day = models.DateField()
    version = models.PositiveIntegerField(default=0)  # number of its latest event
    state = WordField(CaseState, default=CaseState.OPEN)
    outcome = WordField(CaseOutcome, null=True, blank=True)
    verdict = WordField(Verdict, null=True, blank=True)
    page_state = WordField(PageState, null=True, blank=True)  # what the latest look showed
    seen_at = models.DateTimeField(null=True, blank=True)  # of the latest look
    seen_up_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(default=False)  # a notice was approved and is on its way
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_day = models.DateField(null=True, blank=True)
    held_from = WordField(CaseState, null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    last_reply = WordField(ReplyKind, null=True, blank=True)
    answer_due = models.DateTimeField(null=True, blank=True)
    clock_paused = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_day = models.DateField(null=True, blank=True)
    down_at = models.DateTimeField(null=True, blank=True)
    down_day = models.DateField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()  # of its latest event

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "policy"], name="one_case_a_listing_and_policy")
        ]
        indexes = [
            models.Index(fields=["state", "answer_due"]),
            models.Index(fields=["recipient", "state", "answer_due"]),
            models.Index(fields=["changed_at", "id"]),
            models.Index(fields=["answer_due", "id"]),
            models.Index(fields=COUNTED, name="case_counted"),
        ]

    def __str__(self) -> str:
        return self.key


class Requester(models.Model):
    """An authority that named the case's listing, with the order and row that did."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requesters")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="requests")
    row = models.PositiveIntegerField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="one_request_a_case_and_order")]
        indexes = [models.Index(fields=["authority", "case"]), models.Index(fields=["order", "case"])]


class CaseEvent(models.Model):
    """One thing that happened to a case: numbered 1, 2, 3 ... without gaps, never changed or deleted (triggers)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)  # core.cases.events.EVENT_KINDS
    state = WordField(CaseState)  # the state after it
    at = models.DateTimeField()
    day = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    permit = models.CharField(max_length=40, blank=True)  # under which permit of actions/permits.py
    body = models.JSONField(default=dict)  # the event's fields

    class Meta:
        ordering = ("case", "no")
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="one_number_once")]


class Clock(models.Model):
    """A running duty of a case: due time, the rule that set it, and both legal and wall time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = WordField(ClockKind)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()  # legal: working days, holidays and pauses counted
    wall_due_at = models.DateTimeField()  # the same duty by the clock on the wall
    rule = models.CharField(max_length=120)
    source = models.CharField(max_length=500)
    times = models.JSONField(default=dict)  # core.deadlines.ClockTimes, whole
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # fulfilled, replaced or without object
    ran_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(stopped_at=None, ran_out_at=None),
                name="one_running_clock_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(stopped_at=None, ran_out_at=None, paused_at=None),
                name="running_clocks",
            )
        ]


class Hold(models.Model):
    """Police asked to wait with a listing. Stands on the listing, so that it also meets a case opened later."""

    listing_key = models.CharField(max_length=200, db_index=True)
    police = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="holds")
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    letter_number = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class LadderRung(models.Model):
    """A step on a platform's ladder (reminder, written warning ...): proposed by rule, issued by a person."""

    platform_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="rungs")
    policy = models.CharField(max_length=80)
    rung = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)  # 1st, 2nd, 3rd written warning
    state = WordField(LadderRungState, default=LadderRungState.PROPOSED)
    reason = models.CharField(max_length=500)
    overdue_cases = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)  # the letter as issued
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["platform_party", "policy", "rung", "number"], name="one_rung_once"
            )
        ]
