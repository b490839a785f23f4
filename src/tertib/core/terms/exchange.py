"""New words shared between members in the form `words-1`: written, and read row by row whoever it comes from."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tertib.core.notices.canonical import canonical_bytes, digest, stamp
from tertib.core.terms.history import words_of
from tertib.errors import BadInput

SCHEMA = "words-1"
MAX_BYTES, MAX_WORDS = 500_000, 2_000
LEAST_SELLERS = 3  # a smaller number is not told: it could name a seller
MAX_TERM, MAX_MEANING, MAX_LIST = 80, 500, 50
KINDS = ("word", "phrase", "code", "disguise")
POLICY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
WEEK = re.compile(r"\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])")
_PERSONAL = re.compile(
    r"@|https?:|www\.|(?:\d[ .-]?){7,}", re.IGNORECASE
)  # an address, a link, a number to call
_FIELDS = frozenset({"term", "kind", "policy", "meaning", "needs", "unless", "places"}) | {
    "first_seen_week",
    "sellers",
    "status",
}
_ENVELOPE = frozenset({"schema", "by", "made_at", "words", "digest"})


class Shared(StrEnum):
    """How far a word is with who shares it."""

    ACCEPTED = "accepted"  # in a draft
    PUBLISHED = "published"  # in a version that was in force


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWord:
    """One word as it is shared: no shop, no listing, no title. `sellers` null: fewer than LEAST_SELLERS, or not known.

    `needs`, `unless` and `places` are company and places as in a term of the policy. `meaning`: language -> text.
    """

    term: str
    kind: str
    policy: str
    status: Shared
    first_seen_week: str  # such as 2026-W47
    sellers: int | None = None
    meaning: Mapping[str, str]
    needs: Sequence[str] = ()
    unless: Sequence[str] = ()
    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A word of the file that cannot be taken: its place from 1, what is wrong and how to mend it."""

    place: int
    what: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """What a file holds. `by` is who made it, by its own word; `places` are those of `words` in the file, from 1."""

    by: str
    made_at: str
    words: tuple[SharedWord, ...]
    places: tuple[int, ...]
    mistakes: tuple[Mistake, ...]


