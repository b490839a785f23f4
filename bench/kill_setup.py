"""Prepare an installation for kill rounds, in the site: webhooks to our own receiver, an office's key."""

import json
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from tertib.actions.actor import Actor
from tertib.actions.parties.keys import make_api_key
from tertib.store.models import Contact, Party
from tertib.vocabulary import ChannelKind, Role

KEY_DAYS = 300


def main(argv: Sequence[str]) -> int:
    """`argv`: the port of the receiver. Prints the office's key."""
    now = import_string(settings.TERTIB_CLOCK)()
    for contact in Contact.objects.filter(channel=ChannelKind.WEBHOOK).select_related("party"):
        contact.target = f"http://hooks.localhost:{argv[0]}/{contact.party.slug}"
        contact.save(update_fields=["target"])
    office = Actor(Party.objects.get(slug="kementerian-perniagaan-contoh"), Role.OPERATOR)
    at = now - timedelta(minutes=1)
    _, text = make_api_key(office, label="program contoh", role=Role.ANALYST, days=KEY_DAYS, now=at)
    print(json.dumps({"office": text}))
    return 0
