"""The lexical half of reading a link: from text as written to scheme, host, port, path and query.

Nothing here knows a platform. Sources: RFC 3986, 6.2.2 and 6.2.3 (syntax and scheme based normalisation);
WHATWG URL 4.4 for what browsers make of back-slashes, user names and hosts.
"""

import html
import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote

from tertib.errors import NotALink

MAX_LINK_CHARS = 4096  # longer than any link that a browser's address bar or a marketplace makes

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # the block that mirrors ASCII

# A link that needs no mending, the usual case: one match takes it apart. Percent-codes of unreserved
# characters and of spaces, dot segments and double slashes are left to the slow way.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9.-]+)"
    r"((?:/(?!/)(?:[A-Za-z0-9_~!$'()*+:@,=-]++|\.(?!\.?(?:[/?]|\Z))|%(?!20|0|C2%A0)(?:[013-9A-F][0-9A-F]|2[0-9A-CF])"
    r"(?<!%3\d)(?<!%[46][1-9A-F])(?<!%[57][0-9A])(?<!%5F)(?<!%7E))*+)*+)"
    r"(?:\?([!-\"$-:<-\[\]-~]*+))?\Z"
)
_SCHEME = re.compile(r"(?:hh?tt?p|hxxp|ttp)(s?)(?:[:;]/{1,3}|/{2,3})", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,30})://")
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+-]*:(?!\d{1,5}(?:[/?#]|\Z))")
_ENTITY = re.compile(
    r"&(?:amp|sol|colon|period|quest|equals|commat|num|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE
)
_ESCAPED_SLASH = re.compile(r"\\+/")
_JSON_ESCAPE = re.compile(r"\\u00(2[56f]|3[adf])", re.IGNORECASE)
_NOT_INSIDE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_LABELS = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
_CODED_SPACE = re.compile(
    r"(?:%(?:20|09|0[aAdD]|[cC]2%[aA]0))+\Z"
)  # what stood behind the link was encoded with it
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNSAFE_IN_PATH = re.compile(r"[^A-Za-z0-9_.~!$&'()*+,;=:@/%-]+")
_UNSAFE_IN_QUERY = re.compile(r"[^A-Za-z0-9_.~!$&'()*+,;=:@/?%-]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class Parts:
    """A link taken apart.

    `scheme` is http, https or an app's; `host` is empty in an app's link; `port` when it is the scheme's own.
    `path` begins with "/"; it and `query` (without "?") have uniform percent-codes. `has_scheme` is false
    where https was supplied. `steps` say what was mended.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    has_scheme: bool
    steps: tuple[str, ...]

    @property
    def origin(self) -> str:
        """What stands before the path: scheme://host[:port]; scheme:/ of an app's link."""
        if not self.host:
            return f"{self.scheme}:/"
        return f"{self.scheme}://{self.host}:{self.port}" if self.port else f"{self.scheme}://{self.host}"


def plain_parts(text: str) -> tuple[str, str, str, str | None] | None:
    """Scheme, host, path and query (null: no "?") of a link that needs no mending; null if it needs some.

    The host is lower-case, but not checked further: look it up.
    """
    plain = _PLAIN.match(text)
    return None if plain is None or len(text) > MAX_LINK_CHARS else plain.groups()  # type: ignore[return-value]


def take_apart(text: str, *, app_schemes: frozenset[str]) -> Parts:
    """Read a link as a browser would, and mend what people and programs break on the way.

    Steps, in this order, as far as they changed something: `invisible` characters went; full `width` letters
    became ASCII; JSON `escapes` and HTML `entities` were undone; a `scheme` was missing or misspelt (https is
    taken); a `user_name` went; the `host` was in capitals, not ASCII or ended with a dot; a `port` was the
    scheme's own; `percent` codes were made uniform; `path` had dot segments or double slashes; a `fragment`
    went.

    Raises NotALink if there is no http, https or known app link with a host, if white space or a control
    character stands inside, a back-slash before the path, or it is longer than MAX_LINK_CHARS.
    """
    if len(text) > MAX_LINK_CHARS:
        raise NotALink(f"the text is longer than {MAX_LINK_CHARS} characters")
    steps: list[str] = []
    text = _unescape(text.strip(), steps)
    if _NOT_INSIDE.search(text):
        raise NotALink("a space or a control character stands inside; hand in one link at a time")
    scheme, rest, has_scheme = _scheme(text, app_schemes, steps)
    rest, sharp, _ = rest.partition("#")
    rest, _, query = rest.partition("?")
    if scheme in app_schemes:
        host, port, path = "", "", f"/{rest}"
    else:
        authority, slash, path = rest.partition("/")
        host, port = _authority(authority, scheme, steps)
        path = slash + path
    path = _path(_CODED_SPACE.sub("", path) or "/", steps)
    query = percent_normal(_UNSAFE_IN_QUERY.sub(_quoted, query))
    if sharp:
        steps.append("fragment")
    if len(scheme) + len(host) + len(path) + len(query) > MAX_LINK_CHARS - 12:
        raise NotALink(f"with its percent-codes the link is longer than {MAX_LINK_CHARS} characters")
    return Parts(scheme, host, port, path, query, has_scheme, tuple(dict.fromkeys(steps)))


def percent_normal(text: str) -> str:
    """Percent-codes in capitals, none for unreserved characters, `%25` for a % that begins no code."""
    return _PERCENT.sub(_percent, text) if "%" in text else text


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Keys, and values with their "=", of a query, still percent-coded; empty parts (`&&`) are left out."""
    pairs = []
    for part in query.split("&"):
        if part:
            key, equals, value = part.partition("=")
            pairs.append((key, equals + value))
    return pairs


def _unescape(text: str, steps: list[str]) -> str:
    if not text.isascii():
        seen = _INVISIBLE.sub("", text)
        if seen != text:
            steps.append("invisible")
        text = seen.translate(FULL_WIDTH)
        if text != seen:
            steps.append("width")
    if "\\" in text:
        before = text
        text = _JSON_ESCAPE.sub(lambda m: chr(int(m[1], 16)), _ESCAPED_SLASH.sub("/", text))
        if text != before:
            steps.append("escapes")
    if "&" in text and ";" in text:
        before, mended = "", text
        while mended != before:  # `&amp;amp;` comes from pages that escape twice; each round makes it shorter
            before, mended = mended, _ENTITY.sub(lambda m: html.unescape(m[0]), mended)
        if text != mended:
            steps.append("entities")
        text = mended
    return text


def _scheme(text: str, app_schemes: frozenset[str], steps: list[str]) -> tuple[str, str, bool]:
    if match := _SCHEME.match(text):
        scheme = "https" if match[1] else "http"
        rest = text[match.end() :]
        if match[0].lower() != f"{scheme}://":
            steps.append("scheme")
        if again := _SCHEME.match(rest):  # http://https://...
            steps.append("scheme")
            return ("https" if again[1] else "http"), rest[again.end() :], True
        return scheme, rest, True
    if (match := _ANY_SCHEME.match(text)) and match[1].lower() in app_schemes:
        return match[1].lower(), text[match.end() :], True
    if match or _OTHER_SCHEME.match(text):
        raise NotALink("it is no http or https link")
    steps.append("scheme")
    return "https", text.removeprefix("//"), False


def _authority(authority: str, scheme: str, steps: list[str]) -> tuple[str, str]:
    if "\\" in authority:
        raise NotALink("a back-slash stands before the path: programs disagree where such a link leads")
    _, at, host_and_port = authority.rpartition("@")
    if at:
        steps.append("user_name")
    if host_and_port.startswith("["):
        raw, bracket, port = host_and_port.partition("]")
        port = port.removeprefix(":") if bracket else port
        host = _ip6(raw[1:])
    else:
        raw, _, port = host_and_port.partition(":")
        host = _host(raw)
        if host != raw:
            steps.append("host")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:7]) < 65536):
        raise NotALink(f"{port[:20]!r} is no port")
    port = port.lstrip("0")
    if port == _DEFAULT_PORTS[scheme]:
        steps.append("port")
        port = ""
    return host, port


def _host(raw: str) -> str:
    host = unquote(raw, errors="replace") if "%" in raw else raw
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower().rstrip(".")
        except UnicodeError as error:
            raise NotALink(f"{raw[:80]!r} is no host") from error
    if not _LABELS.match(host):
        raise NotALink(f"{raw[:80]!r} is no host")
    if host.rpartition(".")[2].isdigit():
        try:
            return str(IPv4Address(host))
        except AddressValueError as error:
            raise NotALink(f"{raw[:80]!r} is neither a host nor an address") from error
    return host


def _ip6(raw: str) -> str:
    try:
        return f"[{IPv6Address(raw)}]"
    except AddressValueError as error:
        raise NotALink(f"{raw[:80]!r} is no address") from error


def _path(path: str, steps: list[str]) -> str:
    normal = percent_normal(_UNSAFE_IN_PATH.sub(_quoted, path))
    if normal != path:
        steps.append("percent")
    if "/." in normal or "//" in normal:
        segments: list[str] = []
        for segment in normal[1:].split("/"):
            if segment == "..":
                segments[-1:] = []
            elif segment not in {".", ""}:
                segments.append(segment)
        closing = "/" if segments and normal.endswith(("/", "/.", "/..")) else ""
        plain = f"/{'/'.join(segments)}{closing}"
        if plain != normal:
            steps.append("path")
        return plain
    return normal


def _percent(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="replace")
