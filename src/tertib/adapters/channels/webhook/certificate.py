"""When the certificate of an https target ends; an expired one makes a contact dead, so we warn before."""

import asyncio
import ssl
from datetime import UTC, datetime
from typing import Final

from yarl import URL

from tertib.adapters.fetch import is_public

TIMEOUT_SECONDS: Final = 5.0


async def certificate_end(target: str) -> datetime | None:
    """Return the end (UTC) of the certificate that `target` shows, or None if it cannot be told.

    The connection is made to an address that was checked to be public, and nothing is sent over it. A
    certificate that is not valid gives None: the delivery itself fails and says why.
    """
    url = URL(target)
    if url.scheme != "https" or not url.host or url.port != 443:
        return None
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(url.host, 443, proto=6)
            addresses = [str(place[4][0]) for place in found]
            if not addresses or not all(is_public(address) for address in addresses):
                return None
            _, writer = await asyncio.open_connection(
                addresses[0], 443, ssl=ssl.create_default_context(), server_hostname=url.host
            )
            try:
                shown = writer.get_extra_info("ssl_object").getpeercert()
            finally:
                writer.transport.abort()
    except (TimeoutError, OSError, ValueError):
        return None
    return read_end(shown)


def read_end(shown: object) -> datetime | None:
    """Read `notAfter` of what `SSLSocket.getpeercert` gives.

    >>> read_end({"notAfter": "Jan  5 09:34:43 2027 GMT"})
    datetime.datetime(2027, 1, 5, 9, 34, 43, tzinfo=datetime.timezone.utc)
    """
    end = shown.get("notAfter") if isinstance(shown, dict) else None
    if not isinstance(end, str):
        return None
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), tz=UTC)
    except ValueError:
        return None
