"""What comes back of a request: body within its limit, text, headers, and a name for what went wrong."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from tertib.adapters.fetch.guard import ForbiddenAddress
from tertib.core.verification.page import PageError

_CHUNK = 65_536

# Text encodings that pages use; others are read as UTF-8. Python knows more, some of them slow or no text.
_CHARSETS = (
    "utf-8",
    "utf8",
    "us-ascii",
    "iso-8859-",
    "latin",
    "windows-125",
    "cp125",
    "gb",
    "big5",
    "shift_jis",
    "euc-",
)


async def read_body(answer: aiohttp.ClientResponse, *, cap: int) -> tuple[bytes, bool]:
    """Read at most `cap` bytes; what is beyond is never asked for."""
    parts: list[bytes] = []
    size = 0
    async for part in answer.content.iter_chunked(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > cap:
            answer.close()
            return b"".join(parts)[:cap], True
    return b"".join(parts), False


def text_of(content: bytes, charset: str | None) -> str:
    """The text of a body; in letters that we do not take, as UTF-8."""
    name = (charset or "utf-8").lower()
    if not name.startswith(_CHARSETS):
        name = "utf-8"
    try:
        return content.decode(name, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def headers_of(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Lower-case names; of a repeated header the first value. Undecodable bytes become U+FFFD."""
    kept: dict[str, str] = {}
    for name, value in answer.headers.items():
        kept.setdefault(name.lower(), value.encode("utf-8", "replace").decode("utf-8"))
    return kept


def code_of(error: BaseException) -> PageError:
    """Name the trouble; an error's causes are looked through, for a client wraps what the socket said."""
    chain: list[BaseException] = []
    waiting: BaseException | None = error
    while waiting is not None and len(chain) < 10:
        chain.append(waiting)
        waiting = waiting.__cause__ or waiting.__context__
    if any(isinstance(each, ForbiddenAddress) or ForbiddenAddress.marker in str(each) for each in chain):
        return PageError.FORBIDDEN_ADDRESS
    if any(isinstance(each, ContentEncodingError) for each in chain):
        return PageError.DECOMPRESSION
    match error:
        case TimeoutError():
            return PageError.TIMEOUT
        case aiohttp.ClientConnectorDNSError():
            return PageError.DNS
        case aiohttp.ClientSSLError():
            return PageError.TLS
        case aiohttp.InvalidURL():
            return PageError.BAD_URL
        case aiohttp.ClientConnectionError():
            return PageError.CONNECT
        case aiohttp.ClientError():
            return PageError.PROTOCOL
        case OSError():
            return PageError.CONNECT
        case _:
            return PageError.PROTOCOL


def printable(text: str) -> str:
    """The first characters of a text without controls, for a person who looks into an error."""
    return "".join(each if each.isprintable() else " " for each in text[:200])


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After, in seconds or as a date (counted from the answer's own Date); None if there is none.

    Source: RFC 9110, 10.2.3.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**8))
    try:
        until, said = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - said).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
