"""A policy without some of its words and signs, and which sellers' listings show each of them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.compiled import FIELDS, CompiledPolicy, build
from tertib.core.detection.evidence import Evidence, together
from tertib.core.detection.facts import column
from tertib.core.detection.matcher import scan
from tertib.core.detection.memory import NOTHING
from tertib.core.detection.reading import read
from tertib.core.detection.signals import SIGNALS

Ints = npt.NDArray[np.int64]
Part = tuple[str, str]
"""("word", the word) or ("sign", its full name): what a policy can be without."""


def parts_shown(listings: pa.RecordBatch, policy: CompiledPolicy) -> dict[Part, Ints]:
    """The rows that show each word, in any group or term, and each sign. Parts that no row shows are left out."""
    found: dict[Part, list[Ints]] = {}
    for field in FIELDS:
        lexicon = policy.words[field].lexicon
        texts = column(listings, field.value)
        if not lexicon.names or texts.null_count == len(texts):
            continue
        hits = scan(texts, lexicon)
        for form in np.unique(hits.form):
            rows = np.unique(hits.row[hits.form == form]).astype(np.int64)
            found.setdefault(("word", lexicon.names[int(form)]), []).append(rows)
    reasons = reasons_of(listings, policy)
    for sign in policy.rules.signs:
        name = f"{sign.signal}.{sign.key}"
        rows = np.unique(reasons.row[reasons.name == policy.name_of[name]]).astype(np.int64)
        if len(rows):
            found[("sign", name)] = [rows]
    return {part: np.unique(np.concatenate(rows)) for part, rows in found.items()}


def reasons_of(listings: pa.RecordBatch, policy: CompiledPolicy) -> Evidence:
    """Every reason that the rules alone give, before any bound."""
    reading = read(listings, policy)
    return together(
        part
        for name, signal in SIGNALS.items()
        if name != "learned"
        for part in signal(reading, policy, NOTHING)
    )


def only_in(shown: Mapping[Part, Ints], chosen: npt.NDArray[np.bool_]) -> set[Part]:
    """The parts whose every row is among the chosen ones: nobody who saw the others alone would know of them."""
    return {part for part, rows in shown.items() if chosen[rows].all()}


def without(policy: CompiledPolicy, parts: Collection[Part]) -> CompiledPolicy:
    """The policy as if it had never named these words and signs, and without its text model."""
    words = {text for kind, text in parts if kind == "word"}
    signs = {text for kind, text in parts if kind == "sign"}
    rules = policy.rules
    groups = {
        key: replace(group, words=tuple(word for word in group.words if word not in words))
        for key, group in rules.groups.items()
    }
    terms = tuple(
        replace(term, words=left)
        for term in rules.terms
        if (left := tuple(word for word in term.words if word not in words))
    )
    kept = tuple(sign for sign in rules.signs if f"{sign.signal}.{sign.key}" not in signs)
    return build(replace(rules, groups=groups, terms=terms, signs=kept), model=None)
