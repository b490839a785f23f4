"""Looks over real HTTP: the guarded fetcher, and pages read by the marketplaces' templates."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tertib.adapters.fetch import Fetcher
from tertib.core.verification import Observation, Page, load_templates, observe

CONTACT = "simulation@example.com"


class Fetched:
    """Eyes that fetch. `ports` gives the loopback port behind which each exit meets the marketplaces.

    `keys` are the listings of the control pages: one that is always up, one that cannot be.
    """

    def __init__(
        self, platforms: tuple[str, ...], ports: Mapping[str, int], *, templates: Path, keys: tuple[str, str]
    ) -> None:
        self._ports, self._keys = ports, keys
        self._templates = load_templates(templates)
        self._runner = asyncio.Runner()
        self._fetchers = {
            way: Fetcher(
                contact=CONTACT,
                hosts={f"{platform}.localhost": ("127.0.0.1", port) for platform in platforms},
            )
            for way, port in ports.items()
        }
        self.fetched = 0

    def __enter__(self) -> Self:
        for fetcher in self._fetchers.values():
            self._runner.run(fetcher.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for fetcher in self._fetchers.values():
            self._runner.run(fetcher.__aexit__(None, None, None))
        self._runner.close()

    def look(self, listing_id: str, way: str) -> Observation:
        """As Eyes says."""
        platform, _, key = listing_id.partition(":")
        return observe(
            self._page(platform, key, way), templates=self._templates, platform=platform, listing_id=key
        )

    def controls(self, platform: str, way: str) -> tuple[Observation, Observation]:
        """As Eyes says."""
        up, nobodys = (self.look(f"{platform}:{key}", way) for key in self._keys)
        return up, nobodys

    def _page(self, platform: str, key: str, way: str) -> Page:
        self.fetched += 1
        url = f"http://{platform}.localhost:{self._ports[way]}/item/{key}"
        return self._runner.run(self._fetchers[way].fetch(url))
