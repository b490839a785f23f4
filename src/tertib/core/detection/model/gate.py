"""Whether a new model may take the old one's place: it must not do worse on what came later."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score

from tertib.core.detection.model.train import LEAST_OF_EACH, Labelled, log_loss, train

Floats = npt.NDArray[np.float64]
LATER_SHARE = 0.25  # of the labelled listings, the latest are the test
ROOM = 0.02  # of log-loss: less is noise


@dataclass(frozen=True, slots=True)
class Verdict:
    """How new and old did on the same listings, which neither new model nor its calibration had seen.

    `forward` is true where the test came later in time; else shops were held out, for want of dates.
    """

    passed: bool
    forward: bool
    listings: int
    new_log_loss: float
    old_log_loss: float
    new_ap: float
    old_ap: float


def forward_test(data: Labelled, old: Floats, *, question: str, unseen: Floats) -> Verdict:
    """Train on the earlier part, test on the later, against `old`: log-odds of the model in use for each row.

    Where most listings have no day, `unseen` (from `train`) is tested, by shops held out, against the rules alone:
    the model in use may have been fitted on these very shops. The new model passes if its log-loss is not worse
    than the old one's by more than ROOM of it. Source: Pendlebury et al., TESSERACT, 2019.
    """
    later = _later(data)
    if later is None:
        return _verdict(unseen, data.rules, data.label, forward=False)
    earlier = train(_part(data, ~later), question=question)
    fields = ("title", "shop")
    listings = data.listings.filter(later)
    new = data.rules[later] + sum(earlier.model.score(listings.column(field), field) for field in fields)
    return _verdict(new, old[later], data.label[later], forward=True)


def _later(data: Labelled) -> npt.NDArray[np.bool_] | None:
    known = data.day > 0
    if known.mean() < 0.5:
        return None
    border = np.quantile(data.day[known], 1 - LATER_SHARE)
    later = known & (data.day > border)
    for part in (data.label[later], data.label[~later]):
        if min((part > 0.5).sum(), (part <= 0.5).sum()) < LEAST_OF_EACH // 4:
            return None
    found: npt.NDArray[np.bool_] = later
    return found


def _part(data: Labelled, chosen: npt.NDArray[np.bool_]) -> Labelled:
    return Labelled(
        listings=data.listings.filter(chosen),
        rules=data.rules[chosen],
        label=data.label[chosen],
        shop=data.shop[chosen],
        day=data.day[chosen],
    )


def _verdict(new: Floats, old: Floats, label: Floats, *, forward: bool) -> Verdict:
    new_loss, old_loss = log_loss(new, label), log_loss(old, label)
    return Verdict(
        passed=bool(new_loss <= old_loss * (1 + ROOM)),
        forward=forward,
        listings=len(label),
        new_log_loss=round(new_loss, 5),
        old_log_loss=round(old_loss, 5),
        new_ap=round(float(average_precision_score(label, new)), 4),
        old_ap=round(float(average_precision_score(label, old)), 4),
    )
