"""The worker's side of a batch: its bytes, its rows kept and judged in pieces, its end; and judging kept offers again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.detection.judging import judge, memory_of, save_findings
from tertib.actions.listings.offers import save_offers, seen_in, values_of
from tertib.actions.returns import matching
from tertib.core.deadlines import local_day
from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.memory import Memory
from tertib.store.models import BatchPart, FeedBatch, Offer, Party, Watch
from tertib.vocabulary import BatchState, LegalZone

MAX_ROWS = 2_000_000  # of one batch: beyond that, `tertib detect` on the file itself
RESCANNED = 2_000  # offers judged again in one transaction


@dataclass(frozen=True, slots=True)
class Bench:
    """The rules that a batch is judged by: policy -> compiled, with what each may remember."""

    policies: Mapping[str, tuple[CompiledPolicy, Memory]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reader told of the file so far."""

    wrong_rows: int
    problems: Sequence[Mapping[str, Any]]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    notes: Sequence[str] = ()
    share: float = 0.0


def parts_of(batch: FeedBatch) -> Iterator[bytes]:
    """What was handed over, piece by piece."""
    for number in list(batch.parts.order_by("no").values_list("pk", flat=True)):
        yield bytes(BatchPart.objects.values_list("data", flat=True).get(pk=number))


def filed(batch: FeedBatch, *, file_key: str) -> None:
    """The file store holds it now; the database need not."""
    with transaction.atomic():
        batch.file_key, batch.state = file_key, BatchState.READING
        batch.save(update_fields=["file_key", "state"])
        batch.parts.all().delete()


def bench_for(batch: FeedBatch) -> Bench:
    """The live rules of every policy under which the feed is watched."""
    watches = Watch.objects.filter(feed=batch.feed_id, active=True).order_by("policy")
    return Bench(
        {policy: _ready(policy, batch.received_at) for policy in watches.values_list("policy", flat=True)}
    )


def keep_rows(
    batch: FeedBatch,
    rows: pa.RecordBatch,
    *,
    bench: Bench,
    told: Told,
    claim: outbox.Claim,
    lease_until: datetime,
    now: datetime,
) -> None:
    """Keep and judge the next rows of a batch in one transaction; rows that were kept already are left out.

    May be run again at any point. `batch` is brought up to date. Raises LeaseLost, and saves nothing then.
    """
    seen = seen_in(rows, batch.feed, platforms=tables.platforms())
    values, identities = [one.values for one in seen], [one.identity for one in seen]
    ready = bench.policies if seen else {}
    judged = {
        policy: judge(values, identities, compiled, memory) for policy, (compiled, memory) in ready.items()
    }
    with transaction.atomic():
        outbox.renew([claim], until=lease_until)
        Party.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.feed.party_id)
        fresh = FeedBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if fresh.rows + 1 == rows.column("row")[0].as_py():  # else a former run saved these
            offers, new = save_offers(seen, batch=batch, now=now)
            counts = {key: dict(bands) for key, bands in fresh.counts.items()}
            parts = dict(fresh.reading.get("offers", {}))
            for policy, one in judged.items():
                parts["waiting"] = parts.get("waiting", 0) + save_findings(
                    one, offers, policy=policy, now=now
                )
                mine = counts.setdefault(policy, {})
                for band, count in one.bands.items():
                    mine[band] = mine.get(band, 0) + count
            parts["new"] = parts.get("new", 0) + new
            parts["listings"] = parts.get("listings", 0) + len(seen)
            fresh.counts, fresh.rows = counts, fresh.rows + rows.num_rows
            fresh.reading = _reading(fresh, told, parts)
            fresh.wrong_rows, fresh.problems = told.wrong_rows, _named(told)
            fresh.state = BatchState.READING
            fresh.save(update_fields=["counts", "rows", "reading", "wrong_rows", "problems", "state"])
    for name in ("counts", "rows", "reading", "wrong_rows", "problems", "state"):
        setattr(batch, name, getattr(fresh, name))


