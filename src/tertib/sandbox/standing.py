"""How each listing really stands, in one append-only journal: the known truth, which Tertib never reads."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BufferedWriter
from pathlib import Path
from typing import Final

from tertib.sandbox.draw import draw, share
from tertib.sandbox.places import IMPOSSIBLE, LATER, PLACES, Place, later_item, shop_of

JOURNAL: Final = "truth.jsonl"
CANARIES: Final = (0, 1, 2)  # places of listings that are always up, on every marketplace


class Standing(StrEnum):
    """What a visitor of a listing's page gets to see."""

    UP = "up"
    CHANGED = "changed"  # other goods under the same id
    SOLD_OUT = "sold_out"
    HOLIDAY = "holiday"  # the shop is on holiday
    HIDDEN = "hidden"  # the page is there, the search does not show it
    GONE = "gone"
    SHOP_CLOSED = "shop_closed"
    LOGIN = "login"
    APP = "app"


# Share of listings that stand so before anyone asked for anything. The rest is up.
AT_FIRST: Final = (
    (Standing.GONE, 0.030),
    (Standing.SOLD_OUT, 0.025),
    (Standing.HIDDEN, 0.006),
    (Standing.LOGIN, 0.006),
    (Standing.APP, 0.005),
)
SHOPS_ON_HOLIDAY: Final = 0.015
SHOPS_CLOSED: Final = 0.006


@dataclass(frozen=True, slots=True)
class Change:
    """One listing's new standing. `by` is staff, seller or world; `why` is a notice key or plain words."""

    item: int
    standing: Standing
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Made:
    """A listing that was put up after the world began: the place whose goods it shows, null for goods of its own, and
    the word that it has where the words of the trade stood, "" for none."""

    of: int | None
    word: str = ""


_OWN: Final = Made(None)


class World:
    """The standing of every listing of the five marketplaces. What is kept survives a stop at any moment."""

    def __init__(self, home: Path, *, seed: int = 2026) -> None:
        self.seed = seed
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self._changed: dict[str, dict[int, Standing]] = {slug: {} for slug in PLACES}
        self._made: dict[str, dict[int, Made]] = {slug: {} for slug in PLACES}
        self._later: Counter[tuple[str, int]] = Counter()  # listings that a shop put up later
        self._read(home / JOURNAL)
        self._journal: BufferedWriter = (home / JOURNAL).open("ab")

    def _read(self, path: Path) -> None:
        if not path.exists():
            return
        whole = path.read_bytes()
        kept = whole.rfind(b"\n") + 1  # a line cut short by a kill was never acknowledged to anyone
        if kept != len(whole):
            with path.open("r+b") as cut:
                cut.truncate(kept)
        for line in whole[:kept].splitlines():
            entry = json.loads(line)
            if entry["what"] == "standing":
                self._changed[entry["platform"]][entry["item"]] = Standing(entry["standing"])
            elif entry["what"] == "copy":
                self._keep(PLACES[entry["platform"]], entry["item"], Made(entry["of"], entry.get("word", "")))

    def _write(self, entries: list[dict[str, object]]) -> None:
        self._journal.write(
            b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries)
        )
        self._journal.flush()

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def exists(self, place: Place, item: int | None) -> bool:
        """Whether a listing was ever given this place."""
        return item is not None and (0 <= item < place.listings or item in self._made[place.slug])

    def made(self, place: Place, item: int) -> Made:
        """What a listing shows that was put up later; its own goods, for one of the beginning."""
        return self._made[place.slug].get(item, _OWN)

    def of_shop(self, place: Place, shop: int) -> list[int]:
        """The places of a shop's listings, those put up later last."""
        first = range(shop * place.per_shop, (shop + 1) * place.per_shop)
        later = (later_item(place, shop, n) for n in range(self._later[place.slug, shop]))
        return [item for item in (*first, *later) if self.exists(place, item)]

    def standing(self, place: Place, item: int) -> Standing:
        """How an existing listing stands now. The control listings are up whatever anyone does."""
        if item in CANARIES:
            return Standing.UP
        changed = self._changed[place.slug].get(item)
        return at_first(place, item, seed=self.seed) if changed is None else changed

    def change(self, place: Place, changes: list[Change], *, at: datetime) -> None:
        """Let listings stand otherwise from now on, and write it down, the same standing again too."""
        for change in changes:
            self._changed[place.slug][change.item] = change.standing
        self._write(
            [
                {
                    "what": "standing",
                    "platform": place.slug,
                    "item": change.item,
                    "standing": change.standing.value,
                    "by": change.by,
                    "why": change.why,
                    "at": at.isoformat(),
                }
                for change in changes
            ]
        )

    def copy(self, place: Place, of: int, *, at: datetime) -> int:
        """Put the goods of a listing up again under a new id in another shop, once; gives its place."""
        copies = {item: made for item, made in self._made[place.slug].items() if item < LATER}
        if (known := next((item for item, made in copies.items() if made.of == of), None)) is not None:
            return known
        item = (place.listings // place.per_shop + 1 + len(copies)) * place.per_shop
        self._put_up(place, item, Made(of), at)
        return item

    def put_up(
        self, place: Place, shop: int, *, of: int | None = None, word: str = "", at: datetime
    ) -> int | None:
        """Let a shop that is there put up a listing more, with the goods of another or its own; the same goods under
        the same word once. Gives its place, None when the numbering has no more for the shop."""
        made = Made(of, word)
        if of is not None:
            for item in self.of_shop(place, shop):
                if self._made[place.slug].get(item) == made:
                    return item
        item = later_item(place, shop, self._later[place.slug, shop])
        if item >= IMPOSSIBLE:
            return None
        self._put_up(place, item, made, at)
        return item

    def _put_up(self, place: Place, item: int, made: Made, at: datetime) -> None:
        self._keep(place, item, made)
        entry = {"what": "copy", "platform": place.slug, "item": item, "of": made.of, "by": "seller"}
        self._write([entry | ({"word": made.word} if made.word else {}) | {"at": at.isoformat()}])

    def _keep(self, place: Place, item: int, made: Made) -> None:
        if item >= LATER and item not in self._made[place.slug]:
            self._later[place.slug, shop_of(place, item)] += 1
        self._made[place.slug][item] = made

    def said(self, place: Place, answers: list[tuple[int | None, str, str]], *, at: datetime) -> None:
        """Write down what staff answered, beside what is true: item, notice key and kind of each answer."""
        self._write(
            [
                {
                    "what": "said",
                    "platform": place.slug,
                    "item": item,
                    "notice": notice,
                    "kind": kind,
                    "at": at.isoformat(),
                }
                for item, notice, kind in answers
            ]
        )

    def counts(self, place: Place) -> Counter[Standing]:
        """How many listings of a marketplace were changed to each standing."""
        return Counter(self._changed[place.slug].values())


def at_first(place: Place, item: int, *, seed: int) -> Standing:
    """How a listing stood when the world began."""
    if item in CANARIES or item >= place.listings:
        return Standing.UP
    mood = share(draw(seed, place.no, 23, shop_of(place, item)))
    if shop_of(place, item) != shop_of(place, CANARIES[-1]):
        if mood < SHOPS_CLOSED:
            return Standing.SHOP_CLOSED
        if mood < SHOPS_CLOSED + SHOPS_ON_HOLIDAY:
            return Standing.HOLIDAY
    mood = share(draw(seed, place.no, 29, item))
    for standing, part in AT_FIRST:
        if mood < part:
            return standing
        mood -= part
    return Standing.UP
