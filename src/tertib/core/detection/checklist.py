"""The reviewer's answers to a policy's questions, and what a decision says in words to others."""

from collections.abc import Mapping, Sequence
from typing import Any

from tertib.core.detection.rules.model import Rules
from tertib.errors import BadInput
from tertib.vocabulary import ReviewOutcome

ANSWERS = ("yes", "no", "unknown")
MOST_WORDS = 8  # of the listing that a note quotes
MOST_LETTERS = 60  # of one of them


def checked(checklist: Mapping[str, str], rules: Rules, outcome: ReviewOutcome) -> dict[str, str]:
    """An answer to every question of the policy, `unknown` where none was given.

    Raises BadInput for another question or answer, or if a confirmation lacks a yes that the policy needs.
    """
    known = {question.key: question for question in rules.questions}
    if not set(checklist) <= set(known) or not set(checklist.values()) <= set(ANSWERS):
        raise BadInput(f"The questions are {', '.join(known)}; each is answered by yes, no or unknown.")
    answers = {key: checklist.get(key, "unknown") for key in known}
    lacking = lacks(answers, rules)
    if outcome is ReviewOutcome.CONFIRMED and lacking:
        raise BadInput(f"To confirm, answer yes to each of: {', '.join(lacking)}.")
    return answers


def lacks(answers: Mapping[str, str], rules: Rules) -> list[str]:
    """Questions that need a yes before a finding can be confirmed, and have none."""
    return [one.key for one in rules.questions if one.needed and answers.get(one.key) != "yes"]


def note_of(reasons: Sequence[Mapping[str, Any]], said: str) -> str:
    """Why a listing was confirmed, for its row in an order and its notice: the reviewer's reason, then the listing's own
    words, those that weigh most first."""
    words: dict[str, str] = {}
    for one in sorted(reasons, key=lambda one: -float(one["weight"])):
        text = " ".join((one.get("text") or "").split())[:MOST_LETTERS]
        if one["weight"] > 0 and text:
            words.setdefault(text.lower(), f'"{text}"')
    quoted = ", ".join(list(words.values())[:MOST_WORDS])
    return ". ".join(part for part in (said.strip().rstrip("."), quoted) if part)
