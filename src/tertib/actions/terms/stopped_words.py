"""Retire a term that has stopped working, through a draft; and take that back while the draft is open."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.policies.drafts import open_draft, save_term
from tertib.actions.policies.versions import read, read_live
from tertib.core.deadlines import local_day
from tertib.core.detection.rules.model import Term
from tertib.core.detection.rules.write import text_of_term
from tertib.errors import NotFound
from tertib.store.models import PolicyVersion
from tertib.vocabulary import LegalZone, TermStatus


def retire(actor: Actor, policy: str, key: str, *, now: datetime) -> PolicyVersion:
    """Set a term to "no longer used" in the person's open draft, or a new one, from today on.

    It is kept with its history and matches until the draft is tested and published. Again: no change. Raises NotFound,
    NotPermitted.
    """
    require(actor, Permit.EDIT_POLICY)
    with transaction.atomic():
        draft = open_draft(actor, policy, now=now)
        text = text_of_term(_term(read(draft).rules.terms, key))
        if text.status is TermStatus.EXPIRED:
            return draft
        today = local_day(now, zone=LegalZone.WIB)
        retired = replace(text, status=TermStatus.EXPIRED, valid_to=today)
        return save_term(actor, draft, retired, instead_of=key, seen=draft.revision, now=now)


def keep(actor: Actor, draft: PolicyVersion, key: str, *, now: datetime) -> PolicyVersion:
    """Write the term into an open draft again as it is in force. Again: no change. Raises NotFound, NotPermitted,
    Conflict."""
    require(actor, Permit.EDIT_POLICY)
    with transaction.atomic():
        live = text_of_term(_term(read_live(draft.policy).rules.terms, key))
        return save_term(actor, draft, live, instead_of=key, seen=draft.revision, now=now)


def _term(terms: tuple[Term, ...], key: str) -> Term:
    found = next((term for term in terms if term.key == key), None)
    if found is None:
        raise NotFound("There is no such term in this policy.")
    return found
