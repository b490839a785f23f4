"""Every address of the pages, walked by everybody: own things open to whom they should, others' are not there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tertib.actions import holds, patrols
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.notices import reply_batches
from tertib.actions.parties.keys import make_api_key
from tertib.actions.policies.drafts import start_draft
from tertib.portal.page.gate import Door
from tertib.queries.types import Party, Person
from tertib.store.models import Alarm, Contact, LadderRung, Notice, PolicyVersion, SampleListing
from tertib.vocabulary import AlarmKind, ChannelKind, LadderRungState, PartyKind, PolicyState, ReplyKind, Role
from tests import factories as make
from tests.factories import POLICY
from tests.portal.small_world import SmallWorld
from tests.portal.test_frame import PAGES
from tests.seller_world import seller_things

Browse = Callable[[Person], Client]
pytestmark = pytest.mark.django_db

DOORS: dict[str, Door] = {str(pattern.name): vars(pattern.callback)["door"] for _, pattern in PAGES}
PAGE_NAMES = [name for name, door in DOORS.items() if not door.to_all]
WITH_A_THING = {str(pattern.name) for route, pattern in PAGES if "<" in route} & set(PAGE_NAMES)
OPENS = {200, 302, 405}  # a page, a page that leads on, one that takes forms only

# What the rules show to more than one party of a kind (queries/visible.py).
SHARED = {
    PartyKind.AUTHORITY: {
        *("rung", "rung_dismiss", "alarm_take_on", "alarm_close"),  # all see how platforms do
        *("policy", "policy_version", "policy_terms", "policy_term", "policy_samples"),  # one for all of them
        *("policy_start_draft", "policy_roll_back", "policy_take_out", "new_word"),
    },
    PartyKind.ASSOCIATION: {"policy", "policy_version", "policy_terms", "policy_term"},
}


@dataclass
class House:
    """One of everything, all of it of the same few parties; and parties that have nothing to do with it."""

    own: dict[PartyKind, Party]
    others: dict[PartyKind, Party]
    things: dict[str, dict[str, Any]]
    secrets: list[str]
    people: dict[tuple[int, Role], Person] = field(default_factory=dict)

    def person(self, party: Party, role: Role) -> Person:
        key = (party.pk, role)
        if key not in self.people:
            self.people[key] = make.make_person(party, role, email=f"{role}-jalan@{party.slug}.example")
        return self.people[key]

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.things.get(name, {}))


def each(*names: str, **thing: Any) -> dict[str, dict[str, Any]]:
    """These addresses all name the same thing."""
    return dict.fromkeys(names, thing)


@pytest.fixture
def house(world: SmallWorld) -> House:
    lapak = world.platforms["lapakraya"]
    police, centre = (
        make.make_party("kepolisian-contoh", PartyKind.POLICE),
        make.make_party("pusat-contoh", PartyKind.PUBLIC_BODY),
    )
    asked, unasked = world.name("lapakraya", 1), world.name("kioskilat", 2)
    world.see(asked, unasked)
    approval = world.ask(platform="lapakraya")
    notice = Notice.objects.get(case=asked)
    responder = make.make_person(lapak, Role.RESPONDER)
    batch = reply_batches.begin(
        actor_of_person(responder),
        notices=[notice.key],
        kind=ReplyKind.ASKS_BACK,
        part={"question": "Seluruh toko?"},
        token="satu-formulir",
        now=world.now,
        wall=world.now,
    )
    hold = holds.place_hold(
        actor_of_person(make.make_person(police, Role.INVESTIGATOR)),
        link=unasked.listing.key,
        letter_number="RAHASIA/7/2026",
        reason="penyelidikan berjalan",
        until=world.now + timedelta(days=3),
        now=world.now,
    )
    rung = LadderRung.objects.create(
        platform_party=lapak,
        policy=POLICY,
        rung="written-warning",
        state=LadderRungState.ISSUED,
        reason="terlambat",
        text="Peringatan",
        proposed_at=world.now,
        decided_at=world.now,
    )
    contact = Contact.objects.create(
        party=lapak, channel=ChannelKind.EMAIL, target="rahasia@lapakraya.localhost"
    )
    alarm = Alarm.objects.create(
        kind=AlarmKind.CONTACT_BOUNCES, subject=f"contact:{contact.pk}", party=lapak, raised_at=world.now
    )
    approver = Actor(world.authority, Role.APPROVER, world.approver_person)
    api_key, _ = make_api_key(approver, label="mesin rahasia", role=Role.ANALYST, days=9, now=world.now)
    clerk = make.make_person(world.authority, Role.AUDITOR, email="rahasia@kementerian-contoh.example")
    report = make.make_report(
        read_by=world.approver_person, read_at=world.now, links="https://rahasia.example/1"
    )
    written = start_draft(
        actor_of_person(make.make_person(world.authority, Role.POLICY_EDITOR)), POLICY, now=world.now
    )
    former = PolicyVersion.objects.create(
        policy=POLICY,
        version="2025.1",
        state=PolicyState.RETIRED,
        files=written.files,
        created_at=world.now,
        changed_at=world.now,
    )
    sample = SampleListing.objects.create(policy=POLICY, digest="0", lawful=True, added_at=world.now)
    draft = make.make_order(world.authority, "draft", title="Daftar rahasia")  # type: ignore[arg-type]
    look = patrols.looked(
        approver,
        patrols.Search(POLICY, "balpres", "lapakraya"),
        found=2,
        note="catatan rahasia",
        now=world.now,
    )
    feed = make.make_feed(world.authority, "Umpan rahasia")
    listings = make.make_batch(feed, file_name="kiriman-rahasia.csv")
    pointed = make.make_finding(make.make_offer(feed, "lapakraya:77", title="Jaket rahasia thrift"))
    make.make_review(pointed, world.approver_person, bulk="U-0123456789AB")
    back = make.make_return(asked, make.make_offer(feed, "lapakraya:78", title="Jaket rahasia lagi"))
    make.make_return_review(back, world.approver_person, bulk="AAAA0000BBBB")
    group, step, word, token_key = seller_things(world.association, lapak, asked.listing, now=world.now)
    things: dict[str, dict[str, Any]] = {
        **each("seller", "seller_say", key=group.key),
        "seller_lift": {"key": group.key, "number": word.pk},
        **each(
            "seller_issue",
            "seller_dismiss",
            "seller_end",
            "seller_appeal",
            "seller_list_again",
            key=group.key,
            number=step.pk,
        ),
        **each("seller_key_retire", "seller_key_revoke", number=token_key.pk),
        **each("feed", "feed_upload", "feed_watch", "feed_change", "feed_findings_csv", key=feed.key),
        **each("feed_batch", "feed_columns", "feed_judge", key=feed.key, batch=listings.key),
        **each("finding", "finding_undo", "finding_protect", "findings_bulk", key=pointed.key),
        **each("findings_done", "findings_undo_many", mark="U-0123456789AB"),
        **each("return", "return_undo", "returns_bulk", key=back.key),
        **each("returns_done", "returns_undo_many", mark="AAAA0000BBBB"),
        "findings_letter": {"key": draft.key},
        "new_word": {"number": make.make_word("kata-rahasia").pk},
        **each(
            "order",
            "order_rows",
            "order_rows_csv",
            "order_rows_xlsx",
            "order_print",
            "order_withdraw",
            key=world.order.key,
        ),
        **each("order_columns", "order_edit", "order_hand_in", "order_discard", key=draft.key),
        **each("case", "case_close", "case_reopen", "case_answer", "case_look", key=asked.key),
        "approval": {"key": approval.key},
        **each("dispatch_sent", "send_again", key=notice.dispatch.key),  # type: ignore[union-attr]
        "figure": {"measure": "sent"},
        "hold_lift": {"number": hold.pk},
        **each("rung", "rung_dismiss", "letter", number=rung.pk),
        **each("alarm_take_on", "alarm_close", number=alarm.pk),
        **each("contact", "contact_test", "contact_secret", "contact_retire", number=contact.pk),
        "key_revoke": {"number": api_key.pk},
        **each("person", "person_role", "person_switch", "person_factor", "person_invite", number=clerk.pk),
        **each("office", "office_switch", slug=lapak.slug),
        **each("tasks_batch", "tasks_batch_csv", "tasks_batch_take_back", key=batch.key),
        "task": {"key": notice.key},
        "report_set_aside": {"key": report.key},
        "patrol_look_undo": {"number": look.pk},
        "patrol_take_undo": {"key": draft.key},
        **each(
            *("policy", "policy_start_draft", "policy_roll_back", "policy_terms", "policy_samples"),
            key=POLICY,
        ),
        "policy_term": {"key": POLICY, "term_key": "balpres"},
        "policy_version": {"key": POLICY, "number": former.pk},
        "policy_take_out": {"key": POLICY, "number": sample.pk},
        **each(
            *("policy_draft", "policy_new_term", "policy_test", "policy_ask_test", "policy_publish"),
            "policy_drop_draft",
            number=written.pk,
        ),
        **each("policy_change_term", "policy_drop_term", number=written.pk, term_key="balpres"),
        "policy_change_file": {"number": written.pk, "name": "terms.toml"},
    }
    own = {
        PartyKind.AUTHORITY: world.authority,
        PartyKind.PLATFORM: lapak,
        PartyKind.ASSOCIATION: world.association,
        PartyKind.POLICE: police,
        PartyKind.PUBLIC_BODY: centre,
    }
    others = {
        PartyKind.AUTHORITY: make.make_party("badan-lain"),
        PartyKind.PLATFORM: make.make_party("pasarkita", PartyKind.PLATFORM),
        PartyKind.ASSOCIATION: make.make_party("asosiasi-lain", PartyKind.ASSOCIATION),
        PartyKind.POLICE: make.make_party("kepolisian-lain", PartyKind.POLICE),
    }
    secrets = [
        *(str(one.key) for one in (world.order, draft, asked, unasked, approval, notice, batch, report)),
        notice.dispatch.key,  # type: ignore[union-attr]
        *(
            "RAHASIA/7/2026",
            contact.target,
            "mesin rahasia",
            clerk.email,
            "rahasia.example",
            "Daftar rahasia",
            "catatan rahasia",
            *(group.key, word.reason, token_key.key_id, "toko-rahasia"),
            *(
                feed.key,
                listings.key,
                pointed.key,
                back.key,
                "Umpan rahasia",
                "kiriman-rahasia",
                "Jaket rahasia",
            ),
        ),
    ]
    return House(own, others, things, secrets)


def body(answer: Any) -> str:
    """The text of an answer, streamed or not."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(data).decode("utf-8", "replace")


