"""What a responder sees of answering many notices at once: what is picked, and what became of each answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tertib.queries.notices.pages import Task, tasks_of
from tertib.queries.notices.tasks import TaskFilter, tasks
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_notices, visible_replies, visible_reply_batches
from tertib.store.models import Case, Notice, ReplyBatch
from tertib.vocabulary import CaseState

MOST_PICKED = 10_000  # as actions.replies.MOST
MOST_SHOPS = 12
MOST_SAMPLES = 5
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Picked:
    """Notices that one answer is meant for, as of now. `keys` stand by due time, at most MOST_PICKED of `matching`.

    States and shops count `keys`. `shops` are (shop or "", notices), the largest first, at most MOST_SHOPS;
    `more_shops` notices are at others.
    """

    keys: Sequence[str]
    matching: int
    states: Sequence[tuple[CaseState, int]]
    shops: Sequence[tuple[str, int]]
    more_shops: int
    soonest: datetime | None
    samples: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one notice of a batch. `status`: recorded, settled, refused, or waits; `why` for refused."""

    notice: str
    listing: str
    url: str
    status: str
    why: str
    reply: str


def picked(reader: Reader, wanted: TaskFilter, *, keys: Sequence[str] = (), as_of: datetime) -> Picked:
    """The reader's notices that wait for an answer: those named by `keys`, else all that fit the filter.

    What was sent after `as_of` is not among them: a person answers what the page showed.
    """
    found = _waiting(reader, wanted, keys, as_of)
    rows = list(found.values_list("pk", "state", "listing__shop", "answer_due", "clock_paused")[:MOST_PICKED])
    latest = _latest(reader, [row[0] for row in rows], keys)
    rows = [row for row in rows if row[0] in latest]
    matching = found.order_by().count() if len(rows) == MOST_PICKED else len(rows)
    shops = Counter(shop for _, _, shop, _, _ in rows).most_common(MOST_SHOPS)
    first = [pk for pk, *_ in rows[:MOST_SAMPLES]]
    cases = {case.pk: case for case in found.filter(pk__in=first)}
    return Picked(
        keys=[latest[row[0]] for row in rows],
        matching=matching,
        states=Counter(CaseState(state) for _, state, *_ in rows).most_common(),
        shops=shops,
        more_shops=len(rows) - sum(n for _, n in shops),
        soonest=min((due for *_, due, paused in rows if due and not paused), default=None),
        samples=tasks_of(reader, [cases[pk] for pk in first]),
    )


def keys_of(
    reader: Reader, wanted: TaskFilter, *, keys: Sequence[str] = (), as_of: datetime
) -> Sequence[str]:
    """Only the keys of `picked`."""
    cases = list(_waiting(reader, wanted, keys, as_of).values_list("pk", flat=True)[:MOST_PICKED])
    latest = _latest(reader, cases, keys)
    return [latest[pk] for pk in cases if pk in latest]


def batch(reader: Reader, key: str) -> ReplyBatch:
    """One batch of the reader's office. Raises NotFound."""
    return find(visible_reply_batches(*eyes(reader)).select_related("person", "taken_back_by"), key)


def of_token(reader: Reader, token: str) -> ReplyBatch | None:
    """The batch that was made of a form already, or None."""
    return visible_reply_batches(*eyes(reader)).filter(token=token).first()


def latest(reader: Reader) -> list[ReplyBatch]:
    """The office's latest batches."""
    return list(visible_reply_batches(*eyes(reader)).select_related("person").order_by("-pk")[:10])


def lines(reader: Reader, found: ReplyBatch, *, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """What became of the notices from `start` to `end` (as a slice) of a batch, in the order of the review."""
    last = found.count if end is None else min(end, found.count)
    for first in range(start, last, LINES_AT_ONCE):
        keys = found.selection[first : min(first + LINES_AT_ONCE, last)]
        notices = {
            notice.key: notice
            for notice in visible_notices(*eyes(reader))
            .filter(key__in=keys)
            .select_related("case__listing")
            .defer("content")
        }
        references = [f"{found.key}-{key}" for key in keys]
        said = visible_replies(*eyes(reader)).filter(sender_ref__in=references)
        replies = dict(said.values_list("sender_ref", "key"))
        for place, key in enumerate(keys, first):
            yield _line(found, key, place, notices.get(key), replies.get(f"{found.key}-{key}", ""))


def not_recorded(found: ReplyBatch) -> tuple[int, int]:
    """How many were settled by something else meanwhile, and how many were refused."""
    settled = sum(why == "settled" for why in found.left.values())
    return settled, len(found.left) - settled


def _waiting(reader: Reader, wanted: TaskFilter, keys: Sequence[str], as_of: datetime) -> QuerySet[Case]:
    """The cases that owe an answer, soonest due first; with `keys` those that one of them asks for."""
    found = tasks(reader, wanted).filter(sent_at__lte=as_of)
    if not keys:
        return found
    named = visible_notices(*eyes(reader)).filter(key__in=keys).values_list("case_id", flat=True)
    return found.filter(pk__in=list(named))


def _latest(reader: Reader, cases: Sequence[int], keys: Sequence[str]) -> dict[int, str]:
    """The key of the latest notice of each case; with `keys` only where it is one of them."""
    latest: dict[int, str] = {}
    mine = visible_notices(*eyes(reader))
    for start in range(0, len(cases), LINES_AT_ONCE):
        part = mine.filter(case__in=cases[start : start + LINES_AT_ONCE])
        latest |= dict(part.order_by("pk").values_list("case_id", "key"))
    return {case: key for case, key in latest.items() if not keys or key in keys}


def _line(found: ReplyBatch, key: str, place: int, notice: Notice | None, reply: str) -> Line:
    why = str(found.left.get(key, ""))
    if why:
        status = "settled" if why == "settled" else "refused"
    else:
        status = "recorded" if place < found.done else "waits"
    listing = notice.case.listing if notice else None
    return Line(key, listing.key if listing else "", listing.url if listing else "", status, why, reply)
