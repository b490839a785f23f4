"""Which rung of the sellers' ladder a record calls for. Facts propose; a named person issues; time lets it lapse."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tertib.core.deadlines import end_of_day, local_day
from tertib.errors import PolicyMistake
from tertib.vocabulary import LadderWait, LegalZone, PartyKind, SellerRung

SHIPPED_LADDER = Path(__file__).with_name("ladder.toml")
SCHEMA = "seller-ladder-1"
COUNTS = ("listings", "shops", "returns")


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerStep:
    """A rung as data; the columns are told in `ladder.toml`."""

    key: SellerRung
    listings: int
    shops: int
    returns: int
    period_days: int
    lapse_days: int
    issuers: frozenset[PartyKind]
    names: Mapping[str, str]  # language -> name
    texts: Mapping[str, str]  # language -> what the person who issues it begins with


@dataclass(frozen=True, slots=True)
class SellerLadder:
    """The rungs in their order, the clean days after which a seller starts over, the letter that carries an issued
    rung (by language; {text}, {shops}, {where}), and the table's digest."""

    steps: tuple[SellerStep, ...]
    clean_days: int
    letters: Mapping[str, str]
    digest: str

    def step(self, key: SellerRung) -> SellerStep:
        """The rung of this key. Raises KeyError."""
        return {step.key: step for step in self.steps}[key]


