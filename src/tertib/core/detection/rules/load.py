"""How a policy's detection.toml and terms.toml are read; a mistake names file, line and mend."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from tertib.core.detection.rules.facts import fact_of
from tertib.core.detection.rules.model import BandRule, Fact, Group, Question, Rules, Sign, Term
from tertib.core.detection.rules.parts import keys_of, shares_of, weights_of
from tertib.core.detection.rules.terms import group_of, term_of
from tertib.core.policies import load_policy
from tertib.core.policies.fields import Fields
from tertib.errors import PolicyMistake
from tertib.vocabulary import Band

RULES_FILE = "detection.toml"
TERMS_FILE = "terms.toml"
SIGNALS = ("pattern", "condition", "price", "shop", "new", "goods", "amount", "words")


def load_rules(folder: Path) -> Rules:
    """Read a policy folder's detection rules. Raises PolicyMistake, as `load_policy` does."""
    policy = load_policy(folder)
    rules, terms = _fields(folder, RULES_FILE), _fields(folder, TERMS_FILE)
    rules.only("question", "fact", "sign", "band", "score", "says_nothing", "most", "disguise", "budget")
    terms.only("group", "term")
    questions = {question.key: question for question in map(_question, rules.parts("question"))}
    groups: dict[str, Group] = {}
    for part in terms.parts("group"):
        _once(part, groups)
        groups[part.text_of("key")] = group_of(part)
    found: dict[str, Term] = {}
    for part in terms.parts("term"):
        _once(part, found)
        found[part.text_of("key")] = term_of(part, questions=questions, groups=groups)
    facts: dict[str, Fact] = {}
    for part in rules.parts("fact"):
        _once(part, facts)
        facts[part.text_of("key")] = fact_of(part, groups=groups)
    signs: dict[str, Sign] = {}
    for part in rules.parts("sign"):
        _once(part, signs)
        signs[part.text_of("key")] = _sign(part, questions=questions, facts=facts)
    return Rules(
        reference=policy.reference,
        questions=tuple(questions.values()),
        groups=groups,
        terms=tuple(found.values()),
        facts=facts,
        signs=tuple(signs.values()),
        says_nothing=keys_of(rules, "says_nothing", known=facts, kind="fact"),
        bands=tuple(_band(part, questions=questions) for part in rules.parts("band")),
        score=shares_of(rules, "score", known=questions),
        most=rules.number("most", above=0),
        disguise=rules.number("disguise", above=-1),
        false_alarm_budget=rules.number("budget", above=0),
    )


def _fields(folder: Path, name: str) -> Fields:
    try:
        text = (folder / name).read_text(encoding="utf-8")
        return Fields(f"{folder.name}/{name}", text, tomllib.loads(text))
    except OSError as mistake:
        raise PolicyMistake(f"{folder.name}: there is no readable {name}; add one") from mistake
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise PolicyMistake(
            f"{folder.name}/{name}: {mistake}; mend it so that it is TOML in UTF-8"
        ) from mistake


def _once(part: Fields, seen: Mapping[str, object]) -> None:
    key = part.text_of("key")
    if key in seen:
        part.fail("key", f"the key {key!r} stands twice; give each its own")


def _question(part: Fields) -> Question:
    part.only("key", "name", "asks", "prior", "needed", "advice")
    needed = part.table.get("needed", False)
    if not isinstance(needed, bool):
        part.fail("needed", f"needed is {needed!r}; write true or false")
    return Question(
        key=part.text_of("key"),
        name=part.both("name"),
        asks=part.both("asks"),
        prior=part.number("prior", above=-20),
        needed=needed,
        advice=part.both("advice") if "advice" in part.table else None,
    )


def _sign(part: Fields, *, questions: Mapping[str, object], facts: Mapping[str, object]) -> Sign:
    part.only("key", "signal", "meaning", "all", "none", "weights")
    signal = part.text_of("signal")
    if signal not in SIGNALS:
        part.fail("signal", f"signal is {signal!r}; write one of {', '.join(SIGNALS)}")
    wanted = keys_of(part, "all", known=facts, kind="fact")
    if not wanted:
        part.fail("all", "a sign needs at least one fact in `all`")
    return Sign(
        key=part.text_of("key"),
        signal=signal,
        meaning=part.both("meaning"),
        all=wanted,
        none=keys_of(part, "none", known=facts, kind="fact"),
        weights=weights_of(part, known=questions),
    )


def _band(part: Fields, *, questions: Mapping[str, object]) -> BandRule:
    part.only("band", "at_least", "any_of")
    band = part.word("band", Band)
    if band not in (Band.STRONG, Band.LOOK):
        part.fail("band", "only strong and look have rules; the rest is none, or cannot_tell by says_nothing")
    return BandRule(
        band=band,
        at_least=weights_of(part, "at_least", known=questions),
        any_of=weights_of(part, "any_of", known=questions) if "any_of" in part.table else {},
    )
