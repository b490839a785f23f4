"""The table of platforms: hosts, shapes of links and grammar of ids, read from TOML.

The form of a file is documented at the top of `platforms.toml`.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar
from urllib.parse import quote

from tertib.errors import SettingWrong
from tertib.vocabulary import ChannelType, LinkKind

PACKAGED = Path(__file__).with_name("platforms.toml")

_W = TypeVar("_W", ChannelType, LinkKind)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?:\d{1,5}|\*))?\Z|[a-z][a-z0-9+.-]*://\Z")
_GROUP = re.compile(r"\(\?P<(\w+)>")

_NAMES = ("key", "name", "channel_type", "active_from", "active_to", "hosts", "short_hosts")
_PLATFORM_KEYS = frozenset((*_NAMES, "looks_per_second", "tracking", "id_grammar", "search_url", "shape"))
_SHAPE_KEYS = frozenset(("name", "kind", "path", "query", "hosts", "listing", "shop", "url"))


@dataclass(frozen=True, slots=True)
class Template:
    """`{name}` filled from the fields of a shape, as a %-format and the names it takes."""

    pattern: str
    names: tuple[str, ...]

    def filled(self, fields: Mapping[str, str]) -> str:
        return self.pattern % tuple(fields[name] for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form of link of a platform; see the top of `platforms.toml`."""

    name: str
    kind: LinkKind
    path: str
    query: Mapping[str, re.Pattern[str]]
    hosts: tuple[str, ...]
    listing: Template | None
    shop: Template | None
    url: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A place where listings stand. `active_to` null: still active. `looks_per_second` is per host."""

    key: str
    name: str
    channel_type: ChannelType
    active_from: date
    active_to: date | None
    hosts: tuple[str, ...]
    short_hosts: tuple[str, ...]
    looks_per_second: float
    tracking: frozenset[str]
    id_grammar: re.Pattern[str]
    search_url: str | None
    shapes: tuple[Shape, ...]

    def is_active(self, day: date) -> bool:
        """Goods were sold there on that day."""
        return self.active_from <= day and (self.active_to is None or day <= self.active_to)

    def search_for(self, words: str) -> str | None:
        """The address at which a person finds these words there; null if the platform has none."""
        return None if self.search_url is None else self.search_url.replace("{query}", quote(words, safe=""))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """A kind of link that carries another link under one of `keys`."""

    path: re.Pattern[str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """Every platform known, and how links on each host are read.

    `digest` (SHA-256, hex) covers the bytes of all files read: whatever is decided with a table records it.
    """

    by_key: Mapping[str, Platform]
    digest: str
    tracking: frozenset[str]
    app_schemes: frozenset[str]
    wrappers: Mapping[str, tuple[Wrapper, ...]]
    shorteners: frozenset[str]
    rules: Mapping[str, HostRule]
    drops: Mapping[str, re.Pattern[str]] = field(repr=False)

    def __iter__(self) -> Iterator[Platform]:
        return iter(self.by_key.values())

    def __getitem__(self, key: str) -> Platform:
        return self.by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def rule_for(self, host: str, port: str = "") -> HostRule | None:
        """How a host (lower-case) is read; `port` is empty when it is the scheme's own."""
        if not port:
            return self.rules.get(host) or self.rules.get(f"{host}:*")
        return self.rules.get(f"{host}:{port}") or self.rules.get(f"{host}:*")


