"""What a responder sees of answering many notices at once: what is picked, and what became of each answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from tertib.queries.notices import Task, tasks_of
from tertib.queries.tasks import TaskFilter, tasks
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_notices, visible_replies, visible_reply_batches
from tertib.store.models import Notice, ReplyBatch
from tertib.vocabulary import CaseState

MOST_PICKED = 10_000  # as actions.replies.MOST
MOST_SHOPS = 12
MOST_SAMPLES = 5
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Picked:
    """Notices that one answer is meant for, as of now. `keys` stand by due time, at most MOST_PICKED of `matching`.

    `shops` are (shop or "", notices), the largest first, at most MOST_SHOPS; `more_shops` notices are at others.
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
    chosen = list(found.values_list("key", flat=True)[:MOST_PICKED])
    whole = found.order_by()
    matching = len(chosen) if len(chosen) < MOST_PICKED else whole.count()
    shops = list(whole.values_list("case__listing__shop").annotate(n=Count("pk")).order_by("-n")[:MOST_SHOPS])
    states = list(whole.values_list("case__state").annotate(n=Count("pk")).order_by("-n"))
    first = [
        notice.case for notice in found.select_related("case__listing", "case__recipient")[:MOST_SAMPLES]
    ]
    return Picked(
        keys=chosen,
        matching=matching,
        states=[(CaseState(state), n) for state, n in states],
        shops=shops,
        more_shops=matching - sum(n for _, n in shops),
        soonest=whole.filter(case__clock_paused=False).aggregate(due=Min("case__answer_due"))["due"],
        samples=tasks_of(reader, first),
    )


def keys_of(
    reader: Reader, wanted: TaskFilter, *, keys: Sequence[str] = (), as_of: datetime
) -> Sequence[str]:
    """Only the keys of `picked`."""
    return list(_waiting(reader, wanted, keys, as_of).values_list("key", flat=True)[:MOST_PICKED])


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


def _waiting(reader: Reader, wanted: TaskFilter, keys: Sequence[str], as_of: datetime) -> QuerySet[Notice]:
    """The latest notice of each case that owes an answer, soonest due first."""
    mine = visible_notices(*eyes(reader))
    cases = tasks(reader, wanted).filter(sent_at__lte=as_of).order_by()
    newer = mine.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    found = mine.filter(~Exists(newer), case__in=cases.values("pk")).order_by("case__answer_due", "pk")
    return found.filter(key__in=keys) if keys else found


def _line(found: ReplyBatch, key: str, place: int, notice: Notice | None, reply: str) -> Line:
    why = str(found.left.get(key, ""))
    if why:
        status = "settled" if why == "settled" else "refused"
    else:
        status = "recorded" if place < found.done else "waits"
    listing = notice.case.listing if notice else None
    return Line(key, listing.key if listing else "", listing.url if listing else "", status, why, reply)