def week_of(day: date) -> str:
    """The ISO week of a day.

    >>> week_of(date(2026, 11, 25))
    '2026-W48'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def write_words(words: Iterable[SharedWord], *, by: str, made_at: datetime) -> bytes:
    """The file, the same for the same words, name and second. Fewer sellers than LEAST_SELLERS are left untold."""
    rows = [_row(word) for word in words]
    rows.sort(key=lambda row: (row["policy"], row["term"]))
    whole = {"schema": SCHEMA, "by": by, "made_at": stamp(made_at), "words": rows}
    return json.dumps({**whole, "digest": digest(whole)}, ensure_ascii=False, indent=1).encode() + b"\n"


def read_words(content: bytes) -> SharedFile:
    """Read a file. A word with a mistake is named and left out; raises BadInput if the file itself cannot be trusted."""
    if len(content) > MAX_BYTES:
        raise BadInput(f"The file has more than {MAX_BYTES // 1000} kB. Ask for the words in several files.")
    try:
        whole = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadInput(
            "This is no file of words: it is not JSON. Take the file as it was downloaded."
        ) from None
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise BadInput(f'This is no file of words: its "schema" is not "{SCHEMA}".')
    rows, by, made_at = whole.get("words"), whole.get("by"), whole.get("made_at")
    if unknown := sorted(set(whole) - _ENVELOPE):
        raise BadInput(f"The file holds {unknown[0][:40]!r}, which {SCHEMA} does not know.")
    if not (isinstance(by, str) and 0 < len(by.strip()) <= 200 and isinstance(made_at, str)):
        raise BadInput('The file does not say who made it and when: "by" and "made_at".')
    if not isinstance(rows, list) or len(rows) > MAX_WORDS:
        raise BadInput(f'"words" must be a list of at most {MAX_WORDS} words.')
    if whole.get("digest") != _digest(whole):
        raise BadInput("The file was changed on its way: its digest does not fit. Ask for it again.")
    words, places, mistakes = [], [], []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for place, row in enumerate(rows, 1):
        try:
            word = _word(row)
            if (key := (word.policy, words_of(word.term))) in seen:
                raise BadInput("The word stands in the file twice. Leave one of them.")
            seen.add(key)
        except BadInput as error:
            mistakes.append(Mistake(place, str(error)))
        else:
            words.append(word)
            places.append(place)
    return SharedFile(" ".join(by.split()), made_at[:40], tuple(words), tuple(places), tuple(mistakes))


def is_personal(text: str) -> bool:
    """Whether a word may lead to a person: an address, a link, a number to call."""
    return bool(_PERSONAL.search(text))


def _row(word: SharedWord) -> dict[str, Any]:
    told = word.sellers if word.sellers is not None and word.sellers >= LEAST_SELLERS else None
    return {
        "term": word.term,
        "kind": word.kind,
        "policy": word.policy,
        "status": word.status.value,
        "first_seen_week": word.first_seen_week,
        "sellers": told,
        "meaning": {language: word.meaning.get(language, "") for language in ("id", "en")},
        "needs": sorted(word.needs),
        "unless": sorted(word.unless),
        "places": sorted(word.places),
    }


def _word(row: object) -> SharedWord:
    if not isinstance(row, dict):
        raise BadInput('A word is an object with "term", "policy" and so on.')
    if unknown := sorted(str(key) for key in set(row) - _FIELDS):
        raise BadInput(f"{unknown[0][:40]!r} is not known. Take it out.")
    term = _text(row, "term", most=MAX_TERM)
    if not term or not words_of(term):
        raise BadInput('"term" is the word itself, with at least one letter or digit.')
    if is_personal(term):
        raise BadInput('"term" looks like an address, a link or a telephone number; those are not shared.')
    kind, policy, week = row.get("kind"), row.get("policy"), row.get("first_seen_week")
    if kind not in KINDS:
        raise BadInput(f'"kind" is one of {", ".join(KINDS)}.')
    if not (isinstance(policy, str) and POLICY.fullmatch(policy)):
        raise BadInput('"policy" is the id of a policy, such as pakaian-bekas-impor.')
    if not (isinstance(week, str) and WEEK.fullmatch(week)):
        raise BadInput('"first_seen_week" is a week such as 2026-W47.')
    if row.get("status") not in set(Shared):
        raise BadInput('"status" is accepted or published.')
    sellers = row.get("sellers")
    if sellers is not None and not (type(sellers) is int and LEAST_SELLERS <= sellers <= 1_000_000):
        raise BadInput(f'"sellers" is a number from {LEAST_SELLERS} on, or null.')
    meaning = row.get("meaning")
    if not isinstance(meaning, dict) or not set(meaning) <= {"id", "en"}:
        raise BadInput('"meaning" holds texts under "id" and "en".')
    return SharedWord(
        term=term,
        kind=kind,
        policy=policy,
        status=Shared(row["status"]),
        first_seen_week=week,
        sellers=sellers,
        meaning={language: _text(meaning, language, most=MAX_MEANING) for language in ("id", "en")},
        needs=_list(row, "needs"),
        unless=_list(row, "unless"),
        places=_list(row, "places"),
    )


def _text(row: Mapping[str, Any], key: str, *, most: int) -> str:
    text = row.get(key, "")
    if not isinstance(text, str) or len(text) > most or any(ord(c) < 32 for c in text):
        raise BadInput(f'"{key}" is a text of at most {most} characters in one line.')
    return " ".join(text.split())


def _list(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    told = row.get(key, [])
    if not isinstance(told, list) or len(told) > MAX_LIST:
        raise BadInput(f'"{key}" is a list of at most {MAX_LIST} texts.')
    return tuple(_text({key: one}, key, most=MAX_TERM) for one in told)


def _digest(whole: Mapping[str, Any]) -> str:
    try:
        canonical_bytes(whole)
        return digest({key: value for key, value in whole.items() if key != "digest"})
    except (ValueError, UnicodeEncodeError, RecursionError):
        return ""


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")
