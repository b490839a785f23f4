"""Mail that comes in: a listener that acknowledges what is kept, and a reader that believes nothing."""

from tertib.adapters.mailbox.lmtp import MailIn, ReceivedMail
from tertib.adapters.mailbox.message import Attachment, IncomingMail, parse_mail

__all__ = ["Attachment", "IncomingMail", "MailIn", "ReceivedMail", "parse_mail"]
