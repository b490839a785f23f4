"""The worker at the policy desk: files join the sample, drafts are tried, the brake is watched."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions import outbox
from tertib.actions.policies import samples
from tertib.actions.policies.trials import CHUNK, ask_test, run_test
from tertib.store.models import Finding, PolicyVersion, Review, SampleFile, SampleListing
from tertib.vocabulary import BatchState, Errand, PolicyState, ReviewOutcome
from tertib.worker.run import Worker
from tests.actions.world import World
from tests.factories import NOW, make_feed, make_finding, make_offer
from tests.policy_desk import POLICY, Desk, add_sample, drafted, fill_sample, fresh, make_desk, published
from tests.worker.outside import Outside

ROWS = b"""title,price,shop
Minyakita 1 liter,15500,toko-satu
Minyakita 1 liter,15500,toko-satu
Minyak zaitun,90000,toko
,5,x
"""


@pytest.fixture
def desk(world: World, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    return make_desk("kementerian-kebijakan")


def _worker(around: Outside, world: World) -> Worker:
    return Worker(around.context(world), errands=[Errand.POLICY_TEST, Errand.SAMPLE, Errand.LADDER])


def _send(desk: Desk, name: str, data: bytes) -> SampleFile:
    return samples.add_file(desk.editor, POLICY, file_name=name, chunks=[data], lawful=True, now=NOW)


def test_a_file_joins_the_sample_without_doubles(desk: Desk, around: Outside, world: World) -> None:
    file = _send(desk, "sah.csv", ROWS)
    assert _send(desk, "lagi.csv", ROWS) == file
    worker = _worker(around, world)
    worker.turn()
    worker.turn()
    file.refresh_from_db()
    assert (file.state, file.rows, file.added, file.data) == (BatchState.DONE, 4, 2, None)
    assert {one.listing["title"] for one in SampleListing.objects.all()} == {
        "Minyakita 1 liter",
        "Minyak zaitun",
    }
    assert all(one.lawful for one in SampleListing.objects.all())


@pytest.mark.parametrize(("name", "data"), [("apa.pdf", b"%PDF"), ("tanpa.csv", b"a,b\n1,2\n")])
def test_a_file_that_cannot_be_read_says_why(
    desk: Desk, around: Outside, world: World, name: str, data: bytes
) -> None:
    file = _send(desk, name, data)
    _worker(around, world).turn()
    file.refresh_from_db()
    assert file.state == BatchState.REFUSED
    assert name in file.problem
    assert "/" not in file.problem.replace(name, "")


def test_a_draft_is_tried_by_the_worker(desk: Desk, around: Outside, world: World) -> None:
    fill_sample()
    draft = drafted(desk)
    ask_test(desk.editor, draft, now=NOW)
    _worker(around, world).turn()
    assert fresh(draft).state == PolicyState.TESTED
    assert fresh(draft).test["caught"] == 1


def test_the_worker_watches_the_brake(desk: Desk, around: Outside, world: World) -> None:
    live = published(desk)
    feed = make_feed(desk.office)
    for number in range(25):
        offer = make_offer(feed, f"lapakraya:{number}")
        finding = make_finding(
            offer, policy=POLICY, policy_reference=live.reference, outcome=ReviewOutcome.LAWFUL
        )
        Review.objects.create(
            finding=finding,
            outcome=ReviewOutcome.LAWFUL,
            policy_reference=live.reference,
            by=desk.approving,
            party=desk.office,
            permit="review",
            at=NOW,
        )
    _worker(around, world).turn()
    assert fresh(live).state == PolicyState.BRAKED
    assert PolicyVersion.objects.get(state=PolicyState.LIVE).based_on == ""
    assert Finding.objects.filter(policy_reference=live.reference).count() == 25


def test_a_long_sample_is_tried_chunk_after_chunk_while_others_save(
    desk: Desk, around: Outside, world: World
) -> None:
    fill_sample()
    SampleListing.objects.bulk_create(
        SampleListing(
            policy=POLICY,
            digest=f"{number:064x}",
            listing={"title": f"Payung lipat nomor {number}", "price_minor": 45_000_00},
            lawful=True,
            added_at=NOW,
        )
        for number in range(CHUNK + 20)
    )
    feed = make_feed(desk.office)
    for number in range(5):
        make_offer(feed, f"lapakraya:{number}", title="Minyak rakyat 1 liter", price_minor=25_000_00)
    draft = drafted(desk)
    ask_test(desk.editor, draft, now=NOW)
    told: list[int] = []

    def saved_by_others() -> datetime:
        add_sample(f"Ember {len(told)}", price=9_000)
        told.append(fresh(draft).test["done"])
        return NOW + timedelta(minutes=1)

    (claim,) = outbox.claim(Errand.POLICY_TEST, now=NOW, lease=timedelta(minutes=1), most=1, real_now=NOW)
    run_test(claim, clock=lambda: NOW, lease=saved_by_others)
    test = fresh(draft).test
    assert len(told) >= 3
    assert (test["protected"], test["offers"], test["caught"]) == (CHUNK + 22, 5, 6)
