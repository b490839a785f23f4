"""How reasons become answers, a band and a score, by the policy's rule alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.evidence import Evidence
from tertib.core.detection.reading import Reading
from tertib.vocabulary import Band

Floats = npt.NDArray[np.float64]
DIGITS = 6  # the last bits of a logarithm differ between machines; nobody decides by them


@dataclass(frozen=True, slots=True)
class Combined:
    """For each row: answers (rows x questions, NaN: not answered), band as a place in BANDS, score, and the
    reasons with the weights that they had after each signal's bound."""

    answers: Floats
    band: npt.NDArray[np.int8]
    score: Floats
    reasons: Evidence


BANDS = (Band.STRONG, Band.LOOK, Band.NONE, Band.CANNOT_TELL)


def combine(reasons: Evidence, reading: Reading, policy: CompiledPolicy) -> Combined:
    """Sum each question's reasons, signal by signal within bounds, and judge the sums."""
    rules = policy.rules
    count = len(rules.questions)
    bounded = _bounded(reasons, policy, rows=reading.rows)
    cell = bounded.row.astype(np.int64) * count + bounded.question
    size = reading.rows * count
    sums = np.bincount(cell, weights=bounded.weight, minlength=size).reshape(reading.rows, count)
    answered = np.bincount(cell, minlength=size).reshape(reading.rows, count) > 0
    priors = np.array([question.prior for question in rules.questions])
    chances = _chances(sums + priors, policy)
    answers = np.where(answered, chances, np.nan)
    silent = np.zeros(reading.rows, dtype=np.bool_)
    for key in rules.says_nothing:
        silent |= reading.facts[key]
    return Combined(
        answers=answers,
        band=_bands(chances, silent, policy),
        score=_scores(chances, silent, policy),
        reasons=bounded,
    )


def _bounded(reasons: Evidence, policy: CompiledPolicy, *, rows: int) -> Evidence:
    """Scale down the reasons of a signal whose sum on one question passes the policy's bound."""
    if not len(reasons):
        return reasons
    families = int(policy.families.max()) + 1
    count = len(policy.rules.questions)
    cell = (reasons.row.astype(np.int64) * count + reasons.question) * families + policy.families[
        reasons.name
    ]
    sums = np.abs(np.bincount(cell, weights=reasons.weight, minlength=rows * count * families))
    most = policy.rules.most
    scale = np.where(sums > most, most / np.maximum(sums, most), 1.0)
    weight = np.round(reasons.weight * scale[cell], DIGITS)
    return Evidence(
        reasons.row, reasons.question, reasons.name, reasons.field, reasons.start, reasons.end, weight
    )


def _chances(log_odds: Floats, policy: CompiledPolicy) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30)))
    model = policy.model
    if model is not None:
        at = policy.rules.question_index()[model.question]
        chances[:, at] = model.calibrated(log_odds[:, at])
    rounded: Floats = np.round(chances, DIGITS)
    return rounded


def _bands(chances: Floats, silent: npt.NDArray[np.bool_], policy: CompiledPolicy) -> npt.NDArray[np.int8]:
    place = policy.rules.question_index()
    bands = np.full(len(chances), BANDS.index(Band.NONE), dtype=np.int8)
    for rule in reversed(policy.rules.bands):  # the first that holds is written last
        holds = np.ones(len(chances), dtype=np.bool_)
        for key, least in rule.at_least.items():
            holds &= chances[:, place[key]] >= least
        if rule.any_of:
            holds &= np.any([chances[:, place[key]] >= least for key, least in rule.any_of.items()], axis=0)
        bands[holds] = BANDS.index(rule.band)
    bands[silent] = BANDS.index(Band.CANNOT_TELL)
    return bands


def _scores(chances: Floats, silent: npt.NDArray[np.bool_], policy: CompiledPolicy) -> Floats:
    """The weighted geometric mean of the answers; 0 for a listing that says nothing."""
    place = policy.rules.question_index()
    total: Floats = np.zeros(len(chances), dtype=np.float64)
    for key, share in policy.rules.score.items():
        total += share * np.log(np.maximum(chances[:, place[key]], 1e-9))
    scores: Floats = np.where(silent, 0.0, np.exp(total)).round(DIGITS)
    return scores
