"""The letters that leave: each composer fills one wording from values, and nothing is left empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tertib.core.ladders import RungProposal, period_end
from tertib.core.notices.canonical import Document
from tertib.core.notices.table import RowMistake
from tertib.core.notices.wording import Letter, Wording, local_date, local_moment, number
from tertib.core.policies import Policy
from tertib.vocabulary import LadderMeasure, LegalZone

MISTAKES_SHOWN = 20  # in a letter; all of them are on the portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """How the sender is reached: the contact in one line, the portal page, the tagged reply address."""

    contact: str
    portal_url: str
    reply_address: str


def dispatch_letter(
    dispatch: str, documents: Iterable[Document], *, policy: Policy, sender: Sender, wording: Wording
) -> Letter:
    """The mail that carries a dispatch. `documents` are its notices, at least one, of one recipient.

    The earliest due time of them is named; every notice carries its own.
    """
    notices = list(documents)
    first = min(notices, key=lambda one: str(one["deadline"]["due_legal"]))
    fields = {
        "dispatch": dispatch,
        "count": number(len(notices), language=wording.language),
        "recipient": first["recipient"]["name"],
        "authority": "; ".join(_once(one["order"]["authority"] for one in notices)),
        "platform": first["recipient"]["name"],
        "policy_name": policy.name.in_language(wording.language),
        "letters": "; ".join(_once(_letter_of(one["order"], wording) for one in notices)),
        "asked": policy.asked.in_language(wording.language),
        "provisions": "; ".join(one["title"] for one in first["legal"]["provisions"]),
        "redress": policy.redress_platform.in_language(wording.language),
        "policy_reference": policy.reference,
        **_deadline_fields(first["deadline"], policy=policy, wording=wording),
        **_sender_fields(sender),
    }
    return wording.letter(policy.wording["dispatch"], fields)


def reminder_letter(
    dispatch: str, unanswered: Iterable[Document], *, policy: Policy, sender: Sender, wording: Wording
) -> Letter:
    """A reminder of the notices of a dispatch that have no answer yet; at least one."""
    notices = list(unanswered)
    first = min(notices, key=lambda one: str(one["deadline"]["due_legal"]))
    fields = {
        "dispatch": dispatch,
        "count": number(len(notices), language=wording.language),
        "recipient": first["recipient"]["name"],
        "platform": first["recipient"]["name"],
        **_deadline_fields(first["deadline"], policy=policy, wording=wording),
        **_sender_fields(sender),
    }
    return wording.letter(policy.wording["reminder"], fields)


def rung_letter(
    proposal: RungProposal,
    *,
    recipient: str,
    platform_name: str,
    sender: Sender,
    wording: Wording,
    issued_at: datetime,
) -> Letter:
    """The letter of a ladder rung, as a person is about to issue it at `issued_at`."""
    rung, language = proposal.rung, wording.language
    earlier = "; ".join(
        f"{one.rung}, {local_moment(one.at, zone=LegalZone.WIB, language=language)}"
        for one in proposal.earlier
    )
    fields = {
        "rung": rung.name.in_language(language),
        "turn": str(proposal.turn),
        "turns": str(rung.times),
        "platform": platform_name,
        "recipient": recipient,
        "issuer": rung.issuer.in_language(language),
        "reason": _reason(proposal, wording),
        "source": rung.source.in_language(language),
        "period_days": str(rung.period_days),
        "due": local_moment(period_end(rung, issued_at), zone=LegalZone.WIB, language=language),
        "earlier": earlier or wording.sentence("none"),
        **_sender_fields(sender),
    }
    return wording.letter(rung.wording, fields)


def portal_text(document: Document, *, wording: Wording) -> str:
    """One notice in a line or two, for an inbox row."""
    deadline = document["deadline"]
    fields = {
        "authority": document["order"]["authority"],
        "asked": document["asked"]["text"],
        "due": _due(deadline, wording),
        "duration": _duration(deadline, wording),
        "standing": _standing(deadline, deadline["source"], wording),
    }
    return wording.sentence("portal_notice", fields)


def received_letter(
    dispatch: str,
    *,
    recipient: str,
    recorded: int,
    mistakes: Iterable[RowMistake],
    received_at: datetime,
    sender: Sender,
    wording: Wording,
) -> Letter:
    """The receipt for answers by mail or table: how many were recorded, and each row to mend."""
    wrong = list(mistakes)
    fields = {
        "dispatch": dispatch,
        "recipient": recipient,
        "recorded": number(recorded, language=wording.language),
        "not_recorded": number(len(wrong), language=wording.language),
        "mistakes": "\n".join(_mistake_lines(wrong, wording)) or "-",
        "received": local_moment(received_at, zone=LegalZone.WIB, language=wording.language),
        **_sender_fields(sender),
    }
    return wording.letter("reply_received", fields)


def not_read_letter(
    dispatch: str, *, recipient: str, said: str, received_at: datetime, sender: Sender, wording: Wording
) -> Letter:
    """The answer to a mail that could not be recorded; `said` is what was wrong with it."""
    fields = {
        "dispatch": dispatch,
        "recipient": recipient,
        "mistakes": said,
        "received": local_moment(received_at, zone=LegalZone.WIB, language=wording.language),
        **_sender_fields(sender),
    }
    return wording.letter("mail_not_read", fields)


def requester_letter(
    order: str,
    *,
    recipient: str,
    letter_number: str,
    lines: Iterable[str],
    count: int,
    at: datetime,
    sender: Sender,
    wording: Wording,
) -> Letter:
    """What became of an authority's order; `lines` are figures in words, each with its unit."""
    fields = {
        "order": order,
        "recipient": recipient,
        "letters": letter_number,
        "lines": "\n".join(f"- {line}" for line in lines),
        "count": number(count, language=wording.language),
        "received": local_moment(at, zone=LegalZone.WIB, language=wording.language),
        **_sender_fields(sender),
    }
    return wording.letter("told_requester", fields)


