"""What may be a removed listing again: pairs of a removed case and an offer, and what persons decided on them."""

from django.db import models

from tertib.store.cases import Case
from tertib.store.detection import Offer
from tertib.store.fields import WordField
from tertib.store.ids import new_return_key
from tertib.store.parties import Party, Person
from tertib.vocabulary import ReturnKind, ReturnOutcome, ReturnRelation


class Return(models.Model):
    """An offer that `core.returns` lays beside a removed listing, kept once for each case and offer.

    `old_offer` is how a feed showed the removed listing, null where only our looks did. `reasons` are those of the
    core (`code:value`). `score` is the chance of the same product, and 1 for the removed listing's own number.
    `gone_at` is when its removal was asked for, or seen, whichever came first. What a person decided stays as it is,
    whatever later batches say; `new_case` is the case that a confirmation made or joined.
    """

    key = models.CharField(max_length=16, unique=True, default=new_return_key)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="came_back_as")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="back_from")
    old_offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=80)
    platform = models.CharField(max_length=60, blank=True)  # of the offer
    relation = WordField(ReturnRelation)
    kind = WordField(ReturnKind)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    gone_at = models.DateTimeField()
    found_at = models.DateTimeField()
    waiting = models.BooleanField(default=True)
    outcome = WordField(ReturnOutcome, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    new_case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="came_back_from"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "offer"], name="one_return_a_case_and_offer")]
        indexes = [
            models.Index(
                fields=["-score", "id"],
                condition=models.Q(waiting=True, outcome__isnull=True),
                name="returns_by_strength",
            ),
            models.Index(fields=["outcome", "-decided_at"], name="returns_decided"),
        ]

    def __str__(self) -> str:
        return self.key


class ReturnReview(models.Model):
    """What one person decided on a return: append-only. `undoes` names the decision that this one takes back."""

    pair = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="reviews")
    outcome = WordField(ReturnOutcome, null=True, blank=True)  # null: takes back
    reason = models.CharField(max_length=1000, blank=True)
    link = models.CharField(max_length=2048, blank=True)  # given by the person, where the offer's names none
    bulk = models.CharField(max_length=16, blank=True)  # one mark for all that were decided in one act
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    permit = models.CharField(max_length=40)
    at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        indexes = [models.Index(fields=["bulk", "party"], name="return_reviews_at_once")]
