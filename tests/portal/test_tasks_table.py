"""Answers by table: the file that is downloaded, filled in and sent back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tertib.portal.tasks.table import read_filled
from tertib.store.models import Notice, Reply
from tertib.vocabulary import ReplyChannel
from tests.portal.small_world import SmallWorld
from tests.portal.test_tasks import Browse, responder, sent

__all__ = ["responder"]
pytestmark = pytest.mark.django_db


def table_of(client: Client) -> list[dict[str, str]]:
    answer = client.get("/tugas/unduh.csv")
    text = b"".join(iter(answer)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sent_back(
    client: Client, rows: list[dict[str, str]], *, coding: str = "utf-8", separator: str = ","
) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("jawaban.csv", text.getvalue().encode(coding))
    return client.post("/tugas/unggah/", {"table": file}).content.decode()


@pytest.mark.parametrize(("coding", "separator"), [("utf-8-sig", ","), ("utf-16", ";"), ("cp1252", "\t")])
def test_a_filled_table_is_recorded_as_spreadsheets_save_it(
    world: SmallWorld, responder: Client, coding: str, separator: str
) -> None:
    notices: list[Notice] = sent(world, 1, 2)
    rows = table_of(responder)
    assert {row["notice"] for row in rows} == {notice.key for notice in notices}
    rows[0]["reply"] = "selesai"
    sent_back(responder, rows, coding=coding, separator=separator)
    (reply,) = Reply.objects.all()
    assert (reply.notice.key, reply.channel) == (rows[0]["notice"], ReplyChannel.CSV)


def test_the_same_table_twice_says_nothing_new(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    rows = [row | {"reply": "selesai"} for row in table_of(responder)]
    sent_back(responder, rows)
    sent_back(responder, rows)
    assert Reply.objects.count() == 1


def test_a_row_that_makes_no_sense_is_named_and_the_others_count(
    world: SmallWorld, responder: Client
) -> None:
    sent(world, 1, 2)
    first, second = table_of(responder)
    page = sent_back(responder, [first | {"reply": "mungkin"}, second | {"reply": "selesai"}])
    assert "mungkin" in page
    assert Reply.objects.get().notice.key == second["notice"]


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"nothing,of,the,kind\n1,2,3,4\n", b"\xff\xfe\x00", b"\x00\x01\x02"]
)
def test_a_file_that_is_no_table_of_ours_records_nothing_and_says_so(responder: Client, data: bytes) -> None:
    answer = responder.post("/tugas/unggah/", {"table": SimpleUploadedFile("x.csv", data)})
    assert answer.status_code == 422
    assert not Reply.objects.exists()


def test_who_may_not_reply_gets_no_table(world: SmallWorld, browse: Browse) -> None:
    approver = browse(world.approver_person)
    assert approver.get("/tugas/unduh.csv").status_code == 403
    assert approver.post("/tugas/unggah/").status_code == 403


def test_columns_are_found_whatever_separates_them():
    assert read_filled(b"notice;reply\nN-1;selesai\n") == [{"notice": "N-1", "reply": "selesai"}]
