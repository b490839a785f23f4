"""Who takes part: parties, the persons and keys that act for them, and how to reach them."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from tertib.store.fields import WordField
from tertib.vocabulary import AlarmKind, ChannelKind, ContactHealth, PartyKind, Role


class Party(models.Model):
    """An organisation. `platform` is the key in the platforms table, for platforms only."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = WordField(PartyKind)
    platform = models.CharField(max_length=60, null=True, blank=True, unique=True)
    association = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    language = models.CharField(max_length=5, default="id")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; the name is Django's word for it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who acts for one party, in one role."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="persons")
    role = WordField(Role)
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_staff = models.BooleanField(default=False)  # Django's admin is not served; the column is allauth's

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key by which a program acts for a party. Only the hash of its secret is kept."""

    public_id = models.CharField(max_length=16, unique=True)  # the part of the key that is no secret
    secret_sha256 = models.CharField(max_length=64)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="api_keys")
    role = WordField(Role)
    label = models.CharField(max_length=80)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_day = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.label} ({self.public_id})"


class Contact(models.Model):
    """One way to reach a party with notices; the one with the lowest rank that is well is used."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts")
    channel = WordField(ChannelKind)
    name = models.CharField(max_length=120, blank=True)  # the person or office that answers
    target = models.CharField(max_length=500, blank=True)  # URL or mail address; empty for portal and pull
    secret = models.CharField(
        max_length=300, blank=True
    )  # webhook signing secret, sealed by actions/secrets.py
    rank = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    health = WordField(ContactHealth, default=ContactHealth.UNTRIED)
    health_since = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    last_answer_at = models.DateTimeField(null=True, blank=True)
    failures_in_row = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    certificate_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("party", "rank", "pk")

    def __str__(self) -> str:
        return f"{self.party_id}:{self.channel}"


class Alarm(models.Model):
    """Something that a person should see; open until it is cleared."""

    kind = WordField(AlarmKind)
    subject = models.CharField(max_length=120)  # a contact, a dispatch, a platform
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE)
    detail = models.CharField(max_length=300, blank=True)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_on_at = models.DateTimeField(null=True, blank=True)  # a person sees to it
    taken_on_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(
        max_length=500, blank=True
    )  # what that person does about it, or why it was closed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(cleared_at=None),
                name="one_open_alarm_a_subject",
            )
        ]
