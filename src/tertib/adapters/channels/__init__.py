"""The ways in which notices reach a recipient: one folder each, one table of them all."""

from tertib.adapters.channels.contract import Address, Channel, Delivered, MailServer, Outside, Parcel
from tertib.adapters.channels.retries import DELAYS, WINDOW, retry_delay
from tertib.adapters.channels.table import CHANNELS, channel_for

__all__ = [
    "CHANNELS",
    "DELAYS",
    "WINDOW",
    "Address",
    "Channel",
    "Delivered",
    "MailServer",
    "Outside",
    "Parcel",
    "channel_for",
    "retry_delay",
]
