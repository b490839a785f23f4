"""What detection keeps: feeds and their batches, offers seen in them, findings, and what persons decided on them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from tertib.store.cases import Case, Listing
from tertib.store.fields import WordField
from tertib.store.ids import new_batch_key, new_feed_key, new_finding_key
from tertib.store.parties import ApiKey, Party, Person
from tertib.vocabulary import Band, BatchState, FeedSource, ReviewOutcome


class Feed(models.Model):
    """A stream of listings that a party hands over: by upload, by API, or laid into a watched folder."""

    key = models.CharField(max_length=16, unique=True, default=new_feed_key)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=120)
    platform = models.CharField(
        max_length=60, blank=True
    )  # of all its listings, where their links do not say
    source = WordField(FeedSource)
    folder = models.CharField(max_length=300, blank=True)  # in the object store, for a watched folder
    columns = models.JSONField(default=dict)  # field -> column, where names do not tell
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="one_feed_name_a_party")]

    def __str__(self) -> str:
        return self.key


class Watch(models.Model):
    """A standing order to judge each new batch of a feed under a policy."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="watches")
    policy = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()
    set_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "policy"], name="one_watch_a_feed_and_policy")]


class FeedBatch(models.Model):
    """One file or call of a feed. The same bytes again are the same batch. `counts` holds offers by policy and band."""

    key = models.CharField(max_length=16, unique=True, default=new_batch_key)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="batches")
    digest = models.CharField(max_length=64)  # sha256 of what was handed over
    file_name = models.CharField(max_length=200, blank=True)
    file_key = models.CharField(max_length=120, blank=True)  # in the file store
    state = WordField(BatchState, default=BatchState.WAITING)
    rows = models.PositiveIntegerField(default=0)  # read so far
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    wrong_rows = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # the first of them: row, column, value, why
    counts = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)  # how it is read: columns, notes, first rows, share, offers
    problem = models.CharField(max_length=500, blank=True)  # why it was refused as a whole
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "digest"], name="one_batch_of_the_same_bytes")]
        indexes = [models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return self.key


class BatchPart(models.Model):
    """A piece of what was handed over, until the worker has put the whole into the file store."""

    batch = models.ForeignKey(FeedBatch, on_delete=models.CASCADE, related_name="parts")
    no = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "no"], name="one_part_a_batch_and_number")]


class FolderObject(models.Model):
    """An object of a watched folder that was taken: `mark` changes when its content does. It is never deleted there."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="laid_in")
    path = models.CharField(max_length=500)
    mark = models.CharField(max_length=200)
    size = models.BigIntegerField()
    problem = models.CharField(max_length=300, blank=True)  # why it was not taken
    batch = models.ForeignKey(FeedBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "path", "mark"], name="one_object_taken_once")]


class Offer(models.Model):
    """A listing as a party's feed showed it last. `identity` is the listing's key, or `feed:id` where its link tells
    none. Each party has its own: nobody's listings are changed, or shown, by what another hands over."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="offers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # as the feed's
    identity = models.CharField(max_length=220)
    listing = models.ForeignKey(
        Listing, null=True, blank=True, on_delete=models.PROTECT, related_name="offers"
    )
    platform = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=600, blank=True)
    description = models.TextField(blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="IDR")
    shop = models.CharField(max_length=200, blank=True, db_index=True)
    place = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=120, blank=True)
    sold = models.PositiveIntegerField(null=True, blank=True)
    rating = models.FloatField(null=True, blank=True)
    stock = models.PositiveIntegerField(null=True, blank=True)
    official = models.BooleanField(null=True, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    image = models.CharField(max_length=2048, blank=True)
    image_phash = models.CharField(max_length=16, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    batch = models.ForeignKey(FeedBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "identity"], name="one_offer_a_party_and_listing")
        ]
        indexes = [
            models.Index(fields=["feed", "category", "price_minor"]),
            models.Index(fields=["party", "platform", "shop"], name="offers_by_shop"),
        ]


JUDGED = (
    "title",
    "description",
    "price_minor",
    "currency",
    "shop",
    "place",
    "platform",
    "url",
    "category",
    "condition",
    "sold",
    "rating",
    "stock",
    "official",
    "image_phash",
    "image",
)
"""The columns of a LISTING batch that an offer keeps: what it is judged by."""


