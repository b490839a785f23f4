"""A recipient's answer in the form `reply-1`: read, checked field by field, written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tertib.core.notices.canonical import stamp
from tertib.core.notices.tdb import DECISIONS, statement_mistakes
from tertib.errors import ReplyRefused
from tertib.vocabulary import ActedOn, CannotExecute, ReplyKind

SCHEMA = "reply-1"
REPLY_ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
NOTICE_KEY = re.compile(r"N-[A-Z0-9]{4,32}")
COMMON_DECISION = "DECISION_VISIBILITY_CONTENT_REMOVED"
MAX_GROUND_CHARS = 500
MAX_TEXT_CHARS = 2_000
CLOCK_SKEW = timedelta(minutes=5)  # how far another computer's clock may run ahead of ours
KEYS = frozenset(
    {"schema", "id", "notice", "kind", "acted", "refused", "cannot_execute", "asks_back"}
    | {"statement_of_reasons", "amends"}
)
PART_KEYS = {
    ReplyKind.ACTED: frozenset({"on", "what", "at"}),
    ReplyKind.REFUSED: frozenset({"ground", "explanation"}),
    ReplyKind.CANNOT_EXECUTE: frozenset({"why", "explanation"}),
    ReplyKind.ASKS_BACK: frozenset({"question"}),
}

Mistakes = list[tuple[str, str]]
Word = TypeVar("Word", ReplyKind, ActedOn, CannotExecute)


@dataclass(frozen=True, slots=True)
class Acted:
    """What was done. `what` is a decision code of the EU transparency database, v2; `at` is UTC."""

    on: ActedOn
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    ground: str
    explanation: str


@dataclass(frozen=True, slots=True)
class CannotAct:
    why: CannotExecute
    explanation: str


@dataclass(frozen=True, slots=True)
class AsksBack:
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer to one notice. `id` is the sender's own and unique; `amends` is the id it corrects.

    `about` fits `kind`: Acted, Refused, CannotAct or AsksBack.
    """

    id: str
    notice: str
    kind: ReplyKind
    about: Acted | Refused | CannotAct | AsksBack
    statement: Mapping[str, Any] | None = None
    amends: str | None = None

    def as_document(self) -> dict[str, Any]:
        """The reply in the form reply-1, times in UTC to the second."""
        match self.about:
            case Acted(on, what, at):
                part = {"on": on.value, "what": what, "at": stamp(at)}
            case Refused(ground, explanation):
                part = {"ground": ground, "explanation": explanation}
            case CannotAct(why, explanation):
                part = {"why": why.value, "explanation": explanation}
            case AsksBack(question):
                part = {"question": question}
        document = {"schema": SCHEMA, "id": self.id, "notice": self.notice, "kind": self.kind.value}
        return {
            **document,
            self.kind.value: part,
            **({"statement_of_reasons": dict(self.statement)} if self.statement is not None else {}),
            "amends": self.amends,
        }


def parse_reply(raw: Mapping[str, Any], *, now: datetime) -> Reply:
    """Read a reply-1 document.

    Raises ReplyRefused with every wrong field and its mend: an unknown or missing field, a part
    that does not fit `kind`, a code that no list knows, a time without zone or in the future.
    """
    mistakes: Mistakes = [(key, "is no field of reply-1; take it out") for key in raw if key not in KEYS]
    if raw.get("schema", SCHEMA) != SCHEMA:
        mistakes.append(("schema", f'is {raw["schema"]!r}; write "{SCHEMA}"'))
    reply_id = _matching(raw, "id", REPLY_ID, "1 to 500 letters, digits, - and _", mistakes)
    notice = _matching(raw, "notice", NOTICE_KEY, "a notice number such as N-7K3M9QXD2A4B", mistakes)
    amends = raw.get("amends")
    if amends is not None:
        amends = _matching(raw, "amends", REPLY_ID, "the id of your earlier reply, or null", mistakes)
    kind = _word(raw, "kind", ReplyKind, mistakes, prefix="")
    about = _about(raw, kind, mistakes, now=now) if kind is not None else None
    statement = _statement(raw.get("statement_of_reasons"), mistakes)
    if mistakes or kind is None or about is None:
        raise ReplyRefused(tuple(mistakes))
    return Reply(id=reply_id, notice=notice, kind=kind, about=about, statement=statement, amends=amends)


