"""Invitations on their way: the mail with the link by which a person sets their password, and what became of it."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings

from tertib.actions import outbox
from tertib.actions.notices.deliveries import Parcel
from tertib.core.notices.letters import invitation_letter
from tertib.core.notices.wording import load_wording
from tertib.store.models import Person
from tertib.vocabulary import ChannelKind

DAY = 24 * 3600


def parcel_of_invitation(claim: outbox.Claim) -> Parcel | None:
    """The mail of an INVITATION; None if the person came in or was switched off meanwhile.

    The link is made here and nowhere kept: it opens once, until PASSWORD_RESET_TIMEOUT has passed.
    """
    people = Person.objects.select_related("party", "invited_by")
    person = people.filter(pk=claim.payload["person"], is_active=True).first()
    if person is None or person.has_usable_password():
        return None
    token = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    letter = invitation_letter(
        person=person.name,
        party=person.party.name,
        inviter=person.invited_by.name if person.invited_by else person.party.name,
        link=f"{settings.TERTIB_URL}/akun/password/reset/key/{token}/",
        portal_url=settings.TERTIB_URL,
        days=settings.PASSWORD_RESET_TIMEOUT // DAY,
        wording=load_wording(person.language),
    )
    asked = datetime.fromisoformat(claim.payload["asked"])
    return Parcel(
        key=f"invitation-{person.pk}-{int(asked.timestamp())}",
        channel=ChannelKind.EMAIL,
        target=person.email,
        secret="",
        recipient_name=person.name,
        language=person.language,
        count=0,
        summary={},
        notices=(),
        subject=letter.subject,
        body=letter.body,
        reply_to=str(settings.TERTIB_MAIL_FROM),
        created_at=asked,
    )
