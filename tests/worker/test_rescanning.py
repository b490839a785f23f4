"""Kept offers are judged again when a watch begins, and when another version of a policy is live."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.feeds import batches, handing_over
from tertib.store.models import Feed, Finding, Offer, Outbox, PolicyVersion, Watch
from tertib.vocabulary import (
    Band,
    Errand,
    PolicyState,
    ReviewOutcome,
)
from tertib.worker import scanning
from tertib.worker.context import Context
from tests.factories import NOW, POLICY
from tests.worker.batches import USED, hand, many, scan, table


def test_an_unwatched_feed_keeps_listings_and_finds_nothing(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    handing_over.stop_watch(clerk, feed, policy=POLICY)
    batch = scan(homebody, hand(clerk, feed, many(9)))
    assert (batch.counts, Offer.objects.count(), Finding.objects.count()) == ({}, 9, 0)


def test_a_watch_that_begins_later_judges_what_was_shown_before(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    handing_over.stop_watch(clerk, feed, policy=POLICY)
    scan(homebody, hand(clerk, feed, many(9)))
    handing_over.set_watch(clerk, feed, policy=POLICY, now=NOW)
    assert scanning.rescan_next(homebody) == 1
    assert Finding.objects.filter(band=Band.STRONG).count() == 3
    handing_over.set_watch(clerk, feed, policy=POLICY, now=NOW)
    assert scanning.rescan_next(homebody) == 0


def publish(change: Callable[[str], str]) -> str:
    """Make a version of the policy live whose terms are changed."""
    files = tables.files_of(tables.folder(POLICY))
    files["terms.toml"] = change(files["terms.toml"])
    files["policy.toml"] = files["policy.toml"].replace('version = "', 'version = "9.', 1)
    reference = tables.reference_of(POLICY, files)
    PolicyVersion.objects.filter(policy=POLICY, state=PolicyState.LIVE).update(state=PolicyState.RETIRED)
    PolicyVersion.objects.create(
        policy=POLICY,
        version=reference.partition("@")[2].partition("#")[0],
        reference=reference,
        files=files,
        state=PolicyState.LIVE,
        created_at=NOW,
        changed_at=NOW,
    )
    return reference


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.TERTIB_HOME = tmp_path / "home"


def test_under_a_new_version_kept_offers_are_judged_again(
    own_home: None, homebody: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "RESCANNED", 4)
    scan(homebody, hand(clerk, feed, many(12)))
    decided = Finding.objects.filter(band=Band.STRONG).order_by("pk")[:1].get()
    Finding.objects.filter(pk=decided.pk).update(outcome=ReviewOutcome.LAWFUL, waiting=False)
    before = tables.policy(POLICY).reference
    reference = publish(lambda text: text + "\n# one more line\n")
    assert reference == tables.policy(POLICY).reference != before
    handing_over.rescan(POLICY, now=NOW)
    assert scanning.rescan_next(homebody) == 1
    references = {one.pk: one.policy_reference for one in Finding.objects.all()}
    assert references.pop(decided.pk) == before
    assert set(references.values()) == {reference}


def test_a_rescan_ends_when_yet_another_version_is_live(
    own_home: None, homebody: Context, clerk: Actor, feed: Feed
) -> None:
    scan(homebody, hand(clerk, feed, many(12)))
    before = set(Finding.objects.values_list("policy_reference", flat=True))
    publish(lambda text: text + "\n# first\n")
    handing_over.rescan(POLICY, now=NOW)
    PolicyVersion.objects.update(state=PolicyState.RETIRED)
    assert scanning.rescan_next(homebody) == 1
    assert set(Finding.objects.values_list("policy_reference", flat=True)) == before
    assert not Outbox.objects.filter(errand=Errand.RESCAN, done_at=None).exists()


def test_a_watch_of_a_policy_gives_a_finding_of_each(homebody: Context, clerk: Actor, feed: Feed) -> None:
    Watch.objects.create(feed=feed, policy="minyakita-het", since=NOW)
    batch = scan(homebody, hand(clerk, feed, table((1, USED), (2, "Minyakita 1 liter"))))
    assert set(batch.counts) == {POLICY, "minyakita-het"}
    assert all(sum(bands.values()) == 2 for bands in batch.counts.values())
