"""A reply by mail in one word, for all notices of a dispatch."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tertib.core.notices.canonical import stamp
from tertib.core.notices.reply import Reply, parse_reply
from tertib.errors import ReplyRefused

QUOTED = re.compile(r"\A\s*(?:>|-{2,}\s*\Z|_{5,}|on .+ wrote:|pada .+ menulis:|from:|dari:)", re.IGNORECASE)
DONE = ("selesai", "done")
ASK = ("tanya", "ask")
WORD = re.compile(r"\W*(?P<word>\w+)\W*(?P<rest>.*)", re.DOTALL)


def written_text(body: str) -> str:
    """What the sender wrote: the lines before the first that quotes, signs or cites our own letter."""
    lines: list[str] = []
    for line in body.splitlines():
        if QUOTED.match(line):
            break
        lines.append(line.strip())
    return "\n".join(lines).strip()


def replies_from_mail(body: str, *, notices: Iterable[str], message_id: str, now: datetime) -> list[Reply]:
    """Read a mail to a dispatch's reply address that carries no table.

    - First word SELESAI or DONE: every notice of the dispatch was acted on, now, by removing the listing.
    - First word TANYA or ASK: the rest is a question on every notice of the dispatch.
    - Anything else says too little to be recorded for many listings at once.

    The ids of the replies come from `message_id`, so that a mail delivered twice says nothing new.
    Raises ReplyRefused with what to write instead.
    """
    said = WORD.match(written_text(body))
    word = said["word"].lower() if said else ""
    part: dict[str, Any]
    if said and word in DONE:
        done = {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": stamp(now)}
        part = {"kind": "acted", "acted": done}
    elif said and word in ASK and said["rest"].strip():
        part = {"kind": "asks_back", "asks_back": {"question": said["rest"].strip()}}
    else:
        mend = "begin with SELESAI if all is done, with TANYA and your question, or attach the filled table"
        raise ReplyRefused((("body", f"the mail begins with {word[:40]!r}; {mend}"),))
    return [
        parse_reply({"id": _reply_id(message_id, notice), "notice": notice, **part}, now=now)
        for notice in notices
    ]


def _reply_id(message_id: str, notice: str) -> str:
    said = f"{message_id}\x1f{notice}"
    return f"mail-{hashlib.sha256(said.encode()).hexdigest()[:32]}"
