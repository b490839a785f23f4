"""Reads a mail that anybody may have sent: who, about which dispatch, what kind, what it says."""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from typing import Final

from tertib.adapters.mailbox.text import meaningful_line, plain_from_html, written_part

MAX_PARTS: Final = 100
MAX_HEADER_CHARS: Final = 4_000
MAX_TEXT_CHARS: Final = 100_000
MAX_TABLES: Final = 10
MAX_NESTING: Final = 100  # of multipart boundaries; the parser goes one call deeper for each
MAX_BOUNDARY_LINES: Final = 2_000  # each may begin a part, and a part takes 100 times its bytes in memory
MAX_LINES: Final = 500_000  # 25 MB of base64 have 340,000
MAX_HEAD_BYTES: Final = 262_144
TABLE_ENDINGS: Final = ("csv", "tsv", "xlsx", "ods", "xls")
TABLE_TYPES: Final = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.ms-excel": "xls",
}
ADDRESSED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
TAG: Final = re.compile(r"balas\+([a-z0-9.-]{1,100})@", re.IGNORECASE)
OURS: Final = re.compile(r"<dispatch\.(d-[0-9a-z]{4,32})@[a-z0-9.-]+>", re.IGNORECASE)
AUTOMATIC_HEADERS: Final = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autorespond-From",
    "X-Auto-Reply",
    "X-Vacation",
)
AUTOMATIC_SUBJECT: Final = re.compile(
    r"(?i)^\W*(automatic reply|auto(matic)?[ -]?(reply|response)|out of (the )?office|ooo\b|away from|on leave|vacation|"
    r"balasan otomatis|jawaban otomatis|respons? otomatis|di luar kantor|sedang cuti|tidak di kantor|abwesenheit)"
)
BOUNCE_SUBJECT: Final = re.compile(
    r"(?i)(undeliver|delivery (status notification|has failed|failure|incomplete)|returned (to sender|mail)|"
    r"mail delivery (failed|failure|subsystem)|failure notice|gagal (terkirim|dikirim)|tidak terkirim)"
)
DAEMON: Final = re.compile(r"(?i)\b(mailer-daemon|postmaster|mail-daemon)\b")
# what the standard library's mail parser is known to raise on garbage, beside its own errors
GARBAGE: Final = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An attached table. `name` is ours and safe; `given_name` is what the sender wrote, for a person to see."""

    name: str
    given_name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """What a mail says, as far as we can tell; every text is bounded and printable.

    `tags` are the tags of `balas+TAG@` addresses, the envelope's first; they prove nothing until they are
    checked. `text` is what the sender wrote, without the quoted letter; `first_line` its first line with
    words. A bounce says that a mail of ours failed for good (`bounced_dispatch` names it if it can be told,
    in the dispatch's own spelling); an automatic mail says nothing that a person meant. A mail has one
    `message_id` always: without one, it is made from the content.
    """

    sender: str = ""
    subject: str = ""
    message_id: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""
    first_line: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_bounce: bool = False
    is_automatic: bool = False
    bounce_status: str = ""  # RFC 3463, such as 5.1.1
    bounced_dispatch: str | None = None
    in_reply_to: str = ""


def parse_mail(raw: bytes, *, envelope_from: str | None = None, envelope_to: str = "") -> IncomingMail:
    """Read a mail. Never raises: of garbage, the envelope's tags and a message id are left.

    `envelope_from` is empty for a bounce, None if it is not known.
    """
    made_id = f"<{hashlib.sha256(raw).hexdigest()[:40]}@without-id>"
    tags = tuple(TAG.findall(envelope_to[:MAX_HEADER_CHARS].lower()))
    nothing = IncomingMail(message_id=made_id, tags=tags)
    if _is_a_bomb(raw):
        return nothing
    try:
        mail = message_from_bytes(raw, policy=compat32)
        parts = _parts(mail)
    except GARBAGE:
        return nothing
    subject = _header(mail, "Subject")[:300]
    sender = _header(mail, "From")[:320]
    failed, status = _report(parts)
    is_bounce = failed or _looks_bounced(sender, subject, status, envelope_from)
    text = _text(parts)
    for name in ADDRESSED:
        tags += tuple(TAG.findall(" ".join(_headers(mail, name)).lower()))
    return IncomingMail(
        sender=sender,
        subject=subject,
        message_id=_header(mail, "Message-ID")[:200] or made_id,
        tags=tuple(dict.fromkeys(tags))[:20],
        text=text,
        first_line=meaningful_line(text)[:500],
        attachments=_tables(parts),
        is_bounce=is_bounce,
        is_automatic=not is_bounce and _is_automatic(mail, subject, envelope_from),
        bounce_status=status if is_bounce else "",
        bounced_dispatch=_ours_within(raw) if is_bounce else None,
        in_reply_to=_header(mail, "In-Reply-To")[:200],
    )


def _is_a_bomb(raw: bytes) -> bool:
    """A mail whose parts, lines or headers would cost far more to parse than it has bytes."""
    blank = re.search(rb"\r?\n\r?\n", raw[:MAX_HEAD_BYTES])
    return (
        raw.count(b"boundary=") > MAX_NESTING
        or raw.count(b"\n--") > MAX_BOUNDARY_LINES
        or raw.count(b"\n") > MAX_LINES
        or (blank is None and len(raw) > MAX_HEAD_BYTES)
    )


def _parts(mail: Message) -> list[Message]:
    """The parts in order, down to MAX_PARTS; what lies within a returned message is not the sender's word."""
    parts: list[Message] = []
    waiting = [mail]
    while waiting and len(parts) < MAX_PARTS:
        part = waiting.pop(0)
        parts.append(part)
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting = [each for each in inside if isinstance(each, Message)] + waiting
    return parts


def _headers(mail: Message, name: str) -> list[str]:
    """Decoded values of a header in one printable line each."""
    try:
        values = mail.get_all(name) or []
    except GARBAGE:
        return []
    return [_decoded(str(value)[:MAX_HEADER_CHARS]) for value in values[:20]]


def _header(mail: Message, name: str) -> str:
    return next(iter(_headers(mail, name)), "")


def _decoded(value: str) -> str:
    try:
        pieces = [
            piece if isinstance(piece, str) else piece.decode(charset or "utf-8", "replace")
            for piece, charset in decode_header(value)
        ]
        text = "".join(pieces)
    except GARBAGE:
        text = value
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _report(parts: list[Message]) -> tuple[bool, str]:
    """Read a delivery report (RFC 3464): did a mail of ours fail for good, and with which status."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            action = _header(block, "Action").lower()
            found = re.match(r"[245]\.\d{1,3}\.\d{1,3}", _header(block, "Status"))
            status = found[0] if found else ""
            if action == "failed" and not status.startswith("4"):
                return True, status
            if action in ("delayed", "delivered", "relayed", "expanded"):
                return False, status
    return False, ""


def _looks_bounced(sender: str, subject: str, status: str, envelope_from: str | None) -> bool:
    """A bounce without a report: from the mail system, with such a subject; a delayed mail is none."""
    from_system = DAEMON.search(sender) is not None or envelope_from == ""
    return not status and from_system and BOUNCE_SUBJECT.search(subject) is not None


def _is_automatic(mail: Message, subject: str, envelope_from: str | None) -> bool:
    """Nobody wrote it: RFC 3834's header, the older ones, a null sender, a report, or such a subject."""
    submitted = _header(mail, "Auto-Submitted").lower()
    return (
        (submitted != "" and not submitted.startswith("no"))
        or any(_headers(mail, name) for name in AUTOMATIC_HEADERS)
        or _header(mail, "Precedence").lower() in ("auto_reply", "junk")
        or envelope_from == ""
        or mail.get_content_type() == "multipart/report"
        or DAEMON.search(_header(mail, "From")) is not None
        or AUTOMATIC_SUBJECT.match(subject) is not None
    )


def _ours_within(raw: bytes) -> str | None:
    """The dispatch whose Message-ID a bounce cites, in the dispatch's spelling (D-7K3M...)."""
    named = OURS.search(raw.decode("latin-1"))
    return named[1].upper() if named else None


def _text(parts: list[Message]) -> str:
    """The first plain text of the mail, else its first HTML as text; without what is quoted."""
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() != wanted or part.get_content_disposition() == "attachment":
                continue
            text = _content_text(part)
            if wanted == "text/html":
                text = plain_from_html(text)
            if text.strip():
                return written_part(text)[:MAX_TEXT_CHARS]
    return ""


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except GARBAGE:
        return b""
    return content if isinstance(content, bytes) else b""


def _content_text(part: Message) -> str:
    content = _content(part)[: 4 * MAX_TEXT_CHARS]
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except GARBAGE:
        text = content.decode("utf-8", "replace")
    return "".join(c if c.isprintable() or c in "\n\t" else " " if c == "\r" else "" for c in text)


def _tables(parts: list[Message]) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for part in parts:
        try:
            given = _decoded((part.get_filename() or "")[:300])
            kind = part.get_content_type()
        except GARBAGE:
            continue
        named = given.rpartition(".")[2].lower()
        ending = named if named in TABLE_ENDINGS else "" if "." in given else TABLE_TYPES.get(kind, "")
        content = _content(part) if ending else b""
        if content and len(found) < MAX_TABLES:
            name = f"lampiran-{len(found) + 1}.{ending}"
            found.append(Attachment(name=name, given_name=given[:120], content=content))
    return tuple(found)
