"""Titles that offers had over time, and words that removed sellers may have changed to, with what a person decided."""

from django.db import models

from tertib.store.detection import Offer
from tertib.store.fields import WordField
from tertib.store.parties import Party, Person
from tertib.store.policies import PolicyVersion
from tertib.vocabulary import WordState


class OfferTitle(models.Model):
    """A title that an offer has since `seen_at`. An offer that never changed its title has none of these."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="titles")
    title = models.CharField(max_length=600, blank=True)
    seen_at = models.DateTimeField()


class WordCandidate(models.Model):
    """A word of `core.terms`, kept once a policy: figures and examples are those of when it was first found.

    `examples` holds [before, after] titles. A word that another member shared has its name as `shared_by`, no `p` and
    `q`, and as `shared` what was told of it (meaning, needs, unless, places). `sellers` null: not told. `draft` is the
    version that an accepted one was written into, and `term_key` its key there.
    """

    policy = models.CharField(max_length=80)
    term = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)  # core.terms' own word
    sellers = models.PositiveIntegerField(null=True, blank=True)
    p = models.FloatField(null=True, blank=True)
    q = models.FloatField(null=True, blank=True)
    first_seen = models.DateField()
    found_at = models.DateTimeField()
    examples = models.JSONField(default=list)
    shared_by = models.CharField(max_length=200, blank=True)
    shared = models.JSONField(default=dict)
    state = WordField(WordState, default=WordState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    draft = models.ForeignKey(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    term_key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "term"], name="one_word_a_policy")]
        indexes = [models.Index(fields=["state", "q", "p"], name="words_by_strength")]

    def __str__(self) -> str:
        return self.term
