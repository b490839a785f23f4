"""What of the result on the labelled half would stand on sellers nobody had seen: what is fitted, is fitted on others."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from bench.figures import Figure, Outcome, main_of
from scipy.optimize import minimize

from evaluate.ground import Floats, policy
from evaluate.labelled import Known, jackets, new_clothes
from evaluate.measures import Bools, f1, precision, recall, threshold_at, with_interval
from evaluate.variants import Part, only_in, parts_shown, reasons_of, without
from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.model.train import Labelled, train
from tertib.core.detection.run import log_odds

FOLDS, ROUNDS = 5, 3
QUESTION = "used"
F1_AIM, RECALL_AIM, PRECISION = 0.90, 0.80, 0.95
ALL = slice(None)
PENALTY = 1.0  # of the weights that are fitted anew, per squared unit of log-odds

NOTE = (
    f"Means of {ROUNDS} divisions of the sellers into {FOLDS}; {{known:,}} labelled listings judged, {{clothes:,}} new "
    "clothes learned from and judged beside them. Intervals are 95 %, by drawing whole sellers. The last way takes away "
    "every word, in any list, and every sign that only the sellers of the judged fold show, as if the policy had been "
    "written without them. It is harder than a sealed half, for many of these words (north face, loak) are in the "
    "policy for their meaning and not for those sellers."
)

Rows = npt.NDArray[np.int64] | slice


@dataclass(frozen=True, slots=True)
class Judged:
    """What every row got from models that had not seen its seller, in each round: chance, and whether it passed the
    threshold that reached the precision on the others. `gone` is how many words and signs were taken away a fold."""

    chance: Floats  # rounds x rows
    passed: npt.NDArray[np.bool_]
    gone: float


def run(words: Sequence[str] = ()) -> Outcome:
    """Judge each labelled listing three times over, each time knowing less of its seller."""
    known, clothes = jackets(), new_clothes()
    everything = known.beside(clothes)
    ways: dict[str, tuple[bool, Callable[[Known, CompiledPolicy, Bools], Floats]]] = {
        "text model, calibration and threshold from other sellers": (False, _weights_as_they_are),
        "the same, and all weights of the rules fitted anew on them": (False, _weights_anew),
        "weights as they are, without the words and signs that only the judged sellers show": (
            True,
            _weights_as_they_are,
        ),
    }
    figures, scores = [], []
    for name, (forget, weigh) in ways.items():
        judged = _judge(everything, read=len(known), forget=forget, weigh=weigh)
        scores.append((_mean_f1(judged, known)(ALL), _mean_recall(judged, known)(ALL)))
        right = np.nanmean([precision(one[: len(known)], known.label) for one in judged.passed])
        alarms = 1000 * (judged.chance[:, len(known) :] >= 0.5).mean()
        floor = f"a floor: {judged.gone:.0f} words and signs taken away a fold" if forget else ""
        figures += [
            Figure(
                f"F1: {name}",
                with_interval(scores[-1][0], _mean_f1(judged, known), known.shops),
                floor or f"aim {F1_AIM}",
            ),
            Figure(
                f"recall at precision {PRECISION}: {name}",
                with_interval(scores[-1][1], _mean_recall(judged, known), known.shops),
                f"{'' if floor else f'aim {RECALL_AIM}; '}precision reached {right:.2f}; "
                f"{alarms:.2f} in 1,000 new clothes",
            ),
        ]
    return Outcome(
        title="Used clothing, by sellers nobody had seen",
        figures=figures,
        kept=all(one >= F1_AIM and other >= RECALL_AIM for one, other in scores[:2]),
        notes=[NOTE.format(known=len(known), clothes=len(clothes))],
    )


def _mean_f1(judged: Judged, known: Known) -> Callable[[Rows], float]:
    found = judged.chance[:, : len(known)] >= 0.5
    return lambda rows: float(np.mean([f1(one[rows], known.label[rows]) for one in found]))


def _mean_recall(judged: Judged, known: Known) -> Callable[[Rows], float]:
    passed = judged.passed[:, : len(known)]
    return lambda rows: float(np.nanmean([recall(one[rows], known.label[rows]) for one in passed]))


def _judge(
    everything: Known, *, read: int, forget: bool, weigh: Callable[[Known, CompiledPolicy, Bools], Floats]
) -> Judged:
    """`read`: so many first rows have labels that a person gave; thresholds are chosen on them."""
    whole = without(policy(), ())
    shown = parts_shown(everything.listings.slice(0, read), whole)
    chance = np.zeros((ROUNDS, len(everything)))
    passed = np.zeros((ROUNDS, len(everything)), dtype=np.bool_)
    gone = []
    for number in range(ROUNDS):
        fold = _fold(everything.shops, number)
        for one in range(FOLDS):
            held = fold == one
            parts: set[Part] = only_in(shown, held[:read]) if forget else set()
            gone.append(len(parts))
            rules = weigh(everything, without(policy(), parts) if parts else whole, ~held)
            chance[number, held], passed[number, held] = _fitted(everything, rules, held, read=read)
    return Judged(chance=chance, passed=passed, gone=float(np.mean(gone)))


def _fold(shops: list[str], number: int) -> npt.NDArray[np.int64]:
    names = sorted(set(shops))
    place = dict(zip(names, np.random.default_rng(number).permutation(len(names)) % FOLDS, strict=True))
    return np.array([place[shop] for shop in shops])


def _fitted(everything: Known, rules: Floats, held: Bools, *, read: int) -> tuple[Floats, Bools]:
    seen = np.flatnonzero(~held)
    labelled = Labelled(
        listings=everything.listings.take(seen),
        rules=rules[seen],
        label=everything.label[seen],
        shop=everything.sellers[seen],
        day=np.zeros(len(seen), dtype=np.int64),
    )
    trained = train(labelled, question=QUESTION)
    mine = everything.listings.take(np.flatnonzero(held))
    scores = rules[held] + sum(trained.model.score(mine.column(field), field) for field in ("title", "shop"))
    judged = seen < read
    least = threshold_at(trained.unseen[judged], labelled.label[judged], PRECISION)
    return trained.model.calibrated(scores), scores >= least


def _weights_as_they_are(everything: Known, rules: CompiledPolicy, seen: Bools) -> Floats:
    return log_odds(everything.listings, rules, question=QUESTION, learned=False)


def _weights_anew(everything: Known, rules: CompiledPolicy, seen: Bools) -> Floats:
    """Log-odds by a regression on which reasons there are, whatever the policy says that they weigh."""
    reasons = reasons_of(everything.listings, rules)
    mine = reasons.question == rules.rules.question_index()[QUESTION]
    there = np.zeros((len(everything), len(rules.names)))
    there[reasons.row[mine], reasons.name[mine]] = 1.0
    there = np.column_stack([there[:, there.any(axis=0)], np.ones(len(everything))])
    sign = np.where(everything.label[seen] > 0.5, 1.0, -1.0)
    rows = there[seen]

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (rows @ weights)
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        bound = PENALTY * np.append(weights[:-1], 0.0)
        value = np.logaddexp(0.0, -margin).sum() + bound @ weights / 2
        return float(value), rows.T @ slope + bound

    found = minimize(loss, np.zeros(there.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    fitted: Floats = there @ found.x
    return fitted


if __name__ == "__main__":
    sys.exit(main_of(run))