@dataclass(frozen=True, slots=True)
class StepIssued:
    """A rung that a person issued and nobody took back."""

    rung: SellerRung
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerRecord:
    """What counts for one seller: facts only, each verified by looks, none by a score.

    `takedowns`: shop and moment of each listing's first verified takedown, reversed ones left out. `returns`: moments
    at which a listing was seen again after its takedown, as verified or as a person confirmed.
    """

    takedowns: tuple[tuple[str, datetime], ...]
    returns: tuple[datetime, ...] = ()
    issued: tuple[StepIssued, ...] = ()
    proposed: frozenset[SellerRung] = frozenset()
    dismissed: Mapping[SellerRung, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SellerProposal:
    """The facts of a rung that is called for: what a person reads before it is issued."""

    step: SellerStep
    listings: int
    shops: int
    returns: int


@dataclass(frozen=True, slots=True)
class SellerStanding:
    """Where a seller stands: the next rung, and why it is not called for; `wait` null: it is, with `proposal`."""

    step: SellerStep | None
    wait: LadderWait | None
    until: datetime | None = None
    proposal: SellerProposal | None = None


def seller_standing(record: SellerRecord, ladder: SellerLadder, *, now: datetime) -> SellerStanding:
    """Where a seller stands on the ladder.

    - Nothing verified counts: nothing is called for.
    - After `clean_days` without a new takedown the seller starts over: what lies before the gap no longer counts.
    - No rung is skipped: the next is the first that does not stand (not issued since the start, or lapsed).
    - A rung's period must be over before another follows.
    - The next rung's listings and shops are counted since the start; returns since the rung before was issued.
    - A rung that waits for a person is not proposed twice; one that a person dismissed not again before something
      new came, and never within its own period.
    """
    start = _start(record, ladder, now=now)
    if start is None:
        return SellerStanding(ladder.steps[0], LadderWait.BELOW_MEASURE)
    standing = {
        one.rung: one.at for one in record.issued if one.at >= start and not _lapsed(one, ladder, now)
    }
    step = next((step for step in ladder.steps if step.key not in standing), None)
    if step is None:
        return SellerStanding(None, LadderWait.LADDER_ENDED)
    running = [period_end(ladder.step(rung), at) for rung, at in standing.items()]
    until = max((end for end in running if now < end), default=None)
    if until is not None:
        return SellerStanding(step, LadderWait.PERIOD_RUNS, until)
    if step.key in record.proposed:
        return SellerStanding(step, LadderWait.PROPOSED_ALREADY)
    since = max(standing.values(), default=start)
    counted = [(shop, at) for shop, at in record.takedowns if start <= at <= now]
    refused = record.dismissed.get(step.key)
    if refused is not None and refused >= start:
        anew = max((at for at in (*(at for _, at in counted), *record.returns) if at <= now), default=start)
        if now < period_end(step, refused) or anew <= refused:
            return SellerStanding(step, LadderWait.DISMISSED, period_end(step, refused))
    found = SellerProposal(
        step=step,
        listings=len(counted),
        shops=len({shop for shop, _ in counted}),
        returns=sum(since <= at <= now for at in record.returns),
    )
    if found.listings < step.listings or found.shops < step.shops or found.returns < step.returns:
        return SellerStanding(step, LadderWait.BELOW_MEASURE)
    return SellerStanding(step, None, proposal=found)


def period_end(step: SellerStep, issued_at: datetime) -> datetime:
    """When the seller's time after a rung is over: the end of the last calendar day in Jakarta, in UTC."""
    if step.period_days == 0:
        return issued_at
    return end_of_day(
        local_day(issued_at, zone=LegalZone.WIB) + timedelta(days=step.period_days), zone=LegalZone.WIB
    )


def lapses_at(step: SellerStep, issued_at: datetime) -> datetime:
    """When an issued rung no longer stands by itself."""
    return issued_at + timedelta(days=step.lapse_days)


def load_seller_ladder(path: Path = SHIPPED_LADDER) -> SellerLadder:
    """The ladder of a table. Raises PolicyMistake that names the file and the rung."""
    raw = path.read_bytes()
    try:
        table: dict[str, Any] = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyMistake(f"{path.name}: {error}") from error
    if table.get("schema") != SCHEMA:
        raise PolicyMistake(f"{path.name}: schema is not {SCHEMA}")
    steps = tuple(_step(path, row) for row in table.get("rung", ()))
    if [step.key for step in steps] != list(SellerRung):
        raise PolicyMistake(f"{path.name}: the rungs are {', '.join(SellerRung)}, in this order, each once")
    try:
        clean_days = _count(table, "clean_days")
        letters = {language: str(table["letter"][language]) for language in ("id", "en")}
        for letter in letters.values():
            letter.format(text="", shops="", where="")
    except (KeyError, ValueError, IndexError) as error:
        raise PolicyMistake(f"{path.name}: clean_days or letter: {error}") from error
    return SellerLadder(steps, clean_days, letters, hashlib.sha256(raw).hexdigest())


def _step(path: Path, row: Mapping[str, Any]) -> SellerStep:
    try:
        return SellerStep(
            key=SellerRung(row["key"]),
            listings=_count(row, "listings"),
            shops=_count(row, "shops"),
            returns=_count(row, "returns"),
            period_days=_count(row, "period_days"),
            lapse_days=_count(row, "lapse_days"),
            issuers=frozenset(map(PartyKind, row["issuers"])),
            names={"id": row["name_id"], "en": row["name_en"]},
            texts={"id": _text(row, "text_id"), "en": _text(row, "text_en")},
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise PolicyMistake(f"{path.name}: rung {row.get('key')!r}: {error}") from error


def draft_text(step: SellerStep, facts: Mapping[str, int], *, language: str) -> str:
    """The text that the person who issues a rung begins with. `facts`: listings, shops, returns."""
    counts = {name: facts.get(name, 0) for name in COUNTS}
    return step.texts.get(language, step.texts["id"]).format(**counts, days=step.period_days)


def _text(row: Mapping[str, Any], name: str) -> str:
    text = str(row[name])
    text.format(**dict.fromkeys(COUNTS, 0), days=0)  # a KeyError names what cannot be filled in
    return text


def _count(row: Mapping[str, Any], name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is {value!r}; give a whole number, 0 or more")
    return value


def _start(record: SellerRecord, ladder: SellerLadder, *, now: datetime) -> datetime | None:
    """The first takedown after the latest gap of `clean_days`; None if the latest is that long ago, or none is."""
    moments = sorted(at for _, at in record.takedowns if at <= now)
    gap = timedelta(days=ladder.clean_days)
    if not moments or now - moments[-1] >= gap:
        return None
    start = moments[-1]
    for before, after in zip(reversed(moments[:-1]), reversed(moments), strict=False):
        if after - before >= gap:
            break
        start = before
    return start


def _lapsed(one: StepIssued, ladder: SellerLadder, now: datetime) -> bool:
    return now >= lapses_at(ladder.step(one.rung), one.at)
