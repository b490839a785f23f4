"""The general rules as data: `rules.toml` read, checked and made ready for matching."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tertib.core.verification.markup import fold_text
from tertib.core.verification.templates import WALLS
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState

SCHEMA = 1
RULES_FILE = Path(__file__).with_name("rules.toml")
_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
    }
)


class SignKind(StrEnum):
    """What a sign is good for; `rules.toml` says more of each."""

    WALL = "wall"
    TRACE = "trace"
    MISSING = "missing"
    GONE = "gone"
    UNSOLD = "unsold"
    BUYING = "buying"


# What a sign of each kind may say. Nothing but a page's own notice is ever called gone.
_STATES: Mapping[SignKind, frozenset[PageState]] = {
    SignKind.WALL: WALLS,
    SignKind.TRACE: WALLS,
    SignKind.MISSING: frozenset(),
    SignKind.GONE: frozenset({PageState.GONE_SOFT, PageState.SHOP_GONE}),
    SignKind.UNSOLD: frozenset({PageState.NOT_FOR_SALE, PageState.HIDDEN}),
    SignKind.BUYING: frozenset(),
}
MAX_SAID_CHARS = 3_000  # on no longer page is a sentence searched for: it would be dear, and a seller's
_WORDS = ("title", "text", "body", "unless")
_PAIRS = ("marker", "header")
_KEYS = frozenset({"name", "kind", "state", "status", "path", "host", "longest", "says", *_WORDS, *_PAIRS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign: all conditions hold, or it is not there. Words are folded by `fold`."""

    name: str
    kind: SignKind
    state: PageState | None
    status: frozenset[int] = frozenset()
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    marker: tuple[tuple[str, str], ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    host: tuple[str, ...] = ()
    path: re.Pattern[str] | None = None
    says: re.Pattern[str] | None = None  # searched in the visible text and in the title
    longest: int | None = None  # characters of visible text

    @property
    def is_wordy(self) -> bool:
        """Whether it rests on visible words or on how little there is: what a seller may write too."""
        return bool(self.title or self.text or self.says or self.longest is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralRules:
    """All signs in the order of the file. `digest` is the SHA-256 of the file, hexadecimal."""

    version: str
    digest: str
    signs: tuple[Sign, ...]

    def of(self, kind: SignKind) -> tuple[Sign, ...]:
        """The signs of one kind, in order."""
        return tuple(sign for sign in self.signs if sign.kind is kind)


def fold(text: str) -> str:
    """Fold as `fold_text` does, make apostrophes straight and drop letters of no width.

    >>> fold("We Can\\u2019t\\u200b  FIND it")
    "we can't find it"
    """
    return fold_text(text.translate(_STRAIGHT))


def load_general_rules(path: Path | str = RULES_FILE) -> GeneralRules:
    """Read the general rules. Raises SettingWrong, naming the file and the sign, if they break their form."""
    try:
        raw = Path(path).read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingWrong(f"{path}: cannot read the general rules: {error}") from error
    if table.get("schema") != SCHEMA or not isinstance(table.get("version"), str):
        raise SettingWrong(f'{path}: needs schema = {SCHEMA} and a version such as "2026-11-25"')
    if unknown := set(table) - {"schema", "version", "sign"}:
        raise SettingWrong(f"{path}: unknown key {min(unknown)!r}; signs stand in [[sign]] tables")
    try:
        signs = tuple(_read_sign(entry) for entry in table.get("sign", ()))
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise SettingWrong(f"{path}: {error}") from error
    names = [sign.name for sign in signs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise SettingWrong(f"{path}: sign {min(twice)!r} stands twice; give each its own name")
    return GeneralRules(version=table["version"], digest=hashlib.sha256(raw).hexdigest(), signs=signs)


def _read_sign(entry: Mapping[str, Any]) -> Sign:
    name = str(entry.get("name", ""))
    where = f"sign {name!r}"
    if not name:
        raise ValueError("a [[sign]] has no name")
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"{where}: unknown key {min(unknown)!r}; known are {', '.join(sorted(_KEYS))}")
    if not set(entry) - {"name", "kind", "state", "longest", "unless"}:
        raise ValueError(f"{where}: has no condition, so every page would have it")
    kind = SignKind(str(entry.get("kind")))
    state = PageState(entry["state"]) if "state" in entry else None
    if (state is None and _STATES[kind]) or (state is not None and state not in _STATES[kind]):
        allowed = ", ".join(sorted(_STATES[kind])) or "none"
        raise ValueError(f"{where}: state is {state}; a sign of kind {kind} may say {allowed}")
    for key in (*_WORDS, *_PAIRS, "host"):
        listed = entry.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
            raise ValueError(f'{where}: {key} must be a list of texts, such as {key} = ["..."]')
    if kind is SignKind.GONE and not any(entry.get(key) for key in ("text", "title", "says")):
        raise ValueError(
            f"{where}: only words that the page says make a listing gone; give text, title or says"
        )
    if "says" in entry and not 0 < int(entry.get("longest", 0)) <= MAX_SAID_CHARS:
        raise ValueError(f"{where}: says needs longest, at most {MAX_SAID_CHARS:,}")
    return Sign(
        name=name,
        kind=kind,
        state=state,
        status=frozenset(int(each) for each in entry.get("status", ())),
        title=tuple(fold(each) for each in entry.get("title", ())),
        text=tuple(fold(each) for each in entry.get("text", ())),
        body=tuple(fold(each) for each in entry.get("body", ())),
        unless=tuple(fold(each) for each in entry.get("unless", ())),
        marker=_pairs(entry, "marker", where),
        header=_pairs(entry, "header", where),
        host=tuple(each.lower() for each in entry.get("host", ())),
        path=re.compile(entry["path"], re.IGNORECASE) if "path" in entry else None,
        says=_sentence(entry["says"]) if "says" in entry else None,
        longest=int(entry["longest"]) if "longest" in entry else None,
    )


def _sentence(pattern: str) -> re.Pattern[str]:
    """A sentence's form, which may run over several lines; `~` stands for up to eight words of one sentence."""
    return re.compile(re.sub(r"\s*\n\s*", "", pattern).replace("~", r"(?:[^\s.!?]{1,40} ){0,8}?"))


def _pairs(entry: Mapping[str, Any], key: str, where: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for each in entry.get(key, ()):
        name, equals, value = each.partition("=")
        if not (name and equals):
            raise ValueError(f'{where}: {key} {each!r} must be "name=value"')
        pairs.append((name.strip().lower(), value.lower() if key == "header" else value))
    return tuple(pairs)


GENERAL_RULES = load_general_rules()
