"""What must follow from a decision. Nothing here is performed; an action saves it, the worker does it."""

from dataclasses import dataclass
from datetime import datetime

from tertib.vocabulary import PauseReason


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at the listing, not before `at`. A later plan replaces an earlier one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class StopLooking:
    """No more looks are due."""


@dataclass(frozen=True, slots=True)
class StartAnswerClock:
    """The recipient's duty to answer runs until `due`."""

    due: datetime


@dataclass(frozen=True, slots=True)
class PauseAnswerClock:
    """The duty stands still from now on, for one more reason."""

    reason: PauseReason


@dataclass(frozen=True, slots=True)
class ResumeAnswerClock:
    """One reason for the pause has gone; with the last one the duty goes on, until `due`."""

    reason: PauseReason
    due: datetime | None  # null: another reason still holds it


@dataclass(frozen=True, slots=True)
class StopAnswerClock:
    """The duty is fulfilled, or there is no duty any more."""


@dataclass(frozen=True, slots=True)
class StartHoldClock:
    """The police hold ends at `until` by itself."""

    until: datetime


@dataclass(frozen=True, slots=True)
class StopHoldClock:
    """The hold was lifted before its end."""


@dataclass(frozen=True, slots=True)
class ConsiderLadder:
    """See whether the platform's record calls for a reminder or a warning (a person issues it)."""


Intent = (
    LookAt
    | StopLooking
    | StartAnswerClock
    | PauseAnswerClock
    | ResumeAnswerClock
    | StopAnswerClock
    | StartHoldClock
    | StopHoldClock
    | ConsiderLadder
)
