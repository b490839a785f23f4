"""How links on one host are read: all shapes that stand there, as one regex."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tertib.core.links.table import Platform, Shape
from tertib.errors import SettingWrong
from tertib.vocabulary import LinkKind

_GROUP = re.compile(r"\(\?P<(\w+)>")


@dataclass(frozen=True, slots=True)
class Filling:
    """A template with the numbers of the groups of a `HostRule.paths` that fill it; 0 is the origin."""

    pattern: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A shape as one host reads it. `is_plain`: its url is filled from groups alone."""

    platform: Platform
    kind: LinkKind
    listing: Filling | None
    shop: Filling | None
    url: Filling | None
    is_plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """How links on one host are read: all its shapes as one regex, whose last closed group names the shape.

    `asking` are the shapes that need query keys: they are tried first, on links that have a query.
    """

    platform: Platform
    is_short: bool
    paths: re.Pattern[str]
    readings: Mapping[str, Reading]
    asking: tuple[tuple[re.Pattern[str], Platform, Shape], ...]
    asks: bool  # a query can change what a link on this host names


def host_rules(by_key: Mapping[str, Platform], wrapping: frozenset[str]) -> dict[str, HostRule]:
    """Host (as in the table) -> how it is read. `wrapping` are the hosts of redirect links.

    Raises SettingWrong if two platforms give one host, or a shape names a host that none gives.
    """
    owners: dict[str, tuple[Platform, bool]] = {}
    shapes: dict[str, list[tuple[Platform, Shape]]] = {}
    for platform in by_key.values():
        for host, is_short in [(h, False) for h in platform.hosts] + [
            (h, True) for h in platform.short_hosts
        ]:
            if host in owners:
                raise SettingWrong(
                    f"host {host!r} is given by {owners[host][0].key!r} and by {platform.key!r}"
                )
            owners[host] = (platform, is_short)
        for shape in platform.shapes:
            for host in shape.hosts:
                shapes.setdefault(host, []).append((platform, shape))
    for host in shapes:
        if host not in owners:
            raise SettingWrong(
                f"a shape of {shapes[host][0][0].key!r} names host {host!r}, which no platform gives"
            )
    return {
        host: _rule(owner, shapes.get(host, []), is_short=is_short, wraps=host in wrapping)
        for host, (owner, is_short) in owners.items()
    }


def _rule(owner: Platform, shapes: list[tuple[Platform, Shape]], *, is_short: bool, wraps: bool) -> HostRule:
    branches, readings, asking = [], {}, []
    plain = [(platform, shape) for platform, shape in shapes if not shape.query]
    for i, (_, shape) in enumerate(plain):
        own_names = _GROUP.sub(rf"(?P<\g<1>__{i}>", shape.path)
        branches.append(f"(?P<shape{i}>{own_names})")
    paths = re.compile(f"(?:{'|'.join(branches)})\\Z" if branches else r"(?!)", re.DOTALL)
    for i, (platform, shape) in enumerate(plain):
        groups = {
            name.removesuffix(f"__{i}"): n for name, n in paths.groupindex.items() if name.endswith(f"__{i}")
        }
        groups["origin"] = 0
        fill = {
            word: Filling(prefix + template.pattern, tuple(groups[name] for name in template.names))
            for word, template, prefix in (
                ("listing", shape.listing, f"{platform.key}:"),
                ("shop", shape.shop, f"{platform.key}:"),
                ("url", shape.url, ""),
            )
            if template is not None
        }
        readings[f"shape{i}"] = Reading(
            platform=platform,
            kind=shape.kind,
            listing=fill.get("listing"),
            shop=fill.get("shop"),
            url=fill.get("url"),
            is_plain="url" in fill and 0 not in fill["url"].groups,
        )
    for platform, shape in shapes:
        if shape.query:
            asking.append((re.compile(f"(?:{shape.path})\\Z", re.DOTALL), platform, shape))
    return HostRule(
        platform=owner,
        is_short=is_short,
        paths=paths,
        readings=readings,
        asking=tuple(asking),
        asks=bool(asking) or wraps,
    )
