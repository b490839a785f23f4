"""Control looks: whether a round of looks at a platform could tell up from gone at all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tertib.core.verification.observe import Observation
from tertib.core.verification.templates import ABSENT
from tertib.vocabulary import PageState

ABSENCE = ABSENT  # a platform may answer an id that cannot exist as if the shop were gone

DIRECT = "direct"  # this machine's own network
STATUS_API = "status_api"  # the platform's own answer about a listing's state, not a look at its page


class ControlKind(StrEnum):
    POSITIVE = "positive"  # a listing that we know is up
    NEGATIVE = "negative"  # an id that cannot exist on the platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A page of a platform whose state is known beforehand."""

    kind: ControlKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The controls of one round of looks at one platform; None where a control was not looked at.

    `exit` names the network by which this round went out; `exits` is how many this installation had then.
    """

    platform: str
    at: datetime  # aware; when the controls were looked at
    positive: Observation | None
    negative: Observation | None
    exit: str = DIRECT
    exits: int = 1


def session_is_valid(session: Session) -> bool:
    """Whether looks of this session count. All must hold:

    - the positive control was looked at and is UP: we are not walled off;
    - the negative control was looked at and shows the platform's own template of absence (GONE_HARD,
      GONE_SOFT, or SHOP_GONE where it answers an unknown id so), or is redirected as absent listings are:
      the platform's word for "gone" is one we know.

    Source: the probe with an id that cannot exist is Bar-Yossef et al. 2004, "Sic transit gloria telae".
    """
    if session.positive is None or session.negative is None:
        return False
    return session.positive.state is PageState.UP and session.negative.state in ABSENCE | {
        PageState.REDIRECTED
    }


def redirects_alike(observation: Observation, session: Session) -> bool:
    """Whether a redirect says "gone" here: the negative control was sent to the same place."""
    negative = session.negative
    return (
        negative is not None
        and observation.state is PageState.REDIRECTED
        and negative.state is PageState.REDIRECTED
        and observation.template is not None
        and observation.template == negative.template
    )
