"""Exits: the networks by which looks go out, each under a name; this machine's own, or a proxy that stands in another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yarl import URL

from tertib.errors import SettingWrong

DIRECT = "direct"
MAX_EXITS = 16
RESERVED = frozenset({"status_api"})  # names a source of looks that is no network
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out. `proxy` is the URL of an HTTP proxy, its user and password included; None for our own network."""

    name: str
    proxy: str | None = None

    def __repr__(self) -> str:
        """Says the name alone: the proxy's URL holds a password."""
        return f"Exit({self.name!r})"


OWN = (Exit(DIRECT),)


def read_exits(text: str) -> tuple[Exit, ...]:
    """Read `jakarta=direct, singapura=http://user:password@proxy.example:3128`, the form of TERTIB_EXITS.

    Empty text is our own network alone. Raises SettingWrong, which names the exit and never its URL.

    >>> [exit.name for exit in read_exits("jakarta=direct, singapura=http://proxy.example:3128")]
    ['jakarta', 'singapura']
    >>> read_exits("")
    (Exit('direct'),)
    """
    exits: list[Exit] = []
    for number, part in enumerate(filter(None, (each.strip() for each in text.split(","))), 1):
        name, equals, way = (each.strip() for each in part.partition("="))
        if not equals or not _NAME.fullmatch(name) or name in RESERVED:
            raise SettingWrong(
                f"TERTIB_EXITS: entry {number} must be NAME=direct or NAME=http://user:password@host:port, with a name "
                "of lower-case letters, digits, - and _"
            )
        if name in {exit_.name for exit_ in exits}:
            raise SettingWrong(f"TERTIB_EXITS: {name} stands twice; give each exit its own name")
        exits.append(Exit(name, None if way == DIRECT else _proxy(name, way)))
    if len(exits) > MAX_EXITS:
        raise SettingWrong(f"TERTIB_EXITS: {len(exits)} exits; at most {MAX_EXITS} are taken")
    if sum(exit_.proxy is None for exit_ in exits) > 1:
        raise SettingWrong("TERTIB_EXITS: two exits are direct, which is one network; give the other a proxy")
    proxies = [exit_.proxy for exit_ in exits if exit_.proxy is not None]
    if len(set(proxies)) < len(proxies):
        raise SettingWrong("TERTIB_EXITS: two exits have the same proxy, which is one network; leave one out")
    return tuple(exits) or OWN


def names_of(exits: Sequence[Exit]) -> tuple[str, ...]:
    """The names in the order of the setting."""
    return tuple(exit_.name for exit_ in exits)


def _proxy(name: str, way: str) -> str:
    try:
        url = URL(way)
        is_right = url.scheme == "http" and bool(url.host) and url.port is not None and url.path in {"", "/"}
    except ValueError:
        is_right = False
    if not is_right:
        raise SettingWrong(f"TERTIB_EXITS: {name} must be direct or http://user:password@host:port")
    return str(url)
