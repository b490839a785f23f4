"""Files that are laid into a feed's folder become batches: each once, nothing changed or deleted, nobody else's read."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tertib.actions.actor import Actor
from tertib.actions.feeds import handing_over
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.adapters.folders import Folder
from tertib.site.clock import wall
from tertib.store.models import Feed, FeedBatch, FolderObject, Offer
from tertib.vocabulary import BatchState, FeedSource, PartyKind, Role
from tertib.worker.context import Context
from tertib.worker.folders import SETTLED, watch_folders
from tertib.worker.scanning import scan_next
from tests.factories import NOW, POLICY, make_actor, make_party

ROWS = b"nama produk,harga\nJaket thrift import original,150000\n"


@pytest.fixture
def clerk(db: None) -> Actor:
    return make_actor(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER)


@pytest.fixture
def feed(clerk: Actor) -> Feed:
    form = handing_over.FeedForm(name="Map harian", source=FeedSource.FOLDER, policies=[POLICY])
    return handing_over.make_feed(clerk, form=form, now=NOW)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "masuk"


@pytest.fixture
def later(tmp_path: Path, root: Path) -> Context:
    """A worker that comes when all that was laid there has settled."""
    return Context(
        worker="one",
        clock=lambda: NOW,
        wall=lambda: wall() + SETTLED + timedelta(seconds=1),
        files=Files(str(tmp_path / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
        folder=Folder(str(root)),
    )


@pytest.fixture
def lay(root: Path, feed: Feed) -> Callable[[str, bytes], Path]:
    def laid(name: str, data: bytes) -> Path:
        path = root / feed.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return laid


Lay = Callable[[str, bytes], Path]


def test_a_file_is_taken_once_judged_and_left_where_it_is(later: Context, feed: Feed, lay: Lay) -> None:
    path = lay("2026/11/24.csv", ROWS)
    assert [watch_folders(later) for _ in range(3)] == [1, 0, 0]
    assert scan_next(later) == 1
    batch = FeedBatch.objects.get()
    assert (batch.state, batch.rows, batch.file_name) == (BatchState.DONE, 1, "24.csv")
    assert Offer.objects.get().batch == batch
    assert path.read_bytes() == ROWS


def test_a_file_that_may_still_be_written_is_left_for_later(later: Context, lay: Lay) -> None:
    lay("a.csv", ROWS)
    assert watch_folders(replace(later, wall=wall)) == 0
    assert watch_folders(later) == 1


def test_a_file_that_changed_is_a_new_batch_and_a_copy_is_the_same_one(later: Context, lay: Lay) -> None:
    lay("a.csv", ROWS)
    lay("copy of a.csv", ROWS)
    watch_folders(later)
    assert (FeedBatch.objects.count(), FolderObject.objects.count()) == (1, 2)
    lay("a.csv", ROWS + b"Kemeja batik,90000\n")
    assert watch_folders(later) == 1
    assert FeedBatch.objects.count() == 2


def test_hidden_and_empty_files_make_no_batch(later: Context, lay: Lay) -> None:
    lay(".a.csv.partial", ROWS)
    lay("empty.csv", b"")
    assert watch_folders(later) == 0
    refused = FolderObject.objects.get()
    assert (refused.path.rpartition("/")[2], refused.batch) == ("empty.csv", None)
    assert refused.problem
    assert watch_folders(later) == 0


def test_what_lies_in_anothers_folder_is_not_read(later: Context, root: Path, feed: Feed, lay: Lay) -> None:
    lay("a.csv", ROWS)
    stranger = root / feed.folder.replace(feed.key, feed.key + "X") / "b.csv"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(ROWS)
    watch_folders(later)
    assert [one.path for one in FolderObject.objects.all()] == [f"{feed.folder}/a.csv"]


def test_a_link_that_leads_out_of_the_folder_is_refused(
    later: Context, tmp_path: Path, root: Path, feed: Feed, lay: Lay
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(ROWS)
    lay("a.csv", ROWS)
    os.symlink(secret, root / feed.folder / "z.csv")
    watch_folders(later)
    assert FeedBatch.objects.get().file_name == "a.csv"


def test_an_ended_feed_is_watched_no_longer(later: Context, clerk: Actor, feed: Feed, lay: Lay) -> None:
    lay("a.csv", ROWS)
    handing_over.change_feed(clerk, feed, active=False)
    assert watch_folders(later) == 0


def test_without_a_setting_no_folder_is_watched(later: Context, lay: Lay) -> None:
    lay("a.csv", ROWS)
    assert watch_folders(replace(later, folder=None)) == 0
