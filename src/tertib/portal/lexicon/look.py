"""What a word looks like on a page: label, meaning, tone (colour) and shape, so that colour never speaks alone."""

from dataclasses import dataclass

from django.utils.functional import Promise

TONES = ("plain", "info", "wait", "good", "warn", "bad", "quiet")
SHAPES = (
    "ring",
    "dot",
    "half",
    "check",
    "triangle",
    "square",
    "diamond",
    "dash",
    "pause",
    "question",
    "cross",
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `label` a few letters, `meaning` one sentence (may be empty)."""

    label: str | Promise
    meaning: str | Promise = ""
    tone: str = "plain"
    shape: str = "dot"
