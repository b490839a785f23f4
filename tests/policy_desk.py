"""A policy desk with everybody in place, and the steps that its tests take; of the small policy on cooking oil."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from tertib.actions import outbox
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.policies import samples, trials
from tertib.actions.policies.drafts import save_term, start_draft
from tertib.actions.policies.publishing import publish
from tertib.core.detection.rules.write import TermText
from tertib.store.models import Party, Person, PolicyVersion, SampleListing
from tertib.vocabulary import Ambiguity, Errand, Role
from tests.factories import NOW, make_party, make_person

POLICY = "minyakita-het"
NEW = TermText(
    key="minyak-rakyat",
    words=["minyak rakyat"],
    meaning_id="kata contoh",
    meaning_en="an invented word",
    ambiguity=Ambiguity.LOW,
    weights={"goods": 5.0},
    source="invented for a test",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """An office with a policy editor and two approvers."""

    office: Party
    editor: Actor
    approver: Actor
    second: Actor

    @property
    def editing(self) -> Person:
        assert self.editor.person is not None
        return self.editor.person

    @property
    def approving(self) -> Person:
        assert self.approver.person is not None
        return self.approver.person


def text_of(client: Client, name: str, **where: object) -> str:
    """The text of a page of the desk, by its address's name; the page must answer with 200."""
    response = client.get(reverse(name, kwargs=where))
    assert response.status_code == 200, (name, response.status_code)
    return unescape(response.content.decode())


def make_desk(slug: str = "kementerian-contoh") -> Desk:
    """An office of its own."""
    office = make_party(slug)
    people = [
        make_person(office, Role.POLICY_EDITOR, name="Putri Contoh"),
        make_person(office, Role.APPROVER, name="Bagus Contoh"),
        make_person(office, Role.APPROVER, name="Sari Contoh", email=f"sari@{slug}.example"),
    ]
    return Desk(office, *map(actor_of_person, people))


def add_sample(title: str, *, price: int, lawful: bool | None = None, policy: str = POLICY) -> SampleListing:
    """A listing of the sample; the price in whole rupiah."""
    listing: dict[str, Any] = {"title": title, "price_minor": price * 100, "currency": "IDR"}
    digest = samples.digest_of(listing)
    return SampleListing.objects.create(
        policy=policy, digest=digest, listing=listing, lawful=lawful, added_at=NOW
    )


def fill_sample() -> None:
    """One that is caught now, one that the new word catches, and lawful ones that nothing catches."""
    add_sample("Minyakita 1 liter asli", price=21_000)
    add_sample("Minyak rakyat 1 liter", price=22_000)
    add_sample("Minyakita 1 liter harga resmi", price=15_500, lawful=True)
    add_sample("Minyak telon bayi", price=30_000, lawful=True)


def try_out(now: datetime = NOW) -> int:
    """Do the tests that wait, as the worker does; returns how many."""
    claims = outbox.claim(Errand.POLICY_TEST, now=now, lease=timedelta(minutes=1), most=9, real_now=now)
    for claim in claims:
        trials.run_test(claim, clock=lambda: now, lease=lambda: now + timedelta(minutes=1))
    return len(claims)


def after_test(desk: Desk, draft: PolicyVersion, *, now: datetime = NOW) -> PolicyVersion:
    """The draft after its test."""
    trials.ask_test(desk.editor, draft, now=now)
    try_out(now)
    return fresh(draft)


def drafted(desk: Desk, term: TermText = NEW, *, now: datetime = NOW) -> PolicyVersion:
    """A draft with one new term."""
    draft = start_draft(desk.editor, POLICY, now=now)
    return save_term(desk.editor, draft, term, seen=draft.revision, why="for a test", now=now)


def published(desk: Desk, *, now: datetime = NOW) -> PolicyVersion:
    """A version in force with one new term."""
    if not SampleListing.objects.filter(policy=POLICY, lawful=True).exists():
        fill_sample()
    draft = after_test(desk, drafted(desk, now=now), now=now)
    return publish(desk.approver, draft, seen=draft.revision, why="a new word", now=now)


def fresh(version: PolicyVersion) -> PolicyVersion:
    """As it is kept now."""
    return PolicyVersion.objects.get(pk=version.pk)