def invitation_letter(
    *, person: str, party: str, inviter: str, link: str, portal_url: str, days: int, wording: Wording
) -> Letter:
    """The mail by which a person comes in; `link` sets the password once."""
    fields = {
        "recipient": person,
        "party": party,
        "inviter": inviter,
        "link": link,
        "portal_url": portal_url,
        "days": number(days, language=wording.language),
    }
    return wording.letter("invitation", fields)


def contact_test_letter(
    *, recipient: str, party: str, tester: str, portal_url: str, wording: Wording
) -> Letter:
    """The mail that only shows that mails arrive."""
    fields = {"recipient": recipient, "party": party, "tester": tester, "portal_url": portal_url}
    return wording.letter("contact_test", fields)


def _sender_fields(sender: Sender) -> dict[str, str]:
    return {
        "contact": sender.contact,
        "portal_url": sender.portal_url,
        "reply_address": sender.reply_address,
    }


def _deadline_fields(deadline: Document, *, policy: Policy, wording: Wording) -> dict[str, str]:
    source = policy.deadline_sources.get(str(deadline["rule"]))
    text = source.in_language(wording.language) if source else str(deadline["source"])
    return {
        "due": _due(deadline, wording),
        "duration": _duration(deadline, wording),
        "standing": _standing(deadline, text, wording),
    }


def _due(deadline: Document, wording: Wording) -> str:
    due = datetime.fromisoformat(deadline["due_legal"])
    return local_moment(due, zone=LegalZone(deadline["zone"]), language=wording.language)


def _duration(deadline: Document, wording: Wording) -> str:
    return wording.sentence(f"duration_{deadline['unit']}", {"amount": str(deadline["amount"])})


def _standing(deadline: Document, source: str, wording: Wording) -> str:
    said = wording.sentence(f"standing_{deadline['standing']}", {"source": source})
    said = said if said.endswith(".") else f"{said}."
    return f"{said} {wording.sentence('provisional')}" if deadline["provisional"] else said


def _letter_of(order: Document, wording: Wording) -> str:
    day = datetime.fromisoformat(order["letter_date"]).date()
    return f"{order['letter_number']}, {local_date(day, language=wording.language)} ({order['key']})"


def _reason(proposal: RungProposal, wording: Wording) -> str:
    count, language = proposal.count, wording.language
    by_share = proposal.rung.measure is LadderMeasure.OVERDUE_SHARE
    fields = {
        "overdue": number(count.overdue, language=language),
        "ended": number(count.ended, language=language),
        "window_days": str(proposal.rung.window_days),
        "share": str(int(count.share * 100)),  # cut, not rounded up: never more than it was
    }
    return wording.sentence("reason_share" if by_share else "reason_cases", fields)


def _mistake_lines(wrong: list[RowMistake], wording: Wording) -> Iterable[str]:
    for one in wrong[:MISTAKES_SHOWN]:
        for field, said in one.mistakes:
            fields = {"row": str(one.row), "notice": one.notice or "-", "field": field, "said": said}
            yield wording.sentence("mistake_row", fields)
    if len(wrong) > MISTAKES_SHOWN:
        yield "..."


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
