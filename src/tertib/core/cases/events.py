"""What can happen to a case. Whatever happens is one of these, and becomes one numbered row of its history."""

from dataclasses import dataclass
from datetime import datetime

from tertib.vocabulary import CannotExecute, CaseOutcome, PageState, PauseReason, ReplyKind, Verdict


@dataclass(frozen=True, slots=True)
class Opened:
    """An authority named the listing for the first time under this policy."""

    order: str
    authority: str
    row: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Another order named it again; the case has one more requester."""

    order: str
    authority: str
    row: int


@dataclass(frozen=True, slots=True)
class Seen:
    """We looked, and this is what all looks together mean now.

    `next_look` is the plan's answer (`core/verification/plan.py`), None when no more looks are due.
    """

    verdict: Verdict
    state: PageState
    next_look: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeApproved:
    """A person let a notice leave. Its content is frozen from here on."""

    notice: str


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """The recipient's channel took the notice; the answer clock starts."""

    notice: str
    answer_due: datetime


@dataclass(frozen=True, slots=True)
class NoticeFailed:
    """The notice could not be delivered and waits for an operator."""

    notice: str


@dataclass(frozen=True, slots=True)
class Replied:
    """The recipient answered. `why` is set for cannot_execute only."""

    notice: str
    reply: str
    kind: ReplyKind
    why: CannotExecute | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The authority answered what the recipient had asked back."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerDueRanOut:
    """The answer clock ran out without an answer."""

    due: datetime


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """The answer clock stands still for this reason, such as a dead mailbox."""

    reason: PauseReason


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """The reason for a pause has gone. The clock goes on with the new due time; null: another reason still holds it."""

    reason: PauseReason
    answer_due: datetime | None


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Police asked to wait. `reason` is for the case's parties that may see holds."""

    until: datetime
    police: str


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """The hold ran out or was lifted. `answer_due`: when the answer is due now, null if no clock goes on."""

    answer_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The last requester took its order back."""

    authority: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A person closed it, with the outcome and a reason in words."""

    outcome: CaseOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A person opened a closed case again (undo, or new facts)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reversed:
    """A takedown was reversed on appeal."""

    appeal: str


Event = (
    Opened
    | Joined
    | Seen
    | NoticeApproved
    | NoticeSent
    | NoticeFailed
    | Replied
    | Answered
    | AnswerDueRanOut
    | ClockPaused
    | ClockResumed
    | HoldPlaced
    | HoldEnded
    | Withdrawn
    | Closed
    | Reopened
    | Reversed
)

EVENT_KINDS: dict[type, str] = {
    Opened: "opened",
    Joined: "joined",
    Seen: "seen",
    NoticeApproved: "notice_approved",
    NoticeSent: "notice_sent",
    NoticeFailed: "notice_failed",
    Replied: "replied",
    Answered: "answered",
    AnswerDueRanOut: "answer_due_ran_out",
    ClockPaused: "clock_paused",
    ClockResumed: "clock_resumed",
    HoldPlaced: "hold_placed",
    HoldEnded: "hold_ended",
    Withdrawn: "withdrawn",
    Closed: "closed",
    Reopened: "reopened",
    Reversed: "reversed",
}
"""The stable name of each event in a case's history."""