def load_platforms(*paths: Path | str) -> Platforms:
    """The packaged table and then these files of the same form.

    Raises SettingWrong, naming file, platform and mend, if a file cannot be read or says something twice.
    """
    digest = hashlib.sha256()
    tables: list[tuple[str, dict[str, Any]]] = []
    for file in (PACKAGED, *map(Path, paths)):
        try:
            content = file.read_bytes()
            tables.append((file.name, tomllib.loads(content.decode())))
        except OSError as error:
            raise SettingWrong(f"platforms file {file}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise SettingWrong(f"platforms file {file}: is no UTF-8 TOML: {error}") from error
        digest.update(hashlib.sha256(content).digest())
    tracking: set[str] = set()
    shorteners: set[str] = set()
    wrappers: dict[str, tuple[Wrapper, ...]] = {}
    by_key: dict[str, Platform] = {}
    for name, table in tables:
        _only(table, frozenset(("tracking", "shortener", "wrapper", "platform")), name)
        tracking.update(table.get("tracking", ()))
        for entry in table.get("shortener", ()):
            shorteners.update(_hosts(entry, "hosts", f"{name}: shortener"))
        for entry in table.get("wrapper", ()):
            where = f"{name}: wrapper"
            wrapper = Wrapper(
                path=_regex(_need(entry, "path", where), where), keys=tuple(_need(entry, "keys", where))
            )
            for host in _hosts(entry, "hosts", where):
                wrappers[host] = (*wrappers.get(host, ()), wrapper)
        for entry in table.get("platform", ()):
            platform = _platform(entry, name)
            if platform.key in by_key:
                raise SettingWrong(f"{name}: platform {platform.key!r} stands twice; give each its own key")
            by_key[platform.key] = platform
    return Platforms(
        by_key=by_key,
        digest=digest.hexdigest(),
        tracking=frozenset(tracking),
        app_schemes=frozenset(h[:-3] for p in by_key.values() for h in p.hosts if h.endswith("://")),
        wrappers=wrappers,
        shorteners=frozenset(shorteners),
        rules=_rules(by_key, frozenset(wrappers)),
        drops={key: _keys(tracking | platform.tracking) for key, platform in by_key.items()}
        | {"": _keys(tracking)},
    )


def _platform(entry: dict[str, Any], file: str) -> Platform:
    key = str(entry.get("key", ""))
    where = f"{file}: platform {key!r}"
    if not _KEY.match(key):
        raise SettingWrong(f"{where}: a key is lower-case letters, digits and _, such as 'lapak_raya'")
    _only(entry, _PLATFORM_KEYS, where)
    hosts = _hosts(entry, "hosts", where)
    looks = entry.get("looks_per_second", 1.0)
    if isinstance(looks, bool) or not isinstance(looks, int | float) or not 0 < looks <= 10_000:
        raise SettingWrong(f"{where}: looks_per_second is {looks!r}; write a number above 0, such as 1.0")
    return Platform(
        key=key,
        name=str(_need(entry, "name", where)),
        channel_type=_word(ChannelType, _need(entry, "channel_type", where), where),
        active_from=_day(_need(entry, "active_from", where), where),
        active_to=_day(entry["active_to"], where) if "active_to" in entry else None,
        hosts=hosts,
        short_hosts=_hosts(entry, "short_hosts", where) if "short_hosts" in entry else (),
        looks_per_second=float(looks),
        tracking=frozenset(entry.get("tracking", ())),
        id_grammar=_regex(_need(entry, "id_grammar", where), where),
        search_url=entry.get("search_url"),
        shapes=tuple(_shape(shape, hosts, where) for shape in entry.get("shape", ())),
    )


def _shape(entry: dict[str, Any], hosts: tuple[str, ...], where: str) -> Shape:
    where = f"{where}, shape {entry.get('name', '')!r}"
    _only(entry, _SHAPE_KEYS, where)
    path = str(_need(entry, "path", where))
    query = {key: _regex(regex, where) for key, regex in entry.get("query", {}).items()}
    fields = frozenset(_regex(path, where).groupindex) | frozenset(query) | {"origin"}
    return Shape(
        name=str(_need(entry, "name", where)),
        kind=_word(LinkKind, _need(entry, "kind", where), where),
        path=path,
        query=query,
        hosts=_hosts(entry, "hosts", where) if "hosts" in entry else hosts,
        listing=_template(entry.get("listing"), fields, where),
        shop=_template(entry.get("shop"), fields, where),
        url=_template(entry.get("url"), fields, where),
    )


def _template(text: str | None, fields: frozenset[str], where: str) -> Template | None:
    if text is None:
        return None
    pattern, names = "", []
    for literal, name, _, _ in Formatter().parse(text):
        pattern += literal.replace("%", "%%")
        if name is not None:
            if name not in fields:
                raise SettingWrong(
                    f"{where}: {{{name}}} in {text!r} is no group of its path and no key of its query"
                )
            pattern += "%s"
            names.append(name)
    return Template(pattern, tuple(names))


def _rules(by_key: Mapping[str, Platform], wrapping: frozenset[str]) -> dict[str, HostRule]:
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


def _keys(keys: set[str] | frozenset[str]) -> re.Pattern[str]:
    """Matches whole keys; a key that ends in `*` stands for every key that begins so."""
    return re.compile(
        "|".join(sorted(re.escape(k.removesuffix("*")) + (".*" if k.endswith("*") else "") for k in keys))
    )


def _hosts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    hosts = _need(entry, key, where)
    for host in hosts if isinstance(hosts, list) else [hosts]:
        if not isinstance(host, str) or not _HOST.match(host):
            raise SettingWrong(
                f"{where}: {host!r} in {key} is no lower-case host, 'host:8801', 'host:*' or 'app://'"
            )
    return tuple(hosts)


def _need(entry: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in entry:
        raise SettingWrong(f"{where}: {key} is missing")
    return entry[key]


def _only(entry: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(entry) - known):
        raise SettingWrong(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def _regex(text: object, where: str) -> re.Pattern[str]:
    try:
        return re.compile(str(text))
    except re.error as error:
        raise SettingWrong(f"{where}: {text!r} is no regex: {error}") from error


def _word(words: type[_W], value: object, where: str) -> _W:
    try:
        return words(str(value))
    except ValueError as error:
        raise SettingWrong(f"{where}: {value!r} is none of {', '.join(words)}") from error


def _day(value: object, where: str) -> date:
    if type(value) is not date:
        raise SettingWrong(f"{where}: {value!r} is no day; write it as 2024-01-31 without quotes")
    return value


PLATFORMS = load_platforms()
