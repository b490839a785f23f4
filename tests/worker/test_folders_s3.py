"""Files that are laid into a bucket become batches, by the protocol of S3: asked of a real server on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store, from_url

from tertib.actions.actor import Actor
from tertib.actions.feeds import handing_over
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.adapters.folders import Folder
from tertib.errors import OutsideError
from tertib.site.clock import wall
from tertib.store.models import Feed, FeedBatch, FolderObject, Offer
from tertib.vocabulary import BatchState, FeedSource, PartyKind, Role
from tertib.worker.context import Context
from tertib.worker.folders import SETTLED, watch_folders
from tertib.worker.scanning import scan_next
from tests.factories import NOW, POLICY, make_actor, make_party

ROWS = b"nama produk,harga\nJaket thrift import original,150000\n"
MANY = 1_050  # more than one page of a listing, which has 1,000
BUCKET = "s3://umpan-uji/masuk"


@pytest.fixture
def server() -> Iterator[ThreadedMotoServer]:
    one = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def bucket(server: ThreadedMotoServer, monkeypatch: pytest.MonkeyPatch) -> S3Store:
    """An empty bucket, reached by the environment that an operator sets."""
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "kunci-rekaan",
        "AWS_SECRET_ACCESS_KEY": "rahasia-rekaan",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    asked = HTTPConnection(host, port, timeout=10)
    asked.request(
        "PUT", "/umpan-uji", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=k/d/us-east-1/s3/x"}
    )
    assert asked.getresponse().status == 200
    asked.close()
    found = from_url(BUCKET)
    assert isinstance(found, S3Store)
    return found


@pytest.fixture
def clerk(db: None) -> Actor:
    return make_actor(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER)


@pytest.fixture
def feed(clerk: Actor) -> Feed:
    form = handing_over.FeedForm(name="Ember harian", source=FeedSource.FOLDER, policies=[POLICY])
    return handing_over.make_feed(clerk, form=form, now=NOW)


@pytest.fixture
def later(tmp_path: Path, bucket: S3Store) -> Context:
    """A worker that comes when all that was laid there has settled."""
    return Context(
        worker="one",
        clock=lambda: NOW,
        wall=lambda: wall() + SETTLED * 2,
        files=Files(str(tmp_path / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
        folder=Folder(BUCKET),
    )


def test_an_object_is_taken_once_judged_and_left_where_it_is(
    later: Context, feed: Feed, bucket: S3Store
) -> None:
    path = f"{feed.folder}/2026/11/24.csv"
    obstore.put(bucket, path, ROWS)
    assert watch_folders(replace(later, wall=wall)) == 0  # it may still be written
    assert [watch_folders(later) for _ in range(3)] == [1, 0, 0]
    assert scan_next(later) == 1
    batch = FeedBatch.objects.get()
    assert (batch.state, batch.rows, batch.file_name) == (BatchState.DONE, 1, "24.csv")
    assert Offer.objects.get().batch == batch
    assert bytes(obstore.get(bucket, path).bytes()) == ROWS


def test_an_object_that_changed_is_a_new_batch_and_a_copy_is_the_same_one(
    later: Context, feed: Feed, bucket: S3Store
) -> None:
    for name in ("a.csv", "copy of a.csv"):
        obstore.put(bucket, f"{feed.folder}/{name}", ROWS)
    watch_folders(later)
    assert (FeedBatch.objects.count(), FolderObject.objects.count()) == (1, 2)
    obstore.put(bucket, f"{feed.folder}/a.csv", ROWS + b"Kemeja batik,90000\n")
    assert watch_folders(later) == 1
    assert FeedBatch.objects.count() == 2


def test_what_lies_in_anothers_folder_is_not_read(later: Context, feed: Feed, bucket: S3Store) -> None:
    obstore.put(bucket, f"{feed.folder}/a.csv", ROWS)
    obstore.put(bucket, f"{feed.folder}X/b.csv", ROWS)
    watch_folders(later)
    assert [one.path for one in FolderObject.objects.all()] == [f"{feed.folder}/a.csv"]


def test_a_folder_of_more_than_a_page_is_listed_whole_and_a_large_object_comes_in_pieces(
    bucket: S3Store,
) -> None:
    for number in range(MANY):
        obstore.put(bucket, f"banyak/{number:04d}.csv", b"x")
    obstore.put(bucket, "besar/a.csv", ROWS * 60_000)
    folder = Folder(BUCKET)
    assert [one.path for one in folder.listed("banyak")] == [
        f"banyak/{number:04d}.csv" for number in range(MANY)
    ]
    pieces = list(folder.stream("besar/a.csv"))
    assert len(pieces) > 1
    assert b"".join(pieces) == ROWS * 60_000


def test_a_bucket_that_is_not_there_stops_no_other_work(later: Context, feed: Feed) -> None:
    gone = Folder("s3://tidak-ada-uji/masuk")
    with pytest.raises(OutsideError):
        list(gone.listed(feed.folder))
    assert watch_folders(replace(later, folder=gone)) == 0
