"""Policies that are edited here: versions with all their files, drafts, and what hand search covered."""

from django.db import models

from tertib.store.fields import WordField
from tertib.store.orders import Order
from tertib.store.parties import Party, Person
from tertib.vocabulary import PolicyState


class PolicyVersion(models.Model):
    """One version of a policy, from draft to brake. `files` holds name -> text of every text file of its folder.

    At most one version of a policy is live. `test` holds what *test before publish* found: newly caught, newly
    freed, caught in the protected sample, and of how many.
    """

    policy = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    reference = models.CharField(max_length=160, blank=True)  # id@version#digest, once it can be read
    based_on = models.CharField(max_length=160, blank=True)
    files = models.JSONField(default=dict)
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "digest"], name="one_sample_listing_once")]


class PatrolLook(models.Model):
    """That a person searched a platform for a word by hand, and what came of it."""

    policy = models.CharField(max_length=80)
    term = models.CharField(max_length=80)  # key in the policy
    word = models.CharField(max_length=80)
    platform = models.CharField(max_length=60)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.PositiveIntegerField(null=True, blank=True)  # offers handed in; null: only looked
    note = models.CharField(max_length=300, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["policy", "platform", "term", "-at"])]
