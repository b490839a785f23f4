"""What is handed in: orders with their rows, and reports from the public."""

from django.db import models

from tertib.store.fields import WordField
from tertib.store.ids import new_order_key, new_report_key
from tertib.store.parties import ApiKey, Party, Person
from tertib.vocabulary import LinkKind, OrderSource, OrderState, RowOutcome, Urgency


class Order(models.Model):
    """A batch handed in by an authority. `counts` holds rows by RowOutcome, set with the receipt."""

    key = models.CharField(max_length=16, unique=True, default=new_order_key)
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="orders")
    title = models.CharField(max_length=200, blank=True)
    letter_number = models.CharField(max_length=120, blank=True)
    letter_date = models.DateField(null=True, blank=True)
    policy = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=120, blank=True)  # id@version#digest at hand-in
    legal_basis = models.CharField(max_length=80, blank=True)  # key in the policy, valid at the letter's date
    urgency = WordField(Urgency, default=Urgency.NORMAL)
    deadline_hours = models.PositiveIntegerField(
        null=True, blank=True
    )  # set by this order instead of the policy's
    deadline_source = models.CharField(max_length=300, blank=True)
    state = WordField(OrderState, default=OrderState.DRAFT)
    source = WordField(OrderSource)
    file_name = models.CharField(max_length=200, blank=True)
    file_key = models.CharField(max_length=120, blank=True)  # in the file store
    digest = models.CharField(max_length=64, db_index=True)  # sha256 of what was handed in
    columns = models.JSONField(default=dict)  # which column holds what, as shown in the preview
    row_count = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)  # stored and merged so far
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    handed_in_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    taken_in_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField()  # legal day of hand-in, Asia/Jakarta

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["authority", "state", "-created_at"])]

    def __str__(self) -> str:
        return self.key


class Upload(models.Model):
    """The bytes of a handed-in file, until the worker has read them and put them into the file store."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="upload")
    data = models.BinaryField()


class OrderRow(models.Model):
    """One candidate link of an order, as written, with what it names and what became of it.

    A cell that holds two links gives two rows with one `row` number and `part` 0, 1.
    `earlier` is the row of this order that names the same listing (outcome "twice").
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=4096)
    note = models.CharField(max_length=500, blank=True)
    kind = WordField(LinkKind)
    platform = models.CharField(max_length=60, blank=True)
    listing = models.CharField(max_length=200, blank=True)
    shop = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    steps = models.CharField(max_length=200, blank=True)  # comma-separated
    outcome = WordField(RowOutcome)
    earlier = models.PositiveIntegerField(null=True, blank=True)
    case = models.ForeignKey(
        "store.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="rows"
    )

    class Meta:
        ordering = ("order", "row", "part")
        constraints = [models.UniqueConstraint(fields=["order", "row", "part"], name="one_part_once")]
        indexes = [models.Index(fields=["order", "outcome"])]


class PublicReport(models.Model):
    """Links that someone from the public pointed out. Its code is all the reporter needs to ask for news."""

    key = models.CharField(max_length=16, unique=True, default=new_report_key)
    links = models.TextField(max_length=20_000)
    what = models.CharField(max_length=2_000, blank=True)
    created_at = models.DateTimeField()
    day = models.DateField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    set_aside = models.CharField(max_length=300, blank=True)  # why it was not taken over

    class Meta:
        ordering = ("-created_at", "-pk")
