"""Each term, sign and list of words of the policy left out in turn: what the labelled half and the alarms say of it."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from bench.figures import Figure, Outcome, main_of

from evaluate.folds import QUESTION
from evaluate.ground import policy, read
from evaluate.labelled import NEW, Known, jackets
from evaluate.measures import f1, recall_at
from tertib.core.detection.combine import BANDS, combine
from tertib.core.detection.compiled import CompiledPolicy, build
from tertib.core.detection.evidence import Evidence, together
from tertib.core.detection.memory import NOTHING
from tertib.core.detection.model.train import Labelled, train
from tertib.core.detection.reading import Reading
from tertib.core.detection.reading import read as read_batch
from tertib.core.detection.signals import SIGNALS
from tertib.vocabulary import Band

SHOWN = [BANDS.index(Band.STRONG), BANDS.index(Band.LOOK)]
PRECISION = 0.95
NOTE = (
    "{known} labelled listings, {new:,} new ones; recall at precision 0.95. The text model is fitted anew each time, on "
    "other sellers; alarms are those of the shipped model."
)


@dataclass(frozen=True, slots=True)
class Scores:
    """F1 and recall at a precision on the labelled half, and alarms on the new listings."""

    f1: float
    recall: float
    alarms: int

    def against(self, whole: "Scores") -> str:
        """The changes from the whole, in words."""
        return (
            f"F1 {self.f1 - whole.f1:+.3f}, recall {self.recall - whole.recall:+.3f}, "
            f"alarms {self.alarms - whole.alarms:+d}"
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """A batch read once, with all its reasons; parts are left out of the reasons."""

    reading: Reading
    reasons: Evidence
    policy: CompiledPolicy

    @classmethod
    def of(cls, listings: pa.RecordBatch, rules: CompiledPolicy) -> "Scene":
        reading = read_batch(listings, rules)
        parts = (part for signal in SIGNALS.values() for part in signal(reading, rules, NOTHING))
        return cls(reading, together(parts), rules)

    def without(self, names: Sequence[int]) -> Evidence:
        """The reasons that are left if these signals say nothing."""
        keep = ~np.isin(self.reasons.name, names)
        return Evidence(*(getattr(self.reasons, one)[keep] for one in Evidence.__slots__))


def run(words: Sequence[str] = ()) -> Outcome:
    """Leave out each part in turn; those that change something are listed, the others named below."""
    known, new, rules = jackets(), read(NEW), policy()
    labelled, others = Scene.of(known.listings, rules), Scene.of(new, rules)
    whole = _scores(known, labelled, others, ())
    figures = [
        Figure(
            "all terms, signs and lists",
            f"F1 {whole.f1:.3f}, recall {whole.recall:.3f}, alarms {whole.alarms}",
        )
    ]
    idle, unseen, alone = [], [], []
    for part, names in _parts(rules):
        rows = np.unique(labelled.reasons.row[np.isin(labelled.reasons.name, names)])
        if not len(rows):
            unseen.append(part)
            continue
        sellers = len({known.shops[row] for row in rows})
        if sellers == 1:
            alone.append(part)
        scores = _scores(known, labelled, others, names)
        used = int(known.label[rows].sum())
        told = f"speaks in {len(rows)} listings of {sellers} sellers, {used} of them used"
        if scores == whole:
            idle.append(part)
        else:
            figures.append(Figure(f"without {part}", scores.against(whole), told))
    for key, group in rules.rules.groups.items():
        empty = build(
            replace(rules.rules, groups={**rules.rules.groups, key: replace(group, words=())}),
            model=rules.model,
        )
        scores = _scores(known, Scene.of(known.listings, empty), Scene.of(new, empty), ())
        if scores == whole:
            idle.append(f"list {key}")
        else:
            figures.append(
                Figure(f"without the list {key}", scores.against(whole), f"{len(group.words)} words")
            )
    return Outcome(
        title="Used clothing, each rule left out in turn",
        figures=figures,
        kept=True,
        notes=[
            NOTE.format(known=len(known), new=new.num_rows),
            f"Change nothing here: {', '.join(idle) or 'none'}.",
            f"Speak of one seller's listings alone, and stay for their meaning: {', '.join(alone) or 'none'}.",
            f"No labelled listing shows them, so nothing is measured: {', '.join(unseen) or 'none'}.",
        ],
    )


def _parts(rules: CompiledPolicy) -> Iterator[tuple[str, list[int]]]:
    """Each term and sign, with the numbers of all names under which it gives reasons."""
    for term in rules.terms:
        mine = (f"terms.{term.key}", f"disguise.{term.key}")
        yield (
            f"term {term.key}",
            [at for at, name in enumerate(rules.names) if name.partition("@")[0] in mine],
        )
    for sign in rules.rules.signs:
        yield f"sign {sign.key}", [rules.name_of[f"{sign.signal}.{sign.key}"]]


def _scores(known: Known, labelled: Scene, others: Scene, names: Sequence[int]) -> Scores:
    rules = labelled.policy
    learned = [rules.name_of["text.title"], rules.name_of["text.shop"]]
    sums = _log_odds(labelled, labelled.without([*names, *learned]))
    data = Labelled(
        listings=known.listings,
        rules=sums,
        label=known.label,
        shop=known.sellers,
        day=np.zeros(len(known), dtype=np.int64),
    )
    trained = train(data, question=QUESTION)
    found = trained.model.calibrated(trained.unseen) >= 0.5
    bands = combine(others.without(names), others.reading, others.policy).band
    return Scores(
        f1=round(f1(found, known.label), 3),
        recall=round(recall_at(trained.unseen, known.label, PRECISION), 3),
        alarms=int(np.isin(bands, SHOWN).sum()),
    )


def _log_odds(scene: Scene, reasons: Evidence) -> npt.NDArray[np.float64]:
    bounded = combine(reasons, scene.reading, scene.policy).reasons
    at = scene.policy.rules.question_index()[QUESTION]
    mine = bounded.question == at
    sums = np.bincount(bounded.row[mine], weights=bounded.weight[mine], minlength=scene.reading.rows)
    return sums.astype(np.float64) + scene.policy.rules.questions[at].prior


if __name__ == "__main__":
    sys.exit(main_of(run))
