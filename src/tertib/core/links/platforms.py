"""The table of platforms, read from TOML and looked up by key or by host.

The form of a file is documented at the top of `platforms.toml`.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tertib.core.links.rules import HostRule, host_rules
from tertib.core.links.table import Platform, hosts_of, needed, only_known, platform_from, regex_of
from tertib.errors import SettingWrong

PACKAGED = Path(__file__).with_name("platforms.toml")

UNKNOWN_PACE = 1.0  # looks a second at a host that no table describes


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

    def pace(self, key: str) -> float:
        """Looks a second that a platform's hosts are asked for at most; UNKNOWN_PACE for one that is not here."""
        return self.by_key[key].looks_per_second if key in self.by_key else UNKNOWN_PACE

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
        only_known(table, frozenset(("tracking", "shortener", "wrapper", "platform")), name)
        tracking.update(table.get("tracking", ()))
        for entry in table.get("shortener", ()):
            shorteners.update(hosts_of(entry, "hosts", f"{name}: shortener"))
        for entry in table.get("wrapper", ()):
            where = f"{name}: wrapper"
            wrapper = Wrapper(
                path=regex_of(needed(entry, "path", where), where), keys=tuple(needed(entry, "keys", where))
            )
            for host in hosts_of(entry, "hosts", where):
                wrappers[host] = (*wrappers.get(host, ()), wrapper)
        for entry in table.get("platform", ()):
            platform = platform_from(entry, name)
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
        rules=host_rules(by_key, frozenset(wrappers)),
        drops={key: _keys(tracking | platform.tracking) for key, platform in by_key.items()}
        | {"": _keys(tracking)},
    )


def _keys(keys: set[str] | frozenset[str]) -> re.Pattern[str]:
    """Matches whole keys; a key that ends in `*` stands for every key that begins so."""
    return re.compile(
        "|".join(sorted(re.escape(k.removesuffix("*")) + (".*" if k.endswith("*") else "") for k in keys))
    )


PLATFORMS = load_platforms()
