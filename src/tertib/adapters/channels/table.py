"""The table of channels: a new one is a folder, a word in the vocabulary and a line here."""

from collections.abc import Callable, Mapping

from tertib.adapters.channels.contract import Channel, MailServer, Outside
from tertib.adapters.channels.email.channel import EmailChannel
from tertib.adapters.channels.portal.channel import PortalChannel
from tertib.adapters.channels.pull.channel import PullChannel
from tertib.adapters.channels.webhook.channel import WebhookChannel
from tertib.adapters.fetch import Fetcher
from tertib.vocabulary import ChannelKind

CHANNELS: Mapping[ChannelKind, Callable[[Outside], Channel]] = {
    ChannelKind.PORTAL: PortalChannel,
    ChannelKind.WEBHOOK: WebhookChannel,
    ChannelKind.EMAIL: EmailChannel,
    ChannelKind.PULL: PullChannel,
}


def channel_for(
    kind: ChannelKind,
    *,
    fetcher: Fetcher,
    smtp: Mapping[str, object],
    mail_from: str,
    certificates: bool = True,
) -> Channel:
    """Make the channel of a kind; every kind has one (tested).

    `fetcher` is open. `smtp` is the setting TERTIB_SMTP: host, port, user, password, tls.
    """
    server = MailServer(
        host=str(smtp.get("host") or "127.0.0.1"),
        port=int(str(smtp.get("port") or 25)),
        user=str(smtp.get("user") or ""),
        password=str(smtp.get("password") or ""),
        tls=bool(smtp.get("tls")),
        sender=mail_from,
    )
    return CHANNELS[kind](Outside(fetcher=fetcher, mail=server, certificates=certificates))
