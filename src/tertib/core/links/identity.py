"""The knowing half of reading a link: what it names, and the one address under which we keep it.

Journey of a link, 2: canonical.
"""

import re
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import unquote

from tertib.core.links.canonical import (
    Parts,
    plain_parts,
    query_pairs,
    take_apart,
)
from tertib.core.links.platforms import Platforms
from tertib.core.links.rules import Filling, HostRule, Reading
from tertib.core.links.table import Platform, Shape
from tertib.errors import NotALink
from tertib.vocabulary import LinkKind

MAX_WRAPS = 4  # links inside links inside links: more is a game, not a share

_TRACKING, _PATH, _PATH_AND_TRACKING = ("tracking",), ("path",), ("path", "tracking")
_ADDRESS = re.compile(r"(?P<scheme>[^:]+)://(?P<host>[^/]*)(?P<path>[^?]*)")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:/")
_SITE_ENDING = re.compile(r"com|net|org|id|co|shop|store|online|site|xyz|me|io|ly|link|app|page|localhost")


@dataclass(frozen=True, slots=True)
class Link:
    """What one piece of text names.

    `text` is as written and `start`, `end` are its place in the text it was found in
    (`text[start:end]`). `platform` is a key of the platforms table, null on hosts it does not know. `listing`
    and `shop` are "platform:id", null where the link does not say; of a post or a live stream `listing` is
    the post's or the stream's id, so open cases by `kind`. `url` is the canonical address, null if it is no
    link. `steps` are the changes between the two: those of `canonical.take_apart`, `line_break` (a mail
    program's), then `unwrapped` (a redirect carried it), `scheme`, `host` and `path` (the platform's own form
    was taken) and `tracking` (query keys went).
    """

    text: str
    kind: LinkKind
    platform: str | None
    listing: str | None
    shop: str | None
    url: str | None
    steps: tuple[str, ...]
    start: int
    end: int


def read_link(text: str, *, platforms: Platforms, start: int = 0) -> Link:
    """Say what a link names. Never raises: a text that is no link gets the kind `not_a_link`.

    Scheme and host are lowered, the path keeps its case (ids hang on it), tracking keys go. The canonical
    address, read again, names the same and is its own canonical address.

    >>> from tertib.core.links import PLATFORMS
    >>> read_link("HTTPS://Shopee.co.id/Jaket-i.12.345?sp_atk=x", platforms=PLATFORMS).listing
    'shopee:12.345'
    """
    plain = plain_parts(text)
    if plain is not None:
        scheme, host, path, query = plain
        rule = platforms.rules.get(host)
        if rule is not None and (query is None or not rule.asks):
            found = rule.paths.match(path)
            if found is not None:
                reading = rule.readings[found.lastgroup or ""]
                if reading.is_plain:
                    return _plain_link(
                        text, start, reading, found, f"{scheme}://{host}", path, query is not None
                    )
    try:
        parts = take_apart(text, app_schemes=platforms.app_schemes)
    except NotALink:
        return Link(text, LinkKind.NOT_A_LINK, None, None, None, None, (), start, start + len(text))
    return _named(text, start, parts, platforms, MAX_WRAPS)


def _plain_link(
    text: str, start: int, reading: Reading, found: re.Match[str], origin: str, path: str, has_query: bool
) -> Link:
    """A link whose canonical address and ids come from groups of its path alone."""
    listing, shop, url = reading.listing, reading.shop, reading.url
    address = url.pattern % found.group(*url.groups) if url is not None else ""
    steps: tuple[str, ...]
    if address == origin + path:
        steps = _TRACKING if has_query else ()
    elif address.startswith(f"{origin}/"):
        steps = _PATH_AND_TRACKING if has_query else _PATH
    else:
        steps = _form_steps(origin, path, address, has_query=has_query)
    return Link(
        text,
        reading.kind,
        reading.platform.key,
        None if listing is None else listing.pattern % found.group(*listing.groups),
        None if shop is None else shop.pattern % found.group(*shop.groups),
        address,
        steps,
        start,
        start + len(text),
    )


