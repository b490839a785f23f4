"""One platform of the table: its type, and how it is read from its entry in a TOML file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, TypeVar
from urllib.parse import quote

from tertib.errors import SettingWrong
from tertib.vocabulary import ChannelType, LinkKind

_W = TypeVar("_W", ChannelType, LinkKind)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?:\d{1,5}|\*))?\Z|[a-z][a-z0-9+.-]*://\Z")

_NAMES = ("key", "name", "channel_type", "active_from", "active_to", "hosts", "short_hosts")
_PLATFORM_KEYS = frozenset(
    (*_NAMES, "looks_per_second", "robots_permission", "tracking", "id_grammar", "search_url", "shape")
)
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
class RobotsPermission:
    """A platform's written leave to look at its pages whatever its robots.txt says."""

    given_by: str  # who at the platform
    on: date
    letter: str  # where it can be read again


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
    robots_permission: RobotsPermission | None
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


def platform_from(entry: dict[str, Any], file: str) -> Platform:
    """Read one [[platform]]. Raises SettingWrong, naming `file`, the platform and the mend."""
    key = str(entry.get("key", ""))
    where = f"{file}: platform {key!r}"
    if not _KEY.match(key):
        raise SettingWrong(f"{where}: a key is lower-case letters, digits and _, such as 'lapak_raya'")
    only_known(entry, _PLATFORM_KEYS, where)
    hosts = hosts_of(entry, "hosts", where)
    looks = entry.get("looks_per_second", 1.0)
    if isinstance(looks, bool) or not isinstance(looks, int | float) or not 0 < looks <= 10_000:
        raise SettingWrong(f"{where}: looks_per_second is {looks!r}; write a number above 0, such as 1.0")
    return Platform(
        key=key,
        name=str(needed(entry, "name", where)),
        channel_type=_word(ChannelType, needed(entry, "channel_type", where), where),
        active_from=_day(needed(entry, "active_from", where), where),
        active_to=_day(entry["active_to"], where) if "active_to" in entry else None,
        hosts=hosts,
        short_hosts=hosts_of(entry, "short_hosts", where) if "short_hosts" in entry else (),
        looks_per_second=float(looks),
        robots_permission=_permission(entry["robots_permission"], where)
        if "robots_permission" in entry
        else None,
        tracking=frozenset(entry.get("tracking", ())),
        id_grammar=regex_of(needed(entry, "id_grammar", where), where),
        search_url=entry.get("search_url"),
        shapes=tuple(_shape(shape, hosts, where) for shape in entry.get("shape", ())),
    )


def _permission(entry: object, where: str) -> RobotsPermission:
    where = f"{where}, robots_permission"
    if not isinstance(entry, dict):
        raise SettingWrong(f'{where}: write it as {{ given_by = "...", on = 2026-01-31, letter = "..." }}')
    only_known(entry, frozenset(("given_by", "on", "letter")), where)
    given_by, letter = (str(needed(entry, key, where)).strip() for key in ("given_by", "letter"))
    if not given_by or not letter:
        raise SettingWrong(
            f"{where}: given_by and letter say who allowed it and where that can be read again"
        )
    return RobotsPermission(given_by=given_by, on=_day(needed(entry, "on", where), where), letter=letter)


def _shape(entry: dict[str, Any], hosts: tuple[str, ...], where: str) -> Shape:
    where = f"{where}, shape {entry.get('name', '')!r}"
    only_known(entry, _SHAPE_KEYS, where)
    path = str(needed(entry, "path", where))
    query = {key: regex_of(regex, where) for key, regex in entry.get("query", {}).items()}
    fields = frozenset(regex_of(path, where).groupindex) | frozenset(query) | {"origin"}
    return Shape(
        name=str(needed(entry, "name", where)),
        kind=_word(LinkKind, needed(entry, "kind", where), where),
        path=path,
        query=query,
        hosts=hosts_of(entry, "hosts", where) if "hosts" in entry else hosts,
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


def hosts_of(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The hosts under a key, each checked for its form; `where` begins the message of an error."""
    hosts = needed(entry, key, where)
    for host in hosts if isinstance(hosts, list) else [hosts]:
        if not isinstance(host, str) or not _HOST.match(host):
            raise SettingWrong(
                f"{where}: {host!r} in {key} is no lower-case host, 'host:8801', 'host:*' or 'app://'"
            )
    return tuple(hosts)


def needed(entry: Mapping[str, Any], key: str, where: str) -> Any:
    """The value of a key that must be there."""
    if key not in entry:
        raise SettingWrong(f"{where}: {key} is missing")
    return entry[key]


def only_known(entry: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    """Refuse keys that nobody reads: they are misspelt."""
    if unknown := sorted(set(entry) - known):
        raise SettingWrong(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def regex_of(text: object, where: str) -> re.Pattern[str]:
    """Compile a regex of the table."""
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
