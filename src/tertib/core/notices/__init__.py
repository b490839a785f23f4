"""Notices: what they say, how they are written, where they go, and what is answered."""

from tertib.core.notices.canonical import canonical_bytes, digest, stamp
from tertib.core.notices.content import (
    Contact,
    Facts,
    Location,
    Notice,
    OrderRef,
    Recipient,
    ReplyWay,
    compose_notice,
)
from tertib.core.notices.letters import (
    Sender,
    dispatch_letter,
    not_read_letter,
    portal_text,
    received_letter,
    reminder_letter,
    requester_letter,
    rung_letter,
)
from tertib.core.notices.mail import replies_from_mail
from tertib.core.notices.reply import Acted, AsksBack, CannotAct, Refused, Reply, parse_reply
from tertib.core.notices.route import Chosen, ContactCard, NotReachable, PassedOver, choose_contact
from tertib.core.notices.table import COLUMNS, RowMistake, notice_rows, replies_from_csv
from tertib.core.notices.tdb import statement_mistakes, statement_to_tdb
from tertib.core.notices.wording import Letter, Wording, load_wording

__all__ = [
    "COLUMNS",
    "Acted",
    "AsksBack",
    "CannotAct",
    "Chosen",
    "Contact",
    "ContactCard",
    "Facts",
    "Letter",
    "Location",
    "NotReachable",
    "Notice",
    "OrderRef",
    "PassedOver",
    "Recipient",
    "Refused",
    "Reply",
    "ReplyWay",
    "RowMistake",
    "Sender",
    "Wording",
    "canonical_bytes",
    "choose_contact",
    "compose_notice",
    "digest",
    "dispatch_letter",
    "load_wording",
    "not_read_letter",
    "notice_rows",
    "parse_reply",
    "portal_text",
    "received_letter",
    "reminder_letter",
    "replies_from_csv",
    "replies_from_mail",
    "requester_letter",
    "rung_letter",
    "stamp",
    "statement_mistakes",
    "statement_to_tdb",
]
