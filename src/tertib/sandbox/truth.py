"""Reads the known truth of a sandbox's home, for tests and for people who compare; Tertib never does."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tertib.sandbox.places import PLACES, item_of
from tertib.sandbox.standing import JOURNAL, Standing, at_first


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a marketplace's staff."""

    notice: str
    kind: str
    at: datetime


@dataclass(slots=True)
class _Story:
    changes: list[tuple[datetime, Standing]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


class Truth:
    """What really happened to each listing, and who said what of it. Listings are "platform:id"."""

    def __init__(self, home: Path, *, seed: int = 2026) -> None:
        self._seed = seed
        self._stories: dict[tuple[str, int], _Story] = {}
        self.made: dict[
            tuple[str, int], int | None
        ] = {}  # platform and place of what was put up later -> whose goods
        path = home / JOURNAL
        for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
            if line.endswith(b"\n"):
                self._take(json.loads(line))

    def _take(self, entry: dict[str, Any]) -> None:
        slug, at = entry["platform"], datetime.fromisoformat(entry["at"])
        item = entry["item"]
        if not isinstance(item, int):
            return  # an answer about a listing that is none of this marketplace's
        story = self._stories.setdefault((slug, item), _Story())
        match entry["what"]:
            case "standing":
                story.changes.append((at, Standing(entry["standing"])))
            case "copy":
                self.made[slug, item] = entry["of"]
            case _:
                story.said.append(Said(entry["notice"], entry["kind"], at))

    def _story(self, listing: str) -> tuple[str, int | None, _Story]:
        slug, _, key = listing.partition(":")
        if not key or ":" in key:
            raise ValueError(f'{listing!r} is no listing; write it as "platform:id"')
        item = item_of(PLACES[slug], key)
        return slug, item, self._stories.get((slug, -1 if item is None else item), _Story())

    def standing(self, listing: str, *, at: datetime | None = None) -> Standing:
        """How a listing stood at a moment, or stands now. An id that nobody has is gone.

        Raises KeyError if the platform is none of the sandbox's, ValueError if this is no "platform:id".
        """
        slug, item, story = self._story(listing)
        if item is None or (item >= PLACES[slug].listings and (slug, item) not in self.made):
            return Standing.GONE
        known = [standing for when, standing in story.changes if at is None or when <= at]
        return known[-1] if known else at_first(PLACES[slug], item, seed=self._seed)

    def history(self, listing: str) -> list[tuple[datetime, Standing]]:
        """Every change of a listing, oldest first, with its simulated time."""
        return list(self._story(listing)[2].changes)

    def said(self, listing: str) -> list[Said]:
        """What the staff answered about a listing, oldest first."""
        return list(self._story(listing)[2].said)
