"""Read a history back and live it again: what a case must look like, given everything that happened to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from tertib.core.cases import events as e
from tertib.core.cases import intents as i
from tertib.core.cases.decide import Case, decide
from tertib.vocabulary import CaseState

KINDS = {name: kind for kind, name in e.EVENT_KINDS.items()}


@dataclass(frozen=True, slots=True)
class Life:
    """What a history comes to. `look_due`: a look was planned and nothing called it off since."""

    case: Case
    look_due: bool


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a field of this type is read from JSON."""
    kind = next((one for one in get_args(hint) if one is not NoneType), hint)
    if kind is datetime:
        return datetime.fromisoformat
    return kind if issubclass(kind, StrEnum) else lambda value: value


READERS = {
    kind: {field.name: _reader(get_type_hints(kind)[field.name]) for field in fields(kind)}
    for kind in KINDS.values()
}


def read_event(kind: str, body: Mapping[str, Any]) -> e.Event:
    """The event that a row of a history holds; what else the body says is left out.

    Raises ValueError for a row that is none of ours.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of event")
    readers = READERS[KINDS[kind]]
    try:
        said = {name: None if body[name] is None else read(body[name]) for name, read in readers.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{kind}: the body lacks or misspells {error}") from error
    event: e.Event = KINDS[kind](**said)
    return event


def live_again(history: Iterable[tuple[e.Event, datetime]]) -> Life:
    """Let everything happen again, each at its own moment. Raises MoveNotAllowed where it could not have."""
    case, look_due = Case(CaseState.OPEN), False
    for event, at in history:
        decision = decide(case, event, now=at)
        case = decision.case
        for intent in decision.intents:
            if isinstance(intent, i.LookAt | i.StopLooking):
                look_due = isinstance(intent, i.LookAt)
    return Life(case, look_due)
