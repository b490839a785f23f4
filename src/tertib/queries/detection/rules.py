"""What the names in a finding mean: questions, words and signs of its policy as it is live now."""

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from django.conf import settings

from tertib.core.detection.matcher import Form, How, Lexicon, scan
from tertib.core.detection.rules import Rules, load_rules
from tertib.core.detection.rules.model import Term
from tertib.core.policies.model import LocalText
from tertib.core.policies.versions import live_folder
from tertib.queries.policies.named import policies_by_id
from tertib.store.policies import files_of_version, live_references


def rules_of(policy: str) -> Rules:
    """The policy's rules as they are live now. Raises PolicyMistake if there is no such policy."""
    kept = Path(settings.TERTIB_HOME) / "policies"
    folder = live_folder(policy, live_references(), files=files_of_version, kept=kept)
    parts = tuple(path.stat().st_mtime_ns for path in sorted(folder.glob("*.toml")))
    return _rules(folder, parts)


def policy_names(language: str) -> dict[str, str]:
    """id -> name of every policy, by name."""
    named = {key: policy.name.in_language(language) for key, policy in policies_by_id().items()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def meaning_of(signal: str, rules: Rules) -> LocalText | None:
    """What a signal's name means; None where it is no word or sign of the rules (any more)."""
    kind, _, rest = signal.partition(".")
    key = rest.partition("@")[0]
    if kind in ("terms", "disguise"):
        term = term_of(signal, rules)
        return term.meaning if term and term.meaning.id else None
    return next((one.meaning for one in rules.signs if (one.signal, one.key) == (kind, key)), None)


def term_of(signal: str, rules: Rules) -> Term | None:
    """The term that a signal `terms.x` or `disguise.x@shop` names."""
    key = signal.partition(".")[2].partition("@")[0]
    return next((term for term in rules.terms if term.key == key), None)


def undone(term: Term, text: str) -> tuple[str, tuple[tuple[How, int], ...]] | None:
    """As which word of the term the text was read, and what had to be undone for it; None if it is not read so."""
    hits = scan(pa.array([text], pa.string()), _lexicon(term.words, term.fuzzy, term.inside))
    if not len(hits):
        return None
    best = min(range(len(hits)), key=lambda i: sum(count for _, count in hits.operations(i)))
    return hits.names[int(hits.form[best])], hits.operations(best)


@lru_cache(maxsize=16)
def _rules(folder: Path, _parts: tuple[int, ...]) -> Rules:
    return load_rules(folder)


@lru_cache(maxsize=256)
def _lexicon(words: tuple[str, ...], fuzzy: bool, inside: bool) -> Lexicon:
    return Lexicon.build(
        [Form(word, place, fuzzy=fuzzy, whole_word=not inside) for place, word in enumerate(words)]
    )
