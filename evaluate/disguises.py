"""The disguise suite: every word of the policy in seventeen disguises, and how often new goods are taken for one."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa
from bench.figures import Figure, Outcome, main_of

from evaluate.ground import DataMissing, findings, policy, read
from tertib.core.detection.disguise import EDITS, Disguise, disguise
from tertib.core.detection.listing import LISTING
from tertib.core.detection.rules.model import Field, Term

SEEDS = range(3)
ENCODINGS_AIM, EDITS_AIM, ALARMS_AIM = 0.99, 0.85, 0.0005
LEAST_LETTERS, LEAST_EDITED = 3, 5  # shorter words are not sought so: one letter from too many others
COMPANY = "baju bekas import segel kg adidas"  # so that a word that never acts alone has what it needs


def run(words: Sequence[str] = ()) -> Outcome:
    """Count disguised words that are told as a reason, by kind; then false alarms on clean titles."""
    found: Counter[Disguise] = Counter()
    tried: Counter[Disguise] = Counter()
    cases = list(_cases())
    listings = pa.record_batch(
        [
            pa.array(
                [
                    row if field.name == "row" else title if field.name == "title" else None
                    for row, (_, _, title) in enumerate(cases)
                ],
                field.type,
            )
            for field in LISTING
        ],
        schema=LISTING,
    )
    for (kind, term, _), one in zip(cases, findings(listings), strict=True):
        tried[kind] += 1
        found[kind] += any(
            reason["signal"].split(".", 1)[1] == term.key
            for reason in one["reasons"]  # type: ignore[attr-defined]
            if reason["signal"].startswith(("terms.", "disguise."))
        )
    encodings = _share(found, tried, [kind for kind in Disguise if kind not in EDITS])
    edits = _share(found, tried, list(EDITS))
    figures = [
        Figure(
            f"encodings found ({sum(tried[kind] for kind in Disguise if kind not in EDITS):,} texts)",
            f"{encodings:.1%}",
            f"aim {ENCODINGS_AIM:.0%}",
        ),
        Figure(
            f"edits found ({sum(tried[kind] for kind in EDITS):,} texts)",
            f"{edits:.1%}",
            f"aim {EDITS_AIM:.0%}",
        ),
        *(
            Figure(f"- {kind}", f"{found[kind] / tried[kind]:.1%}", f"{tried[kind]:,} texts")
            for kind in Disguise
        ),
    ]
    alarms = 0.0
    try:
        clean = findings(read("new_listings.csv.gz"))
        shown = sum(one["band"] in ("strong", "look") for one in clean)
        hidden = sum(
            any(reason["signal"].startswith("disguise.") for reason in one["reasons"])  # type: ignore[attr-defined]
            for one in clean
        )
        alarms = shown / len(clean)
        figures += [
            Figure(
                f"clean new titles shown to a person, of {len(clean):,}",
                f"{shown} ({alarms:.3%})",
                f"aim {ALARMS_AIM:.2%}",
            ),
            Figure("clean new titles with any word read as hidden", f"{hidden} ({hidden / len(clean):.3%})"),
        ]
    except DataMissing as missing:
        figures.append(Figure("clean new titles", f"passed over: {missing}"))
    return Outcome(
        title="Words in disguise",
        figures=figures,
        kept=encodings >= ENCODINGS_AIM and edits >= EDITS_AIM and alarms <= ALARMS_AIM,
        notes=[f"Words of at least {LEAST_LETTERS} letters, for edits {LEAST_EDITED}; {len(SEEDS)} seeds."],
    )


def _cases() -> Iterator[tuple[Disguise, Term, str]]:
    for term in policy().terms:
        if Field.TITLE not in term.fields or max(term.weights.values()) <= 0:
            continue
        for word in term.words:
            letters = sum(map(str.isalpha, word))
            for kind in Disguise:
                if letters < (LEAST_EDITED if kind in EDITS else LEAST_LETTERS):
                    continue
                for seed in SEEDS:
                    written = disguise(word, kind, seed=seed)
                    if written is not None and written != word:
                        yield kind, term, f"jual {written} {COMPANY}"


def _share(found: Counter[Disguise], tried: Counter[Disguise], kinds: list[Disguise]) -> float:
    return sum(found[kind] for kind in kinds) / max(1, sum(tried[kind] for kind in kinds))


if __name__ == "__main__":
    sys.exit(main_of(run))
