"""`tertib demo-world`: put the demo's invented parties, people, contacts and keys in; again: changes nothing."""

import argparse
import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from tertib.actions.actor import Actor
from tertib.actions.contacts.keeping import make_webhook_secret
from tertib.actions.parties.keys import make_api_key
from tertib.commands.demo_feeds import hand_over_feeds
from tertib.commands.demo_policy import EDITOR, fill_desk
from tertib.commands.demo_sellers import KEEPER, hand_over_tokens
from tertib.errors import NotPermitted
from tertib.store.models import Contact, Feed, Party, Person, TokenKeyMark
from tertib.vocabulary import ChannelKind, PartyKind, Role

HUB = "asosiasi-niaga-daring-contoh"
OFFICES = (
    ("kementerian-perniagaan-contoh", "Kementerian Perniagaan Contoh", PartyKind.AUTHORITY),
    ("badan-pengawas-contoh", "Badan Pengawas Contoh", PartyKind.AUTHORITY),
    (HUB, "Asosiasi Niaga Daring Contoh", PartyKind.ASSOCIATION),
    ("kepolisian-contoh", "Kepolisian Contoh", PartyKind.POLICE),
    ("pusat-tertib-contoh", "Pusat Tertib Contoh", PartyKind.PUBLIC_BODY),
)
PLATFORMS = (
    ("lapakraya", "LapakRaya", ChannelKind.WEBHOOK, "http://lapakraya.localhost:{port}/hooks/tertib"),
    ("pasarkita", "PasarKita", ChannelKind.PULL, ""),
    ("niagaid", "NiagaID", ChannelKind.EMAIL, "penurunan@niagaid.localhost"),
    ("sandangku", "Sandangku", ChannelKind.PORTAL, ""),
    ("kioskilat", "KiosKilat", ChannelKind.WEBHOOK, "http://kioskilat.localhost:{port}/hooks/tertib"),
)
PEOPLE = (
    ("kementerian-perniagaan-contoh", "Rani Prasetya", "rani", Role.ANALYST),
    ("kementerian-perniagaan-contoh", "Bagus Wicaksana", "bagus", Role.APPROVER),
    ("kementerian-perniagaan-contoh", "Nadia Rahma", EDITOR, Role.POLICY_EDITOR),
    ("badan-pengawas-contoh", "Sekar Anindita", "sekar", Role.APPROVER),
    (HUB, "Dewi Larasati", "dewi", Role.ANALYST),
    (HUB, "Ratna Kirana", KEEPER, Role.APPROVER),
    ("kepolisian-contoh", "Iptu Contoh Arman", "arman", Role.INVESTIGATOR),
    ("pusat-tertib-contoh", "Yusuf Mahendra", "yusuf", Role.OPERATOR),
    ("lapakraya", "Tiara Putri", "tiara", Role.RESPONDER),
    ("lapakraya", "Bayu Pratama", "bayu", Role.APPROVER),
    ("sandangku", "Galih Nugroho", "galih", Role.RESPONDER),
    ("kioskilat", "Maya Kusuma", "maya", Role.RESPONDER),
)
KEY_DAYS = 365


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="FILE", help="where the staff's keys are written"
    )
    parser.add_argument("--port", type=int, default=8801, help="of the sandbox (default 8801)")


def run(args: argparse.Namespace) -> int:
    """Make the world. Only where TERTIB_DEMO is 1: its people need no password."""
    if not settings.TERTIB_DEMO:
        raise NotPermitted(
            "This is no demo (TERTIB_DEMO is not 1); invented parties are put into demos only."
        )
    now: datetime = import_string(settings.TERTIB_CLOCK)()
    if Party.objects.exists() and args.keys.is_file():
        return 0
    with transaction.atomic():
        keys = _make(args.port, now)
        fresh = args.keys.with_name(args.keys.name + ".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file)
        fresh.replace(args.keys)
    return 0


def _make(port: int, now: datetime) -> dict[str, dict[str, str]]:
    parties = {}
    for slug, name, kind in OFFICES:
        parties[slug], _ = Party.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind})
    keys: dict[str, dict[str, str]] = {}
    for key, name, channel, target in PLATFORMS:
        party, _ = Party.objects.get_or_create(
            slug=key,
            defaults={"name": name, "kind": PartyKind.PLATFORM, "platform": key, "association": parties[HUB]},
        )
        parties[key] = party
        contact, _ = Contact.objects.get_or_create(
            party=party, channel=channel, defaults={"target": target.format(port=port), "name": f"Tim {name}"}
        )
        operator = Actor(party, Role.OPERATOR)
        if channel is not ChannelKind.PORTAL and channel is not ChannelKind.EMAIL:
            _, text = make_api_key(
                operator, label="petugas contoh", role=Role.RESPONDER, days=KEY_DAYS, now=now
            )
            keys[key] = {"api_key": text}
        if channel is ChannelKind.WEBHOOK:
            keys[key]["webhook_secret"] = make_webhook_secret(operator, contact, now=now)
    people = {}
    for slug, name, mailbox, role in PEOPLE:
        email = f"{mailbox}@{slug}.example"
        person = Person.objects.filter(email=email).first()
        people[mailbox] = person or Person.objects.create_user(
            email, None, name=name, party=parties[slug], role=role
        )
    if not Feed.objects.exists():
        hand_over_feeds(people, port=port, now=now)
    fill_desk(people, now=now)
    if not TokenKeyMark.objects.exists():
        hand_over_tokens(people, parties, now=now)
    return keys
