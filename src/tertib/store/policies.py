"""Policies that are edited here: versions with all their files, drafts, and what hand search covered."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from tertib.store.detection import Finding, Review
from tertib.store.fields import WordField
from tertib.store.orders import Order
from tertib.store.parties import Party, Person
from tertib.vocabulary import (
    Band,
    BatchState,
    CaseOutcome,
    CaseState,
    PolicyAct,
    PolicyState,
    ReviewOutcome,
    TrialChange,
)

JUDGED = (ReviewOutcome.CONFIRMED, ReviewOutcome.LAWFUL, ReviewOutcome.PLATFORM_RULE)
"""Outcomes that say whether a finding was right."""


class PolicyVersion(models.Model):
    """One version of a policy, from draft to brake. `files` holds name -> text of every text file of its folder.

    At most one version of a policy is live. `based_on` is the version that was live when the draft was begun: the
    one it takes the place of, and to which it is taken back. `revision` counts the changes of a draft. `test` holds
    how far *test before publish* is and what it found (see `actions.policy_trials`), of which `revision`.
    """

    policy = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    reference = models.CharField(max_length=160, blank=True)  # id@version#digest, once it can be read
    based_on = models.CharField(max_length=160, blank=True)
    files = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=1000, blank=True)  # what was changed, and why
    state = WordField(PolicyState, default=PolicyState.DRAFT)
    test = models.JSONField(default=dict)
    tested_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy"],
                condition=models.Q(state=PolicyState.LIVE),
                name="one_live_version_a_policy",
            ),
            models.UniqueConstraint(fields=["policy", "version"], name="one_policy_version_once"),
        ]
        indexes = [models.Index(fields=["policy", "-created_at"])]


class PolicyStep(models.Model):
    """What was done to a version of a policy, by whom and why: append-only. `by` is null for the worker."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="steps")
    act = WordField(PolicyAct)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    about = models.CharField(max_length=120, blank=True)  # the term or file
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["version", "at"])]


class TrialListing(models.Model):
    """A listing on which a draft and the live version say different things, or a protected one that the draft catches."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="tested")
    change = WordField(TrialChange)
    before = WordField(Band)
    after = WordField(Band)
    listing = models.JSONField(default=dict)
    reasons = models.JSONField(
        default=list
    )  # as `detect` gave them: of the draft; of the live version if freed
    lawful = models.BooleanField(null=True, blank=True)  # as SampleListing; null for an offer as well
    offer = models.BooleanField(default=False)  # out of a feed, not out of the sample

    class Meta:
        indexes = [models.Index(fields=["version", "change"])]


def decisions_on(policy: str, reference: str) -> tuple[int, int]:
    """Of the findings that persons decided under a version: how many, and how many of those were reversed.

    Reversed: decided lawful, a confirmation that was taken back and not made again, or a case closed as lawful.
    What was drawn by chance, and what could not be told, counts for nothing here.
    """
    said = Review.objects.filter(finding=OuterRef("pk"), policy_reference=reference, undoes=None)
    taken_back = Q(Exists(said.filter(outcome=ReviewOutcome.CONFIRMED, undone_by__isnull=False)))
    judged = Q(outcome__in=JUDGED)
    decided = Finding.objects.filter(judged | taken_back, Exists(said), policy=policy, drawn=False)
    case_lawful = Q(outcome=ReviewOutcome.CONFIRMED, case__outcome=CaseOutcome.LAWFUL)
    not_confirmed = Q(outcome=None) | ~Q(outcome=ReviewOutcome.CONFIRMED)
    wrong = Q(outcome=ReviewOutcome.LAWFUL) | case_lawful | (taken_back & not_confirmed)
    return decided.count(), decided.filter(wrong).count()


def objections_to(policy: str, reference: str) -> tuple[int, ...]:
    """How many findings that were confirmed under a version each recipient refuses as things stand: the case waits for
    a person's word on the refusal. The largest first."""
    said = Review.objects.filter(
        finding=OuterRef("pk"), policy_reference=reference, undoes=None, outcome=ReviewOutcome.CONFIRMED
    )
    refused = Finding.objects.filter(
        Exists(said),
        policy=policy,
        drawn=False,
        outcome=ReviewOutcome.CONFIRMED,
        case__state=CaseState.REFUSED,
    )
    counts = refused.values("case__recipient").annotate(count=Count("pk")).order_by("-count")
    return tuple(counts.values_list("count", flat=True))


def live_references() -> dict[str, str]:
    """id -> reference of every policy of which a version is live."""
    return dict(PolicyVersion.objects.filter(state=PolicyState.LIVE).values_list("policy", "reference"))


def files_of_version(reference: str) -> dict[str, str]:
    """The files of a version by its reference; none if there is no such version."""
    found = PolicyVersion.objects.filter(reference=reference).order_by("-pk").values_list("files", flat=True)
    return dict(found.first() or {})


class SampleListing(models.Model):
    """A listing that a rule is tried on before it is published. `lawful` ones are the protected sample."""

    policy = models.CharField(max_length=80, db_index=True)
    digest = models.CharField(max_length=64)  # of the listing: the same one stands once
    listing = models.JSONField(default=dict)  # columns of LISTING that are not null
    lawful = models.BooleanField(null=True, blank=True)  # null: nobody decided
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=16, blank=True)  # key of the finding that was decided lawful
    taken_out_at = models.DateTimeField(
        null=True, blank=True
    )  # out of the protected ones, since it is not lawful
    taken_out_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "digest"], name="one_sample_listing_once")]


class SampleFile(models.Model):
    """A file of listings for the sample: kept until the worker has read it, its counts for good."""

    policy = models.CharField(max_length=80, db_index=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    data = models.BinaryField(null=True, blank=True)
    lawful = models.BooleanField(null=True, blank=True)
    state = WordField(BatchState, default=BatchState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "party", "digest"], name="one_sample_file_once")
        ]


class PatrolLook(models.Model):
    """That a person searched a platform for a word by hand, and what came of it."""

    policy = models.CharField(max_length=80)
    term = models.CharField(max_length=80)  # key in the policy
    word = models.CharField(max_length=80)
    platform = models.CharField(max_length=60)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.PositiveIntegerField(null=True, blank=True)  # offers, as the person says; null: none said
    note = models.CharField(max_length=300, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["policy", "platform", "term", "-at"])]
