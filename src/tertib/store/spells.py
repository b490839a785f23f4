"""How long each case's listing stayed up once asked for and away once gone, kept so that curves need not read looks."""

from django.db import models

from tertib.store.cases import Case
from tertib.store.fields import WordField
from tertib.vocabulary import ShopSize


class CaseSpell(models.Model):
    """What a case's history and looks say, as of its event number `version`; hours as in core.statistics.spells.

    A spell without `…_there` is none; one without `…_over` is not over.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="spell")
    version = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    up_there = models.FloatField(null=True, blank=True)
    up_over = models.FloatField(null=True, blank=True)
    away_there = models.FloatField(null=True, blank=True)
    away_over = models.FloatField(null=True, blank=True)
    gone_before = models.BooleanField(default=False)
    unseen = models.BooleanField(default=False)
    term = models.CharField(max_length=120, blank=True)  # the policy's word that weighs most in the title
    shop_size = WordField(ShopSize, default=ShopSize.UNKNOWN)
