"""The table of channels: a new one is a folder, a word in the vocabulary and a line here."""

from collections.abc import Callable, Mapping

from tertib.adapters.channels.contract import Channel, Outside
from tertib.adapters.channels.email.channel import EmailChannel
from tertib.adapters.channels.portal.channel import PortalChannel
from tertib.adapters.channels.pull.channel import PullChannel
from tertib.adapters.channels.webhook.channel import WebhookChannel
from tertib.vocabulary import ChannelKind

CHANNELS: Mapping[ChannelKind, Callable[[Outside], Channel]] = {
    ChannelKind.PORTAL: PortalChannel,
    ChannelKind.WEBHOOK: WebhookChannel,
    ChannelKind.EMAIL: EmailChannel,
    ChannelKind.PULL: PullChannel,
}


def channel_for(kind: ChannelKind, *, outside: Outside) -> Channel:
    """Make the channel of a kind. Every kind has one (tested)."""
    return CHANNELS[kind](outside)
