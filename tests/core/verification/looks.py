"""Looks and sessions, made short for tests of verdicts and plans."""

from datetime import UTC, datetime, timedelta

from tertib.core.verification import Look, Observation, Session
from tertib.core.verification.controls import DIRECT
from tertib.vocabulary import PageState

T0 = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLATFORM = "lapakraya"


def shown(state: PageState, *, template: str | None = None) -> Observation:
    place = "redirect/search" if state is PageState.REDIRECTED else f"{PLATFORM}/{state.lower()}"
    return Observation(state=state, reasons=("made",), template=template or place)


def session(
    positive: PageState | None = PageState.UP,
    negative: PageState | None = PageState.GONE_HARD,
    *,
    at: datetime = T0,
    platform: str = PLATFORM,
    by: str = DIRECT,
    exits: int = 1,
) -> Session:
    return Session(
        platform=platform,
        at=at,
        positive=None if positive is None else shown(positive),
        negative=None if negative is None else shown(negative),
        exit=by,
        exits=exits,
    )


def look(
    hours: float,
    state: PageState,
    *,
    positive: PageState | None = PageState.UP,
    negative: PageState | None = PageState.GONE_HARD,
    by: str = DIRECT,
    exits: int = 1,
) -> Look:
    """A look `hours` after T0, in a session of its own at the same time, `by` one of so many `exits`."""
    at = T0 + hours * HOUR
    return Look(
        platform=PLATFORM,
        at=at,
        observation=shown(state),
        session=session(positive, negative, at=at, by=by, exits=exits),
    )
