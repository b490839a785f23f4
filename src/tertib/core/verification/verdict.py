"""What several looks mean: the one rule by which a listing is called down.

Nothing else in this house may decide it; a case becomes `down` only with a `Judgement` from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertib.core.verification.controls import STATUS_API, Session, redirects_alike, session_is_valid
from tertib.core.verification.observe import Observation
from tertib.core.verification.templates import ABSENT
from tertib.vocabulary import PageState, Verdict

# Two looks closer together may share one fault of the platform or of our network. Modelled false "down":
# one look 3.0 %, two looks with controls 0.04 %. Most outages of large sites end within hours.
PAIR_GAP = timedelta(hours=6)

# Controls vouch for looks near them only. Less than half of PAIR_GAP, so that no one session can vouch for
# both looks of a pair.
SESSION_REACH = timedelta(hours=2, minutes=59)

CHANGED = frozenset({PageState.UP_CHANGED, PageState.NOT_FOR_SALE, PageState.HIDDEN})


# What is on the page of one look. `verdict` sets unsold and unlisted goods apart as *changed*; here, where there is
# but one page, the state beside the verdict does so.
_ON_ONE_PAGE = {
    PageState.UP: Verdict.UP,
    PageState.NOT_FOR_SALE: Verdict.UP,
    PageState.HIDDEN: Verdict.UP,
    PageState.UP_CHANGED: Verdict.CHANGED,
    **dict.fromkeys(ABSENT, Verdict.DOWN),
}


def verdict_of_page(state: PageState) -> Verdict:
    """What one page says by itself, before controls and a second look; never a ground to call a case down.

    Only GONE_HARD, GONE_SOFT and SHOP_GONE are *down*; a redirect, a wall and an error are *cannot tell*.
    """
    return _ON_ONE_PAGE.get(state, Verdict.CANNOT_TELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a listing, in the session that vouches for it."""

    platform: str
    at: datetime  # aware
    observation: Observation
    session: Session | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict and why. `first_gone` and `confirmed` are the times of the pair that made it *down*;
    `last_up` is the last look that counted as not gone: the truth lies between `last_up` and `first_gone`.
    With one gone look of two, `first_gone` is set, `confirmed` is not and the verdict is *cannot tell*.

    `reasons`: `pair`, `one_look_of_two`, `looks_too_close`, `one_network`, `status_api_alone`, `up`, `<state>`,
    `no_look_counts`, then `void:<n>` and `unknown:<n>` for looks that counted for nothing.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    first_gone: datetime | None = None
    confirmed: datetime | None = None
    last_up: datetime | None = None


def verdict(looks: Sequence[Look], *, now: datetime) -> Judgement:
    """Judge the looks at one listing up to `now`, in any order.

    - A look without a valid session of its platform within SESSION_REACH is void: it counts in neither
      direction. So does a look from after `now`.
    - BLOCKED_US, LOGIN_WALL, APP_ONLY and ERROR count for nothing, and so does REDIRECTED unless the negative
      control of its session was redirected to the same place.
    - *Down*: the latest looks that count are gone (GONE_HARD, GONE_SOFT, SHOP_GONE or such a redirect),
      with nothing else that counts between them, and two of them make a pair: at least PAIR_GAP apart, by two
      exits if the installation had two or more at the later one, and not both by the platform's status API.
    - Else *up* or *changed* if the latest look that counts says so: a look that finds the listing again beats
      all gone looks before it.
    - Else *cannot tell*.
    """
    past = sorted((look for look in looks if look.at <= now), key=lambda look: look.at)
    vouched = [look for look in past if _is_vouched_for(look)]
    counted = [look for look in vouched if _is_gone(look) or _is_there(look)]
    notes = _notes(void=len(past) - len(vouched), unknown=len(vouched) - len(counted))
    there = [look for look in counted if not _is_gone(look)]
    last_up = there[-1].at if there else None
    gone: list[Look] = []
    for look in reversed(counted):
        if not _is_gone(look):
            break
        gone.append(look)
    if not counted:
        return Judgement(verdict=Verdict.CANNOT_TELL, reasons=("no_look_counts", *notes))
    if not gone:
        state = counted[-1].observation.state
        seen = Verdict.UP if state is PageState.UP else Verdict.CHANGED
        return Judgement(verdict=seen, reasons=(state.lower(), *notes), last_up=last_up)
    first = gone[-1].at
    gone.reverse()
    apart = ((one, two) for two in gone for one in gone if two.at - one.at >= PAIR_GAP)
    confirmed = next((two.at for one, two in apart if not _same_eyes(one, two)), None)
    if confirmed is not None:
        return Judgement(
            verdict=Verdict.DOWN,
            reasons=("pair", *notes),
            first_gone=first,
            confirmed=confirmed,
            last_up=last_up,
        )
    widest = gone[0], gone[-1]
    if len(gone) == 1:
        reason = "one_look_of_two"
    else:
        reason = _same_eyes(*widest) if widest[1].at - widest[0].at >= PAIR_GAP else "looks_too_close"
    return Judgement(verdict=Verdict.CANNOT_TELL, reasons=(reason, *notes), first_gone=first, last_up=last_up)


def _same_eyes(one: Look, two: Look) -> str:
    """Why two looks are no pair though time lies between them; empty if they are.

    A wall, a stale copy or a liar at one network is seen through it at any time: the second look goes another way.
    """
    exits = [look.session.exit if look.session else "" for look in (one, two)]
    if exits == [STATUS_API, STATUS_API]:
        return "status_api_alone"
    had = two.session.exits if two.session else 1
    return "one_network" if had >= 2 and exits[0] == exits[1] else ""


def _is_vouched_for(look: Look) -> bool:
    session = look.session
    return (
        session is not None
        and session.platform == look.platform
        and abs(look.at - session.at) <= SESSION_REACH
        and session_is_valid(session)
    )


def _is_gone(look: Look) -> bool:
    if look.observation.state is PageState.REDIRECTED:
        return look.session is not None and redirects_alike(look.observation, look.session)
    return look.observation.state in ABSENT


def _is_there(look: Look) -> bool:
    return look.observation.state is PageState.UP or look.observation.state in CHANGED


def _notes(*, void: int, unknown: int) -> tuple[str, ...]:
    notes = (("void", void), ("unknown", unknown))
    return tuple(f"{name}:{count}" for name, count in notes if count)
