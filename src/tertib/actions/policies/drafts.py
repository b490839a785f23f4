"""Write drafts of a policy: by term or by file, each change checked as a whole, two persons never over each other."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.policies.versions import (
    read,
    read_live,
    step,
    versions_of,
)
from tertib.core.detection.rules.load import TERMS_FILE
from tertib.core.detection.rules.model import Term
from tertib.core.detection.rules.write import (
    TermText,
    next_version,
    remove_term,
    set_version,
    write_term,
)
from tertib.core.detection.versions import TEXT_FILES, read_version
from tertib.core.policies import SHIPPED_POLICIES, load_policy
from tertib.core.policies.load import POLICY_FILE
from tertib.core.policies.versions import files_of
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted, PolicyMistake
from tertib.store.models import Person, PolicyStep, PolicyVersion
from tertib.vocabulary import PolicyAct, PolicyState

__all__ = ["TEXT_FILES", "TermText"]

OPEN = (PolicyState.DRAFT, PolicyState.TESTED)
MOST_CHARS = 500_000  # of one file
KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")


def start_draft(
    actor: Actor, policy: str, *, now: datetime, like: PolicyVersion | None = None
) -> PolicyVersion:
    """Begin a draft from the live version, or with the content of an earlier one (`like`).

    A draft that the person began from the same version and has not changed yet comes back instead of another.
    Raises NotFound, NotPermitted.
    """
    person = _writer(actor)
    with transaction.atomic():
        live = read_live(policy)
        versions = versions_of(policy)
        files = dict(like.files) if like is not None else files_of(tables.folder(policy))
        for one in versions:
            mine = one.state in OPEN and one.written_by_id == person.pk and one.revision == 0
            if mine and one.based_on == live.reference and like is None:
                return one
        taken = [one.version for one in versions] + [load_policy(SHIPPED_POLICIES / policy).version]
        version = next_version(live.policy.version, taken)
        files[POLICY_FILE] = set_version(files[POLICY_FILE], version)
        draft = PolicyVersion.objects.create(
            policy=policy,
            version=version,
            based_on=live.reference,
            files=files,
            revision=0 if like is None else 1,
            written_by=person,
            party=actor.home,
            created_at=now,
            changed_at=now,
        )
        step(draft, PolicyAct.STARTED, by=actor, about=like.version if like else live.policy.version, now=now)
    return draft


def open_draft(actor: Actor, policy: str, *, now: datetime) -> PolicyVersion:
    """The latest open draft that the person wrote in their office and that can be read; else a new one."""
    person = _writer(actor)
    mine = PolicyVersion.objects.filter(policy=policy, party=actor.home, written_by=person, state__in=OPEN)
    for draft in mine.order_by("-pk"):
        try:
            read(draft)
        except PolicyMistake:
            continue
        return draft
    return start_draft(actor, policy, now=now)


def save_term(
    actor: Actor,
    draft: PolicyVersion,
    term: TermText,
    *,
    instead_of: str = "",
    seen: int,
    why: str = "",
    now: datetime,
) -> PolicyVersion:
    """Add a term, or write it in the place of `instead_of`. `seen` is the revision that the person looked at.

    The same change again does nothing. Raises Conflict if another changed the draft meanwhile, BadInput, PolicyMistake.
    """
    if not KEY.fullmatch(term.key):
        raise BadInput("A term's key has 1 to 80 letters, digits, - and _, such as karung-segel.")

    def changed(text: str, terms: Mapping[str, Term]) -> str:
        if not instead_of and term.key in terms:
            if write_term(text, term, instead_of=term.key) == text:
                return text
            raise BadInput(f"There is a term {term.key!r} already. Change that one, or choose another key.")
        return write_term(text, term, instead_of=instead_of)

    return _change_terms(actor, draft, changed, about=term.key, seen=seen, why=why, now=now)


def drop_term(
    actor: Actor, draft: PolicyVersion, key: str, *, seen: int, why: str = "", now: datetime
) -> PolicyVersion:
    """Take a term out of the draft. One that was in use is better set to "no longer used": it keeps its history."""

    def changed(text: str, terms: Mapping[str, Term]) -> str:
        return remove_term(text, key) if key in terms else text

    return _change_terms(actor, draft, changed, about=key, seen=seen, why=why, now=now)


def save_file(
    actor: Actor, draft: PolicyVersion, name: str, text: str, *, seen: int, why: str = "", now: datetime
) -> PolicyVersion:
    """Write a whole file of the draft. It is kept only if the policy can be read with it; see `save_term`."""
    if name not in TEXT_FILES:
        raise NotFound("There is no such file to write.")
    if len(text) > MOST_CHARS:
        raise BadInput(f"The file has more than {MOST_CHARS:,} characters.")
    with transaction.atomic():
        fresh = _locked(actor, draft)
        clean = text.replace("\r\n", "\n").rstrip("\n") + "\n"
        return _save(actor, fresh, {**fresh.files, name: clean}, about=name, seen=seen, why=why, now=now)


def drop_draft(actor: Actor, draft: PolicyVersion, *, why: str = "", now: datetime) -> None:
    """Give a draft up; it stays in the history. Again: no change."""
    _writer(actor)
    with transaction.atomic():
        fresh = _own(actor, draft)
        if fresh.state == PolicyState.DROPPED:
            return
        fresh = _locked(actor, draft)
        fresh.state, fresh.ended_at, fresh.ended_because = PolicyState.DROPPED, now, why[:300]
        fresh.save(update_fields=["state", "ended_at", "ended_because"])
        step(fresh, PolicyAct.DROPPED, by=actor, why=why, now=now)


def _change_terms(
    actor: Actor,
    draft: PolicyVersion,
    changed: Callable[[str, Mapping[str, Term]], str],
    *,
    about: str,
    seen: int,
    why: str,
    now: datetime,
) -> PolicyVersion:
    with transaction.atomic():
        fresh = _locked(actor, draft)
        terms = {term.key: term for term in read(fresh).rules.terms}
        try:
            text = changed(fresh.files[TERMS_FILE], terms)
        except PolicyMistake:
            if seen != fresh.revision:
                raise _changed_meanwhile(fresh) from None
            raise
        return _save(
            actor, fresh, {**fresh.files, TERMS_FILE: text}, about=about, seen=seen, why=why, now=now
        )


def _save(
    actor: Actor,
    fresh: PolicyVersion,
    files: dict[str, str],
    *,
    about: str,
    seen: int,
    why: str,
    now: datetime,
) -> PolicyVersion:
    if files == fresh.files:
        return fresh
    if seen != fresh.revision:
        raise _changed_meanwhile(fresh)
    version = read_version(files, policy_id=fresh.policy)
    if version.policy.version != fresh.version:
        raise BadInput(f"The version is counted by itself: leave it at {fresh.version} in policy.toml.")
    for term in version.rules.terms:
        if not KEY.fullmatch(term.key):
            raise BadInput(f"The term's key {term.key[:80]!r} must be of letters, digits, - and _ only.")
    fresh.files, fresh.revision, fresh.changed_at = files, fresh.revision + 1, now
    fresh.state, fresh.reference = PolicyState.DRAFT, ""
    fresh.save(update_fields=["files", "revision", "changed_at", "state", "reference"])
    step(fresh, PolicyAct.CHANGED, by=actor, about=about, why=why, now=now)
    return fresh


def _changed_meanwhile(fresh: PolicyVersion) -> Conflict:
    last = (
        PolicyStep.objects.filter(version=fresh, act=PolicyAct.CHANGED).select_related("by").order_by("-pk")
    )
    step_ = last.first()
    who = step_.by.name if step_ is not None and step_.by is not None else "Someone"
    return Conflict(
        f"{who} changed this draft since you opened it. Your change is not saved: look at it again first."
    )


def _writer(actor: Actor) -> Person:
    require(actor, Permit.EDIT_POLICY)
    if actor.person is None:
        raise NotPermitted("A person writes policies, not a program.")
    return actor.person


def _own(actor: Actor, draft: PolicyVersion) -> PolicyVersion:
    fresh = (
        PolicyVersion.objects.select_for_update(of=("self",)).filter(pk=draft.pk, party=actor.home).first()
    )
    if fresh is None:
        raise NotFound("There is no such draft, or it is not of your office.")
    return fresh


def _locked(actor: Actor, draft: PolicyVersion) -> PolicyVersion:
    _writer(actor)
    fresh = _own(actor, draft)
    if fresh.state not in OPEN:
        raise Conflict("This draft was published or given up meanwhile; it can be changed no more.")
    return fresh
