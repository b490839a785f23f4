"""Notices as a table to fill in, and the filled table read back as replies."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tertib.core.deadlines import ZONES, local_day
from tertib.core.notices.canonical import Document, stamp
from tertib.core.notices.reply import Reply, parse_reply
from tertib.core.notices.sloppy import LAST_SECOND, read_moment
from tertib.core.notices.tdb import DECISIONS
from tertib.errors import ReplyRefused
from tertib.vocabulary import ActedOn, CannotExecute, LegalZone, ReplyKind

COLUMNS = ("notice", "listing", "link", "due", "reply", "on", "what", "at", "ground", "explanation")
FIRST_ROW = 2  # row 1 holds the names of the columns

COLUMN_WORDS = {
    "notice": ("notice", "pemberitahuan", "no pemberitahuan", "nomor pemberitahuan", "nomor"),
    "reply": ("reply", "jawaban", "balasan", "status"),
    "on": ("on", "pada", "terhadap", "objek"),
    "what": ("what", "tindakan", "yang dilakukan", "action"),
    "at": ("at", "waktu", "tanggal", "pada waktu", "date", "time"),
    "ground": ("ground", "dasar", "alasan", "reason"),
    "explanation": ("explanation", "penjelasan", "keterangan", "catatan", "note"),
}
REPLY_WORDS = {
    ReplyKind.ACTED: (
        "acted",
        "selesai",
        "sudah",
        "done",
        "turun",
        "diturunkan",
        "dihapus",
        "removed",
        "beres",
    ),
    ReplyKind.REFUSED: ("refused", "tolak", "ditolak", "menolak", "refuse", "keberatan"),
    ReplyKind.CANNOT_EXECUTE: (
        *("cannot execute", "cannot", "tidak bisa", "tak bisa", "tdk bisa", "tidak dapat", "gagal"),
    ),
    ReplyKind.ASKS_BACK: ("asks back", "ask back", "ask", "tanya", "bertanya", "question"),
}
ON_WORDS = {
    ActedOn.LISTING: ("listing", "penawaran", "produk", "iklan", "tautan", "barang", "product"),
    ActedOn.SHOP: ("shop", "toko", "lapak", "store"),
    ActedOn.ACCOUNT: ("account", "akun"),
}
WHAT_WORDS = {
    "DECISION_VISIBILITY_CONTENT_REMOVED": (
        "removed",
        "dihapus",
        "hapus",
        "diturunkan",
        "turun",
        "take down",
    ),
    "DECISION_VISIBILITY_CONTENT_DISABLED": ("disabled", "dinonaktifkan", "disembunyikan", "diblokir"),
    "DECISION_VISIBILITY_CONTENT_LABELLED": ("labelled", "diberi label"),
    "DECISION_ACCOUNT_SUSPENDED": ("suspended", "ditangguhkan", "dibekukan", "ditutup sementara"),
    "DECISION_ACCOUNT_TERMINATED": ("terminated", "ditutup", "ditutup permanen", "closed"),
}
WHY_WORDS = {
    CannotExecute.BAD_LINK: ("bad link", "tautan salah", "tautan keliru", "link salah", "tautan rusak"),
    CannotExecute.NOT_OURS: ("not ours", "bukan kami", "bukan milik kami", "bukan platform kami"),
    CannotExecute.NOT_FOUND: ("not found", "tidak ditemukan", "tidak ada", "sudah tidak ada"),
    CannotExecute.TECHNICAL: ("technical", "teknis", "kendala teknis", "gangguan"),
}

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class RowMistake:
    """A filled row that cannot be recorded. `row` counts as in the file; fields name its columns."""

    row: int
    notice: str
    mistakes: tuple[tuple[str, str], ...]


def notice_rows(documents: Iterable[Document]) -> Iterator[dict[str, str]]:
    """One row of `COLUMNS` for each notice, the columns to fill in empty."""
    for document in documents:
        row = dict.fromkeys(COLUMNS, "")
        row["notice"] = document["notice"]
        row["listing"] = document["location"]["listing"]
        row["link"] = document["location"]["url"]
        row["due"] = document["deadline"]["due_legal"]
        yield row


def replies_from_csv(
    rows: Iterable[Mapping[str, str | None]], *, now: datetime, zone: LegalZone = LegalZone.WIB
) -> list[Reply | RowMistake]:
    """Read a filled table; rows without an answer are left out.

    Names of columns and answers may be Indonesian or English, in any case, with spaces or
    underscores. Empty `on` means the listing; empty `what` for a listing means removed; empty `at`
    means now; times without a zone are of `zone`. The id of a reply is made from what the row
    says, so that the same file handed in twice gives the same replies.
    """
    read: list[Reply | RowMistake] = []
    for number, raw in enumerate(rows, start=FIRST_ROW):
        cells = _cells(raw)
        if not cells["reply"]:
            continue
        mistakes: list[tuple[str, str]] = []
        document = _document(cells, mistakes, now=now, zone=zone)
        try:
            if not mistakes:
                read.append(parse_reply(document, now=now))
                continue
        except ReplyRefused as refused:
            mistakes = [(_column_of(field), said) for field, said in refused.mistakes]
        read.append(RowMistake(number, cells["notice"], tuple(mistakes)))
    return read


def _cells(raw: Mapping[Any, Any]) -> dict[str, str]:
    by_name = {_plain(str(name)): str(value or "").strip() for name, value in raw.items() if name is not None}
    cells = {}
    for column, words in COLUMN_WORDS.items():
        cells[column] = next((by_name[word] for word in words if by_name.get(word)), "")
    cells["notice"] = cells["notice"].upper()
    return cells


def _document(
    cells: Mapping[str, str], mistakes: list[tuple[str, str]], *, now: datetime, zone: LegalZone
) -> dict[str, Any]:
    said = "\x1f".join(cells[column] for column in COLUMN_WORDS)
    document: dict[str, Any] = {
        "id": f"csv-{hashlib.sha256(said.encode()).hexdigest()[:32]}",
        "notice": cells["notice"],
    }
    kind = _word_of(cells["reply"], REPLY_WORDS)
    if kind is None:
        mistakes.append(
            ("reply", f"{cells['reply']!r} is unknown; write selesai, tolak, tidak_bisa or tanya")
        )
        return document
    document["kind"] = kind.value
    match kind:
        case ReplyKind.ACTED:
            document["acted"] = _acted(cells, mistakes, now=now, zone=zone)
        case ReplyKind.REFUSED:
            ground = cells["ground"] or cells["explanation"]
            document["refused"] = {"ground": ground, "explanation": cells["explanation"] or ground}
        case ReplyKind.CANNOT_EXECUTE:
            why = _word_of(cells["ground"], WHY_WORDS)
            if why is None:
                mends = "bad_link, not_ours, not_found or technical"
                mistakes.append(("ground", f"{cells['ground']!r} is no reason that we know; write {mends}"))
            explanation = cells["explanation"] or cells["ground"]
            document["cannot_execute"] = {"why": why.value if why else None, "explanation": explanation}
        case ReplyKind.ASKS_BACK:
            document["asks_back"] = {"question": cells["explanation"] or cells["ground"]}
    return document


def _acted(
    cells: Mapping[str, str], mistakes: list[tuple[str, str]], *, now: datetime, zone: LegalZone
) -> dict[str, Any]:
    on = _word_of(cells["on"], ON_WORDS) if cells["on"] else ActedOn.LISTING
    if on is None:
        mistakes.append(("on", f"{cells['on']!r} is unknown; write listing, shop or account"))
    what = _decision(cells["what"], on)
    if what is None:
        mends = "removed, disabled, suspended or terminated, or a decision code"
        mistakes.append(("what", f"{cells['what']!r} does not say what was done; write {mends}"))
    at = read_moment(cells["at"], zone=zone) if cells["at"] else now
    if at is None:
        mistakes.append(("at", f"{cells['at']!r} is no day that we can read; write it as 24/11/2026 10:05"))
    elif (
        local_day(at, zone=zone) == local_day(now, zone=zone)
        and at.astimezone(ZONES[zone]).time() == LAST_SECOND
    ):
        at = now  # today without a time: the day is not over yet
    return {"on": on, "what": what, "at": stamp(at) if at else None}


def _decision(text: str, on: ActedOn | None) -> str | None:
    if not text:
        return "DECISION_VISIBILITY_CONTENT_REMOVED" if on is ActedOn.LISTING else None
    return text if text in DECISIONS else _word_of(text, WHAT_WORDS)


def _column_of(field: str) -> str:
    name = field.rpartition(".")[2]
    return {"kind": "reply", "why": "ground", "question": "explanation"}.get(name, name)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").strip(" .!\ufeff").split())


def _word_of(text: str, words: Mapping[Answer, tuple[str, ...]]) -> Answer | None:
    plain = _plain(text)
    return next((answer for answer, said in words.items() if plain in said), None)
