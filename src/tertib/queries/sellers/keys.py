"""The association's keys for tokens, and who asked its identity list."""

from datetime import datetime

from django.db.models import Count, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader
from tertib.store.models import IdentityQuery, TokenKeyMark
from tertib.vocabulary import PartyKind, Role

ASKED_SHOWN = 50


def token_keys(reader: Reader) -> QuerySet[TokenKeyMark]:
    """The keys of the reader's association, latest first, each with how many tokens are kept under it."""
    if reader.home.kind != PartyKind.ASSOCIATION or reader.role != Role.APPROVER:
        return TokenKeyMark.objects.none()
    found = TokenKeyMark.objects.filter(association=reader.home).select_related("made_by", "revoked_by")
    return found.annotate(count=Count("tokens")).order_by("-made_at", "-pk")


def token_key(reader: Reader, number: int) -> TokenKeyMark:
    """One key by its number. Raises NotFound."""
    row = token_keys(reader).filter(pk=number).first()
    if row is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return row


def standing(key: TokenKeyMark, *, now: datetime) -> str:
    """`revoked`, `ended`, `ending` (an overlap runs) or `valid`."""
    if key.revoked_at is not None:
        return "revoked"
    if key.retires_at is None:
        return "valid"
    return "ended" if key.retires_at <= now else "ending"


def questions(reader: Reader) -> QuerySet[IdentityQuery]:
    """Who asked the identity list last; what was asked is not kept."""
    members = IdentityQuery.objects.filter(party__association=reader.home)
    return members.select_related("party", "api_key").order_by("-pk")[:ASKED_SHOWN]