def test_the_walk_has_a_thing_for_every_address_that_names_one(house: House) -> None:
    assert set(house.things) == WITH_A_THING


def test_a_door_opens_to_whom_it_names_and_to_no_other_role(house: House, browse: Browse) -> None:
    """A view may refuse what its door lets in, or not know the thing; but every page opens to somebody."""
    shut = set(PAGE_NAMES)
    for party in house.own.values():
        for role in Role:
            person = house.person(party, role)
            client, actor = browse(person), actor_of_person(person)
            for name in PAGE_NAMES:
                status = client.get(house.address(name)).status_code
                if not DOORS[name].opens_to(actor):
                    assert status == 403, (party.kind, role, name)
                elif status in OPENS:
                    shut.discard(name)
                else:
                    assert status in (403, 404), (party.kind, role, name, status)
    assert shut == set()


@pytest.mark.parametrize(
    "kind", [PartyKind.AUTHORITY, PartyKind.PLATFORM, PartyKind.ASSOCIATION, PartyKind.POLICE]
)
def test_another_party_finds_nothing_in_any_role(house: House, browse: Browse, kind: PartyKind) -> None:
    for role in Role:
        client = browse(house.person(house.others[kind], role))
        for name in PAGE_NAMES:
            address = house.address(name)
            answers = [client.get(address)]
            if name in WITH_A_THING and answers[0].status_code != 403:
                answers.append(client.post(address))
            for answer in answers:
                text = body(answer).replace(address, "")
                assert not [secret for secret in house.secrets if secret in text], (role, name)
                if name in WITH_A_THING - SHARED.get(kind, set()) - {"figure"}:
                    assert answer.status_code in (403, 404, 405), (role, name, answer.status_code)


def test_a_stranger_is_led_to_the_sign_in_from_every_address(house: House, client: Client) -> None:
    for name in PAGE_NAMES:
        for answer in (client.get(house.address(name)), client.post(house.address(name))):
            assert answer.status_code == 302, name
            assert answer["location"].startswith("/akun/login/"), name
