"""NiagaID's staff: notices come by mail with a table; it refuses a share, mails the table back filled in."""

import asyncio
import csv
import email
import email.policy
import hashlib
import io
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from tertib.sandbox.mail import put_away, send_mail, waiting
from tertib.sandbox.staff.api import SaidNo, TryLater
from tertib.sandbox.staff.conduct import HOUR, Conduct
from tertib.sandbox.staff.desk import Duty, Parcel, Told
from tertib.sandbox.staff.office import Office
from tertib.vocabulary import ReplyKind

CONDUCT: Final = Conduct(
    act_hours=(3.0, 16.0),
    answer_hours=(0.2, 2.0),
    refuse=0.12,
    cannot=0.02,
    ask=0.005,
    back=0.02,
    again=0.03,
)
SENDER: Final = "penurunan@niagaid.localhost"
COLUMNS: Final = ("notice", "listing", "link", "due", "reply", "on", "what", "at", "ground", "explanation")
_WORDS: Final = {
    ReplyKind.ACTED: "selesai",
    ReplyKind.REFUSED: "tolak",
    ReplyKind.CANNOT_EXECUTE: "tidak_bisa",
    ReplyKind.ASKS_BACK: "tanya",
}
_MAILS_EVERY: Final = 4.0  # simulated hours between two mails
_MOST_ROWS: Final = 1_000


def told_by_mail(raw: bytes) -> list[Told]:
    """The notices of a mail's CSV attachment. A mail without one, or a damaged one, brings none."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    answer_to = parseaddr(str(message.get("Reply-To") or message.get("From") or ""))[1]
    told: list[Told] = []
    for part in message.walk():
        name = (part.get_filename() or "").lower()
        if part.get_content_type() != "text/csv" and not name.endswith(".csv"):
            continue
        content = part.get_payload(decode=True)
        text = content.decode("utf-8-sig", "replace") if isinstance(content, bytes) else ""
        told += [
            Told(row["notice"], row["listing"], row.get("link", ""), answer_to)
            for row in _rows(text)
            if row.get("notice") and row.get("listing")
        ]
    return told


def _rows(text: str) -> Iterator[dict[str, str]]:
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    for row in csv.DictReader(io.StringIO(text), delimiter=separator):
        yield {str(name).strip().lower(): (value or "").strip() for name, value in row.items() if name}


def read_mail(office: Office, home: Path) -> None:
    """Take in the notices of every mail that came."""
    for path in waiting(home, office.place.host):
        told = told_by_mail(path.read_bytes())
        office.note(f"mail {path.stem[:8]} brings {len(told)} notices")
        office.take_in(told)
        put_away(path)


def filled(office: Office, duty: Duty, told: Told) -> dict[str, str]:
    """One row of the table, filled in as an office worker does."""
    kind, _, words = duty.detail.partition("|")
    ground, _, explanation = words.partition("|")
    row = dict.fromkeys(COLUMNS, "")
    row |= {"notice": told.key, "listing": told.listing, "link": told.link, "reply": _WORDS[ReplyKind(kind)]}
    match kind:
        case ReplyKind.ACTED:
            row |= {"on": "listing", "what": "dihapus", "at": office.acted_at(told.key)}
        case ReplyKind.ASKS_BACK:
            row["explanation"] = words
        case _:
            row |= {"ground": ground, "explanation": explanation}
    return row


def pack_tables(office: Office) -> None:
    """Put what is due into tables, one for each address that asked, a few times a day."""
    last = float(office.desk.memo("last mail") or 0.0)
    if office.now() < last + _MAILS_EVERY * HOUR:
        return
    duties = office.desk.due("answer", now=office.now(), limit=_MOST_ROWS)
    threads: dict[str, list[tuple[Duty, Told]]] = {}
    for duty in duties:
        if found := office.desk.notice(duty.notice):
            threads.setdefault(found[0].thread, []).append((duty, found[0]))
    for thread, rows in threads.items():
        table = io.StringIO()
        writer = csv.DictWriter(table, COLUMNS)
        writer.writeheader()
        writer.writerows(filled(office, duty, told) for duty, told in rows)
        answered = [duty for duty, _ in rows]
        office.tell_truth(answered)
        key = "sb-" + hashlib.sha256((thread + table.getvalue()).encode()).hexdigest()[:40]
        office.desk.pack(answered, Parcel(key, thread, table.getvalue()))
    if len(duties) < _MOST_ROWS:
        office.desk.keep_memo("last mail", repr(office.now()))


def answer_mail(parcel: Parcel) -> EmailMessage:
    """The mail that carries a filled table. The same parcel always bears the same Message-ID."""
    message = EmailMessage()
    message["From"] = f"NiagaID Penurunan <{SENDER}>"
    message["To"] = parcel.target
    message["Subject"] = "Jawaban atas pemberitahuan penurunan"
    message["Message-ID"] = f"<{parcel.key}@niagaid.localhost>"
    message.set_content("Terlampir tabel yang sudah kami isi.\n\nSalam,\nTim Penurunan NiagaID\n")
    message.add_attachment(
        parcel.body.encode("utf-8"), maintype="text", subtype="csv", filename="jawaban-niagaid.csv"
    )
    return message


async def post(parcel: Parcel, *, host: str, port: int) -> None:
    """Hand a table to the door for replies. Raises TryLater or SaidNo."""
    message = answer_mail(parcel)
    try:
        await asyncio.to_thread(send_mail, message, to=parcel.target, sender=SENDER, host=host, port=port)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        if code >= 500:
            raise SaidNo(code, words.decode("utf-8", "replace")) from refused
        raise TryLater(f"the reply address answers {code}") from refused
    except smtplib.SMTPResponseException as refused:
        if refused.smtp_code >= 500:
            raise SaidNo(refused.smtp_code, str(refused.smtp_error)) from refused
        raise TryLater(f"the door for replies answers {refused.smtp_code}") from refused
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"the door for replies: {type(error).__name__}") from error


async def work(office: Office) -> None:
    """One round of work."""
    read_mail(office, office.world.home)
    office.act()
    pack_tables(office)
    await office.patiently(office.send)