_UNDECIDED = {"waiting": True, "outcome__isnull": True}
QUEUES = (
    ("findings_by_strength", ("band", "-score", "id"), _UNDECIDED),
    ("findings_by_clock", ("found_at", "id"), _UNDECIDED),
    ("findings_drawn", ("key",), {**_UNDECIDED, "drawn": True}),
    ("findings_to_read_again", ("decided_at", "id"), {"waiting": False, "for_second_reader": True}),
)
"""Queues of the review desk, each an index of its own: SQLite uses no index on a yes or no."""


class Finding(models.Model):
    """What detection says of an offer under a policy, kept once; the latest batch brings it up to date until decided.

    `reasons` holds the reasons as `detect` gave them. `waiting` is true until a person decided, unless a later
    batch found nothing any more (band none, not drawn). A random share is `for_second_reader` too; a random
    slice of those in no band is drawn so that recall can be told. `case` is set when the finding became one, and
    also where the listing had one already: show it only to who may see that case.
    """

    key = models.CharField(max_length=16, unique=True, default=new_finding_key)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="findings")
    policy = models.CharField(max_length=80)
    policy_reference = models.CharField(max_length=160)  # id@version#digest
    band = WordField(Band)
    score = models.FloatField()
    answers = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    drawn = models.BooleanField(default=False)  # by chance, not by its band
    found_at = models.DateTimeField()
    waiting = models.BooleanField(default=True)
    outcome = WordField(ReviewOutcome, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    for_second_reader = models.BooleanField(default=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "policy"], name="one_finding_an_offer_and_policy")
        ]
        indexes = [
            models.Index(fields=["policy", "waiting", "band", "-score"]),
            *(
                models.Index(fields=["policy", *fields], condition=models.Q(**condition), name=name)
                for name, fields, condition in QUEUES
            ),
            models.Index(fields=["waiting", "for_second_reader"]),
            models.Index(fields=["policy", "outcome", "decided_at"]),
        ]

    def __str__(self) -> str:
        return self.key


class FindingWords(models.Model):
    """What a finding is searched by, in small letters, one part a line: the listing's title, its reasons' words, the
    names of their signals. Apart from the finding, so that all can be read through for a rare word within 0.1 s.
    """

    finding = models.OneToOneField(
        Finding, on_delete=models.CASCADE, primary_key=True, related_name="searched"
    )
    words = models.TextField()


def words_of(title: str, reasons: Iterable[Mapping[str, Any]]) -> str:
    """What FindingWords keeps of a finding.

    >>> words_of("Jaket Balpres", [{"signal": "terms.balpres", "text": "Balpres", "weight": 2.0}])
    'jaket balpres\\nbalpres\\nterms.balpres'
    """
    parts = [title]
    for reason in reasons:
        parts += [reason.get("text") or "", reason["signal"]]
    return "\n".join(dict.fromkeys(filter(None, (" ".join(part.lower().split()) for part in parts))))


class Review(models.Model):
    """What one person decided on a finding: append-only. `checklist` holds question -> yes, no, unknown.

    `undoes` names the review that this one takes back; a review that was taken back counts for nothing.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="reviews")
    outcome = WordField(ReviewOutcome, null=True, blank=True)  # null: takes back
    checklist = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)
    link = models.CharField(
        max_length=2048, blank=True
    )  # given by the reviewer, where the offer's names none
    second = models.BooleanField(default=False)  # by the second reader
    bulk = models.CharField(max_length=16, blank=True)  # one mark for all that were decided in one act
    policy_reference = models.CharField(max_length=160)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    permit = models.CharField(max_length=40)
    at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    confirmed_again = models.BooleanField(null=True, blank=True)  # of a second reading: did it agree?

    class Meta:
        indexes = [
            models.Index(fields=["finding", "party"], name="reviews_by_office"),
            models.Index(fields=["party", "at"]),
            models.Index(fields=["bulk"]),
            models.Index(fields=["party"], condition=models.Q(second=True), name="second_readings"),
        ]
