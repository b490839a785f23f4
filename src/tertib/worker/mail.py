"""Mail that the listener hands over: read hostilely, kept, and taken for what it is."""

import re

from django.db import close_old_connections

from tertib.actions.orders import mail_in
from tertib.adapters.mailbox import IncomingMail, ReceivedMail, parse_mail
from tertib.adapters.tables import read_table
from tertib.errors import TableRefused
from tertib.worker.context import Context

ORDER_TO = re.compile(r"perintah\+([a-z0-9.-]{3,120})@", re.IGNORECASE)


def take_in(received: ReceivedMail, context: Context) -> None:
    """Take one mail in. It is acknowledged to the sending server only when this came back."""
    close_old_connections()
    mail = parse_mail(received.raw, envelope_from=received.envelope_from, envelope_to=received.envelope_to)
    to_order = ORDER_TO.search(received.envelope_to)
    letter = mail_in.Letter(
        raw=received.raw,
        file_key=context.files.put(received.raw),
        sender=mail.sender,
        subject=mail.subject,
        message_id=mail.message_id,
        tags=mail.tags,
        order_tag=to_order[1] if to_order else "",
        text=mail.text,
        tables=_tables(mail) if mail.tags else [],
        files=[(attachment.name, attachment.content) for attachment in mail.attachments],
        is_bounce=mail.is_bounce,
        is_automatic=mail.is_automatic,
        bounced_dispatch=mail.bounced_dispatch,
    )
    mail_in.take_mail(letter, now=context.clock())


def _tables(mail: IncomingMail) -> list[list[dict[str, str | None]]]:
    """Attached tables as rows by column name; one that cannot be read is passed over, the mail itself is kept."""
    found: list[list[dict[str, str | None]]] = []
    for attachment in mail.attachments:
        try:
            table = read_table(attachment.content, name=attachment.name)
        except TableRefused:
            continue
        found.append([dict(zip(table.columns, row, strict=True)) for row in table.rows])
    return found
