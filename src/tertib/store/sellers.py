"""Same seller: tokens that platforms hand over, groups of shops with their evidence, rungs, and who looked."""

from django.db import models

from tertib.store.fields import WordField
from tertib.store.ids import new_seller_key
from tertib.store.parties import ApiKey, Party, Person
from tertib.vocabulary import LadderRungState, Role, SellerAct, SellerRung, TokenKind

SHOP_CHARS = 220  # platform and the platform's own name of the shop


class TokenKeyMark(models.Model):
    """A key of an association, known here by its id only: whoever reads this table can try no value out.

    In force until `retires_at` (an overlap with the next key) or `revoked_at`; then its tokens are deleted.
    """

    association = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=80)
    made_here = models.BooleanField()  # shown once on the page; else made on the association's own machine
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    retires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)


class ShopToken(models.Model):
    """A platform says that a shop of its own carries a token. `shop` is `platform:id`."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")  # the platform
    shop = models.CharField(max_length=SHOP_CHARS)
    kind = WordField(TokenKind)
    token = models.CharField(max_length=120)
    key = models.ForeignKey(TokenKeyMark, on_delete=models.PROTECT, related_name="tokens")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "token"], name="one_token_a_shop_once")]
        indexes = [models.Index(fields=["token", "shop"]), models.Index(fields=["party", "shop"])]


class ShopChange(models.Model):
    """A shop whose evidence changed since groups were last seen anew; a shop may stand here more than once."""

    shop = models.CharField(max_length=SHOP_CHARS)
    at = models.DateTimeField()


class Seller(models.Model):
    """Shops that one seller seems to run. `shape` holds links, hubs and names as `core.sellers` gave them."""

    key = models.CharField(max_length=16, unique=True, default=new_seller_key)
    association = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # whose key its tokens were made with
    size = models.PositiveIntegerField()
    platforms = models.PositiveSmallIntegerField()
    shape = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    considered_at = models.DateTimeField(null=True, blank=True)  # for the ladder
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-size", "id"], condition=models.Q(dissolved_at=None), name="sellers_by_size"
            )
        ]

    def __str__(self) -> str:
        return self.key


class SellerShop(models.Model):
    """A shop of a group; a shop is in one group at most. `platform` and `name` as links read them."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="shops")
    shop = models.CharField(max_length=SHOP_CHARS, unique=True)
    platform = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["platform", "name"]), models.Index(fields=["party", "seller"])]


class SameSeller(models.Model):
    """A person's word on two shops, `one` before `other` in the alphabet. Stands until it is lifted."""

    one = models.CharField(max_length=SHOP_CHARS, db_index=True)
    other = models.CharField(max_length=SHOP_CHARS, db_index=True)
    same = models.BooleanField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=models.Q(lifted_at=None),
                name="one_word_stands_on_two_shops",
            )
        ]


class SellerHistory(models.Model):
    """What happened to a group: append-only. `by` is null for the worker. `about` holds shops or a rung."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="history")
    act = WordField(SellerAct)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.JSONField(default=dict)
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seller", "at"], name="seller_history")]


class SellerLadderRung(models.Model):
    """A rung that a seller's record calls for: proposed by facts, issued or dismissed by a person, ended by one."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="rungs")
    rung = WordField(SellerRung)
    number = models.PositiveSmallIntegerField(default=1)
    state = WordField(LadderRungState, default=LadderRungState.PROPOSED)
    facts = models.JSONField(default=dict)  # listings, shops, returns, and the ladder's digest
    text = models.TextField(blank=True)  # as issued, or why not
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period_ends_at = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["seller", "rung", "number"], name="one_seller_rung_once")
        ]
        indexes = [models.Index(fields=["state", "seller"], name="seller_rungs_by_state")]


class IdentityEntry(models.Model):
    """A token on the identity list, put there by an issued rung. Gone when it expires, is removed, or its rung ends."""

    rung = models.ForeignKey(SellerLadderRung, on_delete=models.PROTECT, related_name="entries")
    kind = WordField(TokenKind)
    token = models.CharField(max_length=120, db_index=True)
    listed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rung", "token"], name="one_entry_a_rung_and_token")]


class IdentityQuery(models.Model):
    """That a program asked whether a token is on the list: append-only. Of the token only a keyed mark is kept."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = WordField(TokenKind)
    mark = models.CharField(max_length=64)
    listed = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["party", "at"], name="identity_queries")]


class SellerLook(models.Model):
    """That someone looked at groups of shops: append-only. `seller` is null for a list, `shown` the groups on it."""

    seller = models.ForeignKey(Seller, null=True, blank=True, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = WordField(Role)
    page = models.CharField(max_length=40)
    shown = models.JSONField(default=list)  # keys of groups on a list
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "at"], name="seller_looks"),
            models.Index(fields=["party", "at"]),
        ]