def _named(text: str, start: int, parts: Parts, platforms: Platforms, wraps_left: int) -> Link:
    if wraps_left and parts.query and (inner := _carried(parts, platforms)) is not None:
        carried = _named(text, start, inner, platforms, wraps_left - 1)
        return replace(carried, steps=_once(parts.steps, ("unwrapped",), carried.steps))
    app = not parts.host
    rule = platforms.rules.get(f"{parts.scheme}://") if app else platforms.rule_for(parts.host, parts.port)
    end = start + len(text)
    if rule is None:
        if not parts.has_scheme and not is_site(parts.host, parts.path):
            return Link(text, LinkKind.NOT_A_LINK, None, None, None, None, (), start, end)
        is_short = parts.host in platforms.shorteners and not parts.port and parts.path != "/"
        kind = LinkKind.SHORT if is_short else LinkKind.OTHER
        url, steps = _own_url(parts, platforms.drops[""])
        return Link(text, kind, None, None, None, url, steps, start, end)
    platform, kind = rule.platform.key, LinkKind.OTHER
    listing: str | None = None
    shop: str | None = None
    if rule.is_short and parts.path != "/":
        kind = LinkKind.SHORT
    elif (asked := _asked(rule, parts)) is not None:
        owner, shape, fields = asked
        listing = None if shape.listing is None else f"{owner.key}:{shape.listing.filled(fields)}"
        shop = None if shape.shop is None else f"{owner.key}:{shape.shop.filled(fields)}"
        address = shape.url.filled(fields) if shape.url is not None else parts.origin + parts.path
        fewer = address.partition("?")[2] != parts.query
        steps = _form_steps(parts.origin, parts.path, address, has_query=fewer)
        return Link(
            text, shape.kind, owner.key, listing, shop, address, _once(parts.steps, steps), start, end
        )
    if (found := rule.paths.match(parts.path)) is not None:
        reading = rule.readings[found.lastgroup or ""]
        platform, kind = reading.platform.key, reading.kind
        listing, shop = _fill(reading.listing, found, parts.origin), _fill(reading.shop, found, parts.origin)
        own = _fill(reading.url, found, parts.origin)
        if own is not None:
            steps = _form_steps(parts.origin, parts.path, own, has_query=bool(parts.query))
            return Link(text, kind, platform, listing, shop, own, _once(parts.steps, steps), start, end)
    url, steps = _own_url(parts, platforms.drops[platform])
    return Link(text, kind, platform, listing, shop, url, steps, start, end)


def is_site(host: str, path: str) -> bool:
    """A dotted name without a scheme is taken for a link: it ends as sites do, and has `www.` or a path."""
    name, dot, ending = host.rpartition(".")
    if not (name and dot and _SITE_ENDING.fullmatch(ending)):
        return False
    return path != "/" or name.startswith("www.")


def _carried(parts: Parts, platforms: Platforms) -> Parts | None:
    """The link inside a redirect link; null if there is none. Values may be percent-coded more than once."""
    for wrapper in platforms.wrappers.get(parts.host, ()):
        if wrapper.path.fullmatch(parts.path) is None:
            continue
        values = dict(query_pairs(parts.query))
        for key in wrapper.keys:
            value = values.get(key, "")[1:]
            for _ in range(3):
                if _HAS_SCHEME.match(value):
                    try:
                        return take_apart(value, app_schemes=platforms.app_schemes)
                    except NotALink:
                        return None
                value = unquote(value)
    return None


def _asked(rule: HostRule, parts: Parts) -> tuple[Platform, Shape, dict[str, str]] | None:
    """The first shape whose path and query keys are all there, with its fields."""
    if not rule.asking or not parts.query:
        return None
    values = {key: unquote(value[1:]) for key, value in query_pairs(parts.query)}
    for path, platform, shape in rule.asking:
        found = path.match(parts.path)
        if found is not None and all(
            regex.fullmatch(values.get(key, "")) for key, regex in shape.query.items()
        ):
            asked = {key: values[key] for key in shape.query}
            return platform, shape, {**found.groupdict(""), **asked, "origin": parts.origin}
    return None


def _fill(filling: Filling | None, found: re.Match[str], origin: str) -> str | None:
    if filling is None:
        return None
    return filling.pattern % tuple(found[group] if group else origin for group in filling.groups)


def _own_url(parts: Parts, drop: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    """The link's own address without tracking keys."""
    steps = parts.steps
    if not parts.query:
        return parts.origin + parts.path, steps
    pairs = query_pairs(parts.query)
    kept = [pair for pair in pairs if drop.fullmatch(pair[0]) is None]
    if len(kept) < len(pairs):
        steps = (*steps, "tracking")
    query = "&".join(key + value for key, value in kept)
    return parts.origin + parts.path + ("?" + query if query else ""), steps


def _once(*steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(steps)))


def _form_steps(origin: str, path: str, url: str, *, has_query: bool) -> tuple[str, ...]:
    """In what the platform's own form of an address differs from the link's."""
    old = _ADDRESS.match(origin + path)
    new = _ADDRESS.match(url)
    steps = []
    if old is not None and new is not None:
        steps = [name for name in ("scheme", "host", "path") if old[name] != new[name]]
    if has_query:
        steps.append("tracking")
    return tuple(steps)