def show_batch(
    batch: FeedBatch, first: Sequence[Mapping[str, Any]], *, told: Told, claim: outbox.Claim, now: datetime
) -> None:
    """Its first rows were read and nothing is judged: a person says whether its columns are understood rightly."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        shown = [
            {name: _plain(value) if isinstance(value, str) else value for name, value in row.items()}
            for row in first
        ]
        batch.reading = {**_reading(batch, told, {}), "first": shown}
        batch.wrong_rows, batch.problems = told.wrong_rows, _named(told)
        batch.state = BatchState.SHOWN
        batch.save(update_fields=["state", "reading", "wrong_rows", "problems"])


def finish_batch(batch: FeedBatch, *, told: Told, claim: outbox.Claim, now: datetime) -> None:
    """Every row was read and judged."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        batch.reading = _reading(batch, told, batch.reading.get("offers", {}))
        batch.wrong_rows, batch.problems = told.wrong_rows, _named(told)
        batch.state, batch.rows_total, batch.done_at = BatchState.DONE, batch.rows, now
        batch.save(update_fields=["state", "rows_total", "done_at", "reading", "wrong_rows", "problems"])
        matching.ask_for_batch(batch.pk, batch.feed_id, now=now)


def refuse_batch(
    batch: FeedBatch, *, problem: str, told: Told | None, claim: outbox.Claim, now: datetime
) -> None:
    """It cannot be read from here on; it says why and how to mend it. Rows that were read stay judged."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        batch.state, batch.problem, batch.done_at = BatchState.REFUSED, _plain(problem)[:500], now
        if told is not None:
            batch.reading = _reading(batch, told, batch.reading.get("offers", {}))
        batch.save(update_fields=["state", "problem", "done_at", "reading"])


def judge_again(
    claim: outbox.Claim, *, bench: Bench, lease_until: datetime, now: datetime
) -> outbox.Claim | None:
    """Judge the next kept offers again; None when all are done, or another version is live meanwhile.

    One transaction a piece; a worker that dies goes on where the last one ended. Raises LeaseLost.
    """
    policy = claim.payload["policy"]
    if tables.policy(policy).reference != claim.payload["reference"]:
        return None
    watched = Watch.objects.filter(policy=policy, active=True)
    if claim.payload["feed"] is not None:
        watched = watched.filter(feed=claim.payload["feed"])
    offers = Offer.objects.filter(feed__in=watched.values("feed"), pk__gt=int(claim.payload["after"]))
    numbers = list(offers.order_by("pk").values_list("pk", flat=True)[:RESCANNED])
    if not numbers:
        return None
    compiled, memory = bench.policies[policy]
    payload = {**claim.payload, "after": numbers[-1]}
    with transaction.atomic():
        outbox.renew([claim], until=lease_until)
        parties = Offer.objects.filter(pk__in=numbers).order_by().values_list("party", flat=True).distinct()
        for party in sorted(parties):  # two parties may show one listing
            Party.objects.select_for_update(of=("self",), no_key=True).get(pk=party)
            rows = list(Offer.objects.filter(pk__in=numbers, party=party).order_by("pk"))
            judged = judge([values_of(row) for row in rows], [row.identity for row in rows], compiled, memory)
            save_findings(judged, {row.identity: row.pk for row in rows}, policy=policy, now=now)
        outbox.note(claim, payload)
    return replace(claim, payload=payload)


def bench_again(claim: outbox.Claim, *, now: datetime) -> Bench:
    """The live rules of the policy of a RESCAN."""
    policy = claim.payload["policy"]
    return Bench({policy: _ready(policy, now)})


def _ready(policy: str, at: datetime) -> tuple[CompiledPolicy, Memory]:
    return tables.compiled(policy, today=local_day(at, zone=LegalZone.WIB)), memory_of(policy)


def _named(told: Told) -> list[dict[str, Any]]:
    return [
        {name: _plain(value) if isinstance(value, str) else value for name, value in problem.items()}
        for problem in told.problems
    ]


def _plain(text: str) -> str:
    """Without what PostgreSQL cannot keep."""
    return text.replace("\x00", "\ufffd")


def _reading(batch: FeedBatch, told: Told, offers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "chosen": batch.reading.get("chosen", {}),
        "columns": {name: [_plain(one) for one in columns] for name, columns in told.columns.items()},
        "ignored": [_plain(one)[:200] for one in told.ignored[:100]],
        "notes": [_plain(one) for one in told.notes[:20]],
        "share": round(told.share, 4),
        "offers": dict(offers),
        **({"look": True} if batch.reading.get("look") else {}),
    }