def check_moment(at: datetime, *, now: datetime) -> str | None:
    """What is wrong with a time at which something was done, or None. `now` is when the reply came in."""
    if at.tzinfo is None:
        return "has no zone; write it as UTC, such as 2026-11-24T03:04:05Z"
    if at > now + CLOCK_SKEW:
        return f"lies in the future ({stamp(at)}); write when it was done"
    return None


def _about(
    raw: Mapping[str, Any], kind: ReplyKind, mistakes: Mistakes, *, now: datetime
) -> Acted | Refused | CannotAct | AsksBack | None:
    name = kind.value
    for other in ReplyKind:
        if other is not kind and raw.get(other.value) is not None:
            mistakes.append(
                (other.value, f"does not fit kind {name}; take it out or send a reply of its own")
            )
    part = raw.get(name)
    if not isinstance(part, Mapping):
        mistakes.append((name, f"is missing; kind {name} needs it with {', '.join(sorted(PART_KEYS[kind]))}"))
        return None
    known = PART_KEYS[kind]
    mistakes.extend((f"{name}.{key}", "is no field here; take it out") for key in part if key not in known)
    before = len(mistakes)
    about = _part(part, kind, mistakes, now=now)
    return about if len(mistakes) == before else None


def _part(
    part: Mapping[str, Any], kind: ReplyKind, mistakes: Mistakes, *, now: datetime
) -> Acted | Refused | CannotAct | AsksBack | None:
    match kind:
        case ReplyKind.ACTED:
            on = _word(part, "on", ActedOn, mistakes, prefix="acted.")
            what = part.get("what")
            if not isinstance(what, str) or what not in DECISIONS:
                mistakes.append(("acted.what", f"{what!r} is no decision code; such as {COMMON_DECISION}"))
            at = _moment(part.get("at"), mistakes, now=now)
            return Acted(on, str(what), at) if on is not None and at is not None else None
        case ReplyKind.REFUSED:
            ground = _text(part, "ground", MAX_GROUND_CHARS, mistakes, prefix="refused.")
            return Refused(ground, _text(part, "explanation", MAX_TEXT_CHARS, mistakes, prefix="refused."))
        case ReplyKind.CANNOT_EXECUTE:
            why = _word(part, "why", CannotExecute, mistakes, prefix="cannot_execute.")
            said = _text(part, "explanation", MAX_TEXT_CHARS, mistakes, prefix="cannot_execute.")
            return CannotAct(why, said) if why is not None else None
        case ReplyKind.ASKS_BACK:
            return AsksBack(_text(part, "question", MAX_TEXT_CHARS, mistakes, prefix="asks_back."))


def _statement(value: Any, mistakes: Mistakes) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        mistakes.append(
            ("statement_of_reasons", "must be an object with the fields of the code lists, or null")
        )
        return None
    mistakes.extend((f"statement_of_reasons.{field}", said) for field, said in statement_mistakes(value))
    return value


def _moment(value: Any, mistakes: Mistakes, *, now: datetime) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else at
    except (ValueError, OverflowError):  # in UTC it may fall before year 1 or after 9999
        at = None
    if at is None:
        mistakes.append(
            ("acted.at", f"{value!r} is no moment; write it as UTC, such as 2026-11-24T03:04:05Z")
        )
        return None
    if said := check_moment(at, now=now):
        mistakes.append(("acted.at", said))
        return None
    return at


def _matching(raw: Mapping[str, Any], key: str, form: re.Pattern[str], said: str, mistakes: Mistakes) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        mistakes.append((key, f"{value!r} is not in order; write {said}"))
    return str(value)


def _text(part: Mapping[str, Any], key: str, most: int, mistakes: Mistakes, *, prefix: str) -> str:
    value = part.get(key)
    if not isinstance(value, str) or not value.strip():
        mistakes.append((prefix + key, "is missing; say it in words"))
    elif len(value) > most:
        mistakes.append(
            (prefix + key, f"has {len(value)} characters; at most {most} are kept, so shorten it")
        )
    return str(value).strip()


def _word(
    part: Mapping[str, Any], key: str, kind: type[Word], mistakes: Mistakes, *, prefix: str
) -> Word | None:
    for word in kind:
        if word.value == part.get(key):
            return word
    mistakes.append((prefix + key, f"{part.get(key)!r} is unknown; write one of {', '.join(kind)}"))
    return None
