"""Every figure that the product shows, held against the truth. The only place where both are at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tertib.commands.simulation.aims import Held, Unit, near
from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import hour_of
from tertib.commands.simulation.lives import TrueCurves, is_gone, true_curves, turns_of
from tertib.commands.simulation.office import AFTERCARE_DAYS, SETTLING_HOURS, Office
from tertib.commands.simulation.others import returns_held, sellers_held, words_held
from tertib.commands.simulation.shown import Shown, shown
from tertib.commands.simulation.watching import looks_held
from tertib.core.statistics import Curve
from tertib.sandbox.campaign.records import Standing
from tertib.sandbox.campaign.truth import Truth
from tertib.vocabulary import CaseState

LONG_ENOUGH = 30  # days from which prevalence and words are judged
MANY = 1_000  # honest sellers from which two in a thousand can be told
POINTS = 0.02  # between a share that is shown and the true one
ROUNDING = 1e-9  # two shares of whole cases lie 0.02 apart, and a few bits more
STILL_DOWN_DAYS = (7, 30, 90)
STILL_UP_HOURS = (24, 72, 168)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: all figures, the product's own, the true curves, dealers' listings up by day in both worlds."""

    held: tuple[Held, ...]
    shown: Shown
    true: TrueCurves
    nothing: tuple[int, ...]
    product: tuple[int, ...]

    @property
    def missed(self) -> tuple[Held, ...]:
        """Aims that were not reached."""
        return tuple(one for one in self.held if one.kept is False)


def compare(office: Office, truth: Truth, nothing: Sequence[int], *, days: int) -> Outcome:
    """Hold all against the truth; `nothing` are dealers' listings up at the end of each day if nobody does anything."""
    files = list(office.book.files.values())
    end = (days + AFTERCARE_DAYS) * 24.0
    seen = shown(office.at_end, files, days=days)
    true = true_curves(files, truth, end=end)
    product = truth.on_sale([day * 24.0 for day in range(days + 1)])
    held = [
        *_down(office, truth, seen, true, days),
        *_speed(office),
        *returns_held(office.returns, truth),
        *words_held(office.words, truth, judged=days >= LONG_ENOUGH),
        *sellers_held(office.sellers, truth),
        _innocent(office, truth),
        *_prevalence(nothing, product, days),
        *looks_held(files, truth),
    ]
    return Outcome(tuple(held), seen, true, tuple(nothing), tuple(product))


def _down(office: Office, truth: Truth, seen: Shown, true: TrueCurves, days: int) -> list[Held]:
    files = list(office.book.files.values())
    last = days * 24.0 + SETTLING_HOURS
    asked = [file for file in files if file.notices and hour_of(file.notices[0]) < last]
    gone = sum(truth.listing(file.id).at(last) in (Standing.GONE, Standing.SHOP_GONE) for file in asked)
    down = seen.figures.count("down")
    false = sum(not is_gone(truth.listing(file.id), at) for file in files for at in file.down_at)
    reach = POINTS * max(1, len(asked))
    held = [
        Held(key="asked", id="Diminta turun", en="Asked to go down", unit=Unit.COUNT, shown=len(asked)),
        Held(
            key="down",
            id="Turun menurut pengamatan",
            en="Down as we saw",
            unit=Unit.COUNT,
            shown=down,
            true=gone,
            aim="within 2 % of those asked for",
            kept=abs(down - gone) <= reach,
        ),
        Held(
            key="false_down",
            id="Dinyatakan turun padahal tayang",
            en="Called down while up",
            unit=Unit.COUNT,
            shown=0,
            true=false,
            aim="0",
            kept=false == 0,
        ),
    ]
    held += _said_and_back(office, truth, seen, last, reach)
    for hours in STILL_UP_HOURS:
        said, is_so = _at(seen.up.curve, hours), true.up.share_at(hours).value
        held.append(
            Held(
                key=f"up_{hours}h",
                id=f"Masih tayang {hours} jam setelah surat",
                en=f"Still up {hours} h after the notice",
                unit=Unit.SHARE,
                shown=said,
                true=is_so,
                aim="within 2 points",
                kept=near(said, is_so, POINTS),
            )
        )
    for after in STILL_DOWN_DAYS:
        said, is_so = _at(seen.away.curve, after * 24), true.away.share_at(after * 24).value
        held.append(
            Held(
                key=f"still_down_{after}d",
                id=f"Tetap turun {after} hari",
                en=f"Still down after {after} days",
                unit=Unit.SHARE,
                shown=said,
                true=is_so,
                aim="within 2 points",
                kept=near(said, is_so, POINTS),
            )
        )
    between, away = _widest(seen.up.curve, true.up), _widest(seen.away.curve, true.away)
    held += [
        Held(
            key="up_curve",
            id="Selisih terbesar kurva sampai turun",
            en="Widest gap of the curve until down",
            unit=Unit.SHARE,
            true=between,
            aim="at most 2 points",
            kept=None if between is None else between <= POINTS + ROUNDING,
        ),
        Held(
            key="away_curve",
            id="Selisih terbesar kurva tetap turun",
            en="Widest gap of the curve still down",
            unit=Unit.SHARE,
            true=away,
            aim="at most 2 points",
            kept=None if away is None else away <= POINTS + ROUNDING,
        ),
    ]
    return held


