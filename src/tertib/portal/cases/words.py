"""Plain words of the case page: the gap between claim and sight, and what each step of a history was."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.shown.zones import in_zone, length
from tertib.queries.types import Case, Reply
from tertib.vocabulary import (
    ActedOn,
    CannotExecute,
    CaseOutcome,
    CaseState,
    PageState,
    PauseReason,
    ReplyKind,
    Verdict,
)

STEPS: dict[str, tuple[str | Promise, str, str]] = {
    "opened": (_("Opened: an order named the listing"), "plain", "ring"),
    "joined": (_("Named again by another order"), "plain", "ring"),
    "seen": (_("We looked"), "info", "dot"),
    "notice_approved": (_("A notice was approved"), "wait", "half"),
    "notice_sent": (_("The notice was sent; the time to answer runs"), "info", "dot"),
    "notice_failed": (_("The notice could not be delivered"), "bad", "cross"),
    "replied": (_("The platform replied"), "wait", "half"),
    "answered": (_("The authority answered the platform's question"), "info", "dot"),
    "answer_due_ran_out": (_("The time to answer ran out"), "bad", "triangle"),
    "clock_paused": (_("The clock was stopped"), "wait", "pause"),
    "clock_resumed": (_("The clock goes on"), "info", "dot"),
    "hold_placed": (_("The police asked to wait"), "wait", "pause"),
    "hold_ended": (_("The hold ended"), "info", "dot"),
    "withdrawn": (_("The order was taken back"), "quiet", "dash"),
    "closed": (_("Closed by a person"), "quiet", "dash"),
    "reopened": (_("Opened again"), "plain", "ring"),
    "reversed": (_("Reversed on appeal"), "info", "ring"),
}

LOOKS: dict[PageState, str | Promise] = {
    PageState.UP: _("The page showed the offer, ready to buy."),
    PageState.UP_CHANGED: _("The same address showed other goods or another photo."),
    PageState.NOT_FOR_SALE: _(
        "The page was there, but nothing could be bought: sold out, or the shop is on holiday."
    ),
    PageState.HIDDEN: _("The platform's search does not show it, but the page still opens."),
    PageState.GONE_HARD: _("The platform answered “not found”, with its own sign of it."),
    PageState.GONE_SOFT: _("The platform showed its own page saying that the offer was removed."),
    PageState.REDIRECTED: _(
        "We were led to the start page, a search or the shop. That alone proves nothing."
    ),
    PageState.SHOP_GONE: _("The platform says that the whole shop is gone."),
    PageState.BLOCKED_US: _("The platform refused our look. That says nothing about the offer."),
    PageState.LOGIN_WALL: _("The platform asked us to sign in. That says nothing about the offer."),
    PageState.APP_ONLY: _("The platform shows this only in its app. That says nothing about the offer."),
    PageState.ERROR: _("The page could not be reached or was broken. That says nothing about the offer."),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What claim and sight say together: one heading, one sentence, and a tone."""

    title: str
    text: str
    tone: str
    shape: str


