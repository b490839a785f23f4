"""What one request for a page brought back, as far as the rules need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PageError(StrEnum):
    """Why no page came. Nothing here says anything about the listing."""

    BAD_URL = "bad_url"  # no http(s) URL with a host
    FORBIDDEN_ADDRESS = (
        "forbidden_address"  # an internal or reserved address, or a port other than 80 and 443
    )
    DNS = "dns"
    CONNECT = "connect"  # refused, reset, unreachable
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_REDIRECT = "bad_redirect"  # a redirect without a target, or to something that is no http(s) URL
    DECOMPRESSION = "decompression"  # broken or unknown compression
    PROTOCOL = "protocol"  # no proper HTTP
    ROBOTS = "robots"  # the host's robots.txt does not allow it; the request was not made
    PAUSED = "paused"  # the host asked us to wait; the request was not made


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed: its status and where it led."""

    status: int
    url: str
    downgraded: bool = False  # from https to http


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, or the reason why there is none.

    `status` is None if no answer came. `headers` has lower-case names. `body` is decoded text, cut at the
    fetcher's limit (`truncated` says so). If `error` is set the other fields hold what was known by then.
    """

    asked_url: str
    final_url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: PageError | None = None
    redirects: tuple[Hop, ...] = ()
    truncated: bool = False
    seconds: float = 0.0
    detail: str = ""  # for a person who looks into an error; never shown to the public
