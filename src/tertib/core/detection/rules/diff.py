"""What two versions of a policy say differently about detection: one change a line, for a reader to go through."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tertib.core.detection.rules.model import Rules, Term
from tertib.core.policies.model import LocalText
from tertib.core.policies.versions import PACKED

NUMBERS = ("most", "disguise", "false_alarm_budget")
CONTEXT_LINES = 2


class Part(StrEnum):
    """The parts of a policy's detection rules."""

    TERM = "term"
    GROUP = "group"
    FACT = "fact"
    SIGN = "sign"
    QUESTION = "question"
    RULE = "rule"  # what stands for the whole: bands, score, bounds, budget


class Kind(StrEnum):
    """How a part differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `field` is empty for a part that is added or removed as a whole.

    For lists, `gone` and `come` are the entries that left and joined; for others `before` and `after` as texts.
    """

    kind: Kind
    part: Part
    key: str
    field: str = ""
    before: str = ""
    after: str = ""
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def changes(before: Rules, after: Rules) -> tuple[Change, ...]:
    """Every difference, terms first, by key within a part; an order of terms or words is none."""
    found: list[Change] = []
    for part, old, new in (
        (Part.TERM, {term.key: term for term in before.terms}, {term.key: term for term in after.terms}),
        (Part.GROUP, before.groups, after.groups),
        (Part.FACT, before.facts, after.facts),
        (Part.SIGN, {sign.key: sign for sign in before.signs}, {sign.key: sign for sign in after.signs}),
        (
            Part.QUESTION,
            {question.key: question for question in before.questions},
            {question.key: question for question in after.questions},
        ),
    ):
        found += _keyed(part, old, new)
    for name in (*NUMBERS, "score", "bands", "says_nothing"):
        found += _field(Part.RULE, name, "", getattr(before, name), getattr(after, name))
    return tuple(found)


def file_changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """File -> its lines that differ, as a unified diff without heads; files that are no text have one line."""
    found = {}
    for name in sorted({*before, *after}):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if old.startswith(PACKED) or new.startswith(PACKED):
            found[name] = [f"-{len(old)}", f"+{len(new)}"]
        else:
            lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=CONTEXT_LINES, lineterm="")
            found[name] = list(lines)[2:]
    return found


def _keyed(part: Part, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    found: list[Change] = []
    for key in sorted({*old, *new}):
        if key not in old:
            found.append(Change(Kind.ADDED, part, key, after=_headline(new[key])))
        elif key not in new:
            found.append(Change(Kind.REMOVED, part, key, before=_headline(old[key])))
        elif old[key] != new[key]:
            for field in fields(old[key]):
                if field.name != "key":
                    pair = getattr(old[key], field.name), getattr(new[key], field.name)
                    found += _field(part, key, field.name, *pair)
    return found


def _field(part: Part, key: str, field: str, old: Any, new: Any) -> list[Change]:
    if old == new:
        return []
    if _is_texts(old) and _is_texts(new):
        gone = tuple(sorted(set(old) - set(new), key=str))
        come = tuple(sorted(set(new) - set(old), key=str))
        if not gone and not come:
            return []
        return [Change(Kind.CHANGED, part, key, field, gone=gone, come=come)]
    return [Change(Kind.CHANGED, part, key, field, before=_told(old), after=_told(new))]


def _is_texts(value: object) -> bool:
    return isinstance(value, tuple | frozenset) and all(isinstance(one, str) for one in value)


def _headline(value: object) -> str:
    """What an added or removed part is, in a line: the words of a term or group, else nothing."""
    words = getattr(value, "words", ())
    text = ", ".join(words)
    if isinstance(value, Term):
        return f"{text} ({_told(value.weights)})"
    return text


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, LocalText):
        return f"{value.id} / {value.en}" if value.id or value.en else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_told(one)}" for key, one in value.items())
    if isinstance(value, tuple | frozenset):
        return "; ".join(_told(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in fields(value)}
        return _told({name: one for name, one in told.items() if one})
    return str(value)