@dataclass(frozen=True, slots=True)
class Said:
    """A reply in words: what was acted on and when by their own account, or why not."""

    reply: Reply
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history in words."""

    no: int
    at: datetime
    text: str
    detail: str
    by: str
    tone: str
    shape: str
    state: CaseState


def gap(case: Case, *, now: datetime) -> Gap:
    """What the platform says and what we saw, side by side in one sentence.

    - nobody was asked yet
    - said done, and we see it gone / up / cannot tell / have not looked since
    - refused, asked back or silent, and what we see meanwhile
    """
    seen = Verdict(case.verdict) if case.verdict else None
    if case.sent_at is None:
        if seen is None:
            return Gap(
                gettext("Nobody was asked, and nobody has looked yet"),
                gettext("Nothing is sent before a first look."),
                "plain",
                "ring",
            )
        return Gap(
            gettext("The platform has not been asked yet"),
            gettext("What we saw so far stands beside."),
            "plain",
            "ring",
        )
    if case.last_reply == ReplyKind.ACTED:
        return _gap_of_claim(case, seen, now)
    answered = words.label(ReplyKind(case.last_reply)) if case.last_reply else gettext("no answer")
    if seen is Verdict.DOWN:
        return Gap(
            gettext("We see it gone"),
            gettext("The platform's word: %(word)s.") % {"word": answered},
            "good",
            "check",
        )
    if seen in (Verdict.UP, Verdict.CHANGED):
        return Gap(
            gettext("It can still be seen"),
            gettext("The platform's word: %(word)s.") % {"word": answered},
            "warn",
            "triangle",
        )
    return Gap(
        gettext("Not settled"),
        gettext("The platform's word: %(word)s. Our looks do not tell yet.") % {"word": answered},
        "quiet",
        "question",
    )


def _gap_of_claim(case: Case, seen: Verdict | None, now: datetime) -> Gap:
    if seen is Verdict.DOWN and case.down_at:
        return Gap(
            gettext("Claim and sight agree"),
            gettext("The platform says it acted, and we saw for ourselves that it is gone."),
            "good",
            "check",
        )
    if seen is Verdict.UP and case.claimed_at:
        span = length((case.seen_at or now) - case.claimed_at)
        if case.seen_at and case.seen_at < case.claimed_at:
            return Gap(
                gettext("Not checked since the claim"),
                gettext("Our latest look is older than the platform's word. A look is due."),
                "wait",
                "half",
            )
        text = gettext("The platform says it acted; %(span)s later we still saw the offer.") % {"span": span}
        return Gap(gettext("Claim and sight differ"), text, "bad", "diamond")
    if seen is Verdict.CHANGED:
        return Gap(
            gettext("Something else stands there now"),
            gettext("The platform says it acted; the address shows other goods. A person looks."),
            "warn",
            "triangle",
        )
    if seen is Verdict.CANNOT_TELL:
        return Gap(
            gettext("We cannot tell"),
            gettext(
                "The platform says it acted; our looks were blocked or unclear. This is not counted as down."
            ),
            "quiet",
            "question",
        )
    return Gap(
        gettext("Not confirmed yet"),
        gettext(
            "The platform says it acted; two looks at least six hours apart must agree before we call it down."
        ),
        "wait",
        "half",
    )


def said(reply: Reply) -> Said:
    """A reply in labelled lines."""
    body: dict[str, Any] = reply.body or {}
    lines: list[tuple[str, str]] = []
    acted = body.get("acted") or {}
    if acted:
        on = member(ActedOn, str(acted.get("on") or ""))
        if on is not None:
            lines.append((gettext("Acted on"), words.label(on)))
        what = str(acted.get("what") or "–")
        lines.append((gettext("What they did"), str(DEEDS.get(what, what))))
        lines.append((gettext("When, by their account"), _moment(acted.get("at"))))
    refused = body.get("refused") or {}
    if refused:
        lines.append((gettext("Ground"), str(refused.get("ground") or "–")))
        lines.append((gettext("Explanation"), str(refused.get("explanation") or "–")))
    cannot = body.get("cannot_execute") or {}
    if cannot:
        why = member(CannotExecute, str(cannot.get("why") or ""))
        lines.append((gettext("Why not"), words.label(why) if why else str(cannot.get("why") or "–")))
        lines.append((gettext("Explanation"), str(cannot.get("explanation") or "–")))
    asks = body.get("asks_back") or {}
    if asks:
        lines.append((gettext("Question"), str(asks.get("question") or "–")))
    reasons = body.get("statement_of_reasons") or {}
    lines += [(str(name).replace("_", " "), str(value)[:500]) for name, value in reasons.items() if value]
    return Said(reply, tuple(lines))


def step(line: Any) -> Step:
    """A line of `queries.case_pages.EventLine` in words."""
    text, tone, shape = STEPS.get(line.kind, (line.kind, "plain", "ring"))
    return Step(line.no, line.at, str(text), " · ".join(_detail(line.body)), line.by, tone, shape, line.state)


def _detail(body: dict[str, Any]) -> list[str]:
    """Those fields of an event that tell a reader something, in words."""
    said_here: list[str] = []
    for name, members in FIELD_WORDS:
        word = member(members, str(body.get(name) or ""))
        if word is not None:
            said_here.append(words.label(word))
    reason = str(body.get("reason") or "")
    if reason:
        pause = member(PauseReason, reason)
        said_here.append(words.label(pause) if pause else reason)
    said_here += [
        str(body[name]) for name in ("text", "answer", "notice", "reply", "order") if body.get(name)
    ]
    said_here += [f"{text} {_moment(body[name])}" for name, text in _MOMENTS.items() if body.get(name)]
    return said_here


DEEDS: dict[str, str | Promise] = {
    "DECISION_VISIBILITY_CONTENT_REMOVED": _("Removed the content"),
    "DECISION_VISIBILITY_CONTENT_DISABLED": _("Made the content unreachable"),
    "DECISION_VISIBILITY_CONTENT_DEMOTED": _("Showed the content less"),
    "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED": _("Restricted the content by age"),
    "DECISION_VISIBILITY_CONTENT_LABELLED": _("Put a label on the content"),
    "DECISION_PROVISION_TOTAL_TERMINATION": _("Ended the seller's service"),
    "DECISION_PROVISION_TOTAL_SUSPENSION": _("Suspended the seller's service"),
    "DECISION_PROVISION_PARTIAL_TERMINATION": _("Ended a part of the seller's service"),
    "DECISION_PROVISION_PARTIAL_SUSPENSION": _("Suspended a part of the seller's service"),
    "DECISION_ACCOUNT_TERMINATED": _("Ended the account"),
    "DECISION_ACCOUNT_SUSPENDED": _("Suspended the account"),
}
"""What platforms do, by the code list of the EU transparency database, version 2."""

FIELD_WORDS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("verdict", Verdict),
    ("outcome", CaseOutcome),
    ("state", PageState),
    ("kind", ReplyKind),
    ("why", CannotExecute),
)
"""Fields of an event that hold a word of the vocabulary."""

_MOMENTS = {"answer_due": _("due"), "until": _("until"), "due": _("was due")}


def _moment(value: object) -> str:
    try:
        return in_zone(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value or "–")