def _said_and_back(office: Office, truth: Truth, seen: Shown, last: float, reach: float) -> list[Held]:
    """What platforms call done and is up, and what came back after we saw it down."""
    rows = list(zip(office.book.files.values(), office.at_end, strict=True))
    up = (Standing.UP, Standing.SOLD)
    done = sum(row.state is CaseState.CLAIMED and truth.listing(file.id).at(last) in up for file, row in rows)
    back = sum(
        row.ever_down
        and any(
            not gone and _down_hour(file) < hour <= last for hour, gone in turns_of(truth.listing(file.id))
        )
        for file, row in rows
    )
    names = (
        ("claimed_up", "Disebut selesai padahal tayang", "Said to be done, and up", done),
        ("returned", "Kembali tayang setelah turun", "Back after it was down", back),
    )
    return [
        Held(
            key=key,
            id=name,
            en=english,
            unit=Unit.COUNT,
            shown=seen.figures.count(key),
            true=true,
            aim="within 2 % of those asked for",
            kept=abs(seen.figures.count(key) - true) <= reach,
        )
        for key, name, english, true in names
    ]


def _down_hour(file: File) -> float:
    """The hour at which a case was first verified down."""
    return hour_of(file.down_at[0])


def _widest(shown: Curve | None, true: Curve) -> float | None:
    """The widest gap between two curves, asked each hour as far as both say something."""
    if shown is None:
        return None
    gaps = [
        abs(said - so)
        for hour in range(int(min(shown.until, true.until)) + 1)
        if (said := shown.share_at(hour).value) is not None and (so := true.share_at(hour).value) is not None
    ]
    return max(gaps, default=None)


def _at(curve: Curve | None, hours: float) -> float | None:
    return None if curve is None else curve.share_at(hours).value


def _speed(office: Office) -> list[Held]:
    files = list(office.book.files.values())
    found = [office.found_at[file.id] - file.row.listed for file in files]
    asked = [hour_of(file.notices[0]) - file.row.listed for file in files if file.notices]
    down = [hour_of(file.down_at[0]) - file.row.listed for file in files if file.down_at]
    names = (
        ("hours_to_found", "Dari tayang sampai ditemukan", "From put up to pointed at", found),
        ("hours_to_notice", "Dari tayang sampai surat", "From put up to the notice", asked),
        ("hours_to_down", "Dari tayang sampai terbukti turun", "From put up to verified down", down),
    )
    return [
        Held(
            key=key,
            id=f"{name} (median)",
            en=f"{english} (median)",
            unit=Unit.HOURS,
            shown=median(hours) if hours else None,
        )
        for key, name, english, hours in names
    ]


def _innocent(office: Office, truth: Truth) -> Held:
    hit = {
        truth.listing(file.id).shop.seller
        for file in office.book.files.values()
        if not truth.listing(file.id).is_illegal
        and any(
            standing in (Standing.GONE, Standing.SHOP_GONE) for _, standing in truth.listing(file.id).changes
        )
    }
    honest = len(truth.honest_sellers())
    share = 1_000 * len(hit) / max(1, honest)
    return Held(
        key="innocent",
        id="Penjual jujur yang kena",
        en="Honest sellers hit",
        unit=Unit.PER_THOUSAND,
        true=share,
        aim="at most 2 / 1,000",
        kept=share <= 2.0 if honest >= MANY else None,
    )


def _prevalence(nothing: Sequence[int], product: Sequence[int], days: int) -> list[Held]:
    day = min(days, LONG_ENOUGH)
    later = range(day, days + 1)
    mean = sum(product[at] for at in later) / max(1, sum(nothing[at] for at in later))
    names = {"id": "Tayang dibanding tanpa Tertib", "en": "Up, against doing nothing"}
    judged = days >= LONG_ENOUGH
    return [
        Held(
            key="prevalence_day",
            id=f"{names['id']}, hari ke-{day}",
            en=f"{names['en']}, on day {day}",
            unit=Unit.RATIO,
            true=product[day] / max(1, nothing[day]),
        ),
        Held(
            key="prevalence",
            id=f"{names['id']}, sejak hari ke-{day}",
            en=f"{names['en']}, from day {day} on",
            unit=Unit.RATIO,
            true=mean,
            aim="at most 0.1",
            kept=mean <= 0.1 if judged else None,
        ),
    ]
