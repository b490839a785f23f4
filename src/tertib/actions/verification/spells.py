"""Keep for each case how long its listing stayed up and away: read from history and looks whenever a case has changed."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import Count, F, Min, Q, Value, When, Window
from django.db.models.functions import Lag, Lead

from tertib.actions import tables
from tertib.core.detection.listing import LISTING
from tertib.core.detection.run import detect
from tertib.core.statistics.spells import ENDS, Spell, Turn, spells
from tertib.core.verification.templates import ABSENT
from tertib.core.verification.verdict import CHANGED
from tertib.errors import TertibError
from tertib.store.bulk import insert_rows
from tertib.store.models import Case, CaseEvent, CaseSpell, Observation
from tertib.vocabulary import CaseState, PageState, ShopSize

MOST = 2_000  # cases kept in one transaction
FEW, MANY = 2, 5  # cases of a shop, from which on it counts as such
TERMS = "terms."  # what signals of words are named by
THERE = frozenset({PageState.UP}) | CHANGED
COLUMNS = (
    *("case_id", "version", "kept_at", "up_there", "up_over", "away_there", "away_over"),
    *("gone_before", "unseen", "term", "shop_size"),
)


def keep_spells(*, now: datetime, most: int = MOST) -> int:
    """Keep the spells of up to `most` cases that were asked for and have changed since; returns how many."""
    with transaction.atomic():
        changed = (
            Case.objects.filter(sent_at__isnull=False)
            .exclude(spell__version=F("version"))
            .select_related("listing")
            .order_by("pk")[:most]
        )
        cases = list(changed)
        if not cases:
            return 0
        ids = [case.pk for case in cases]
        turns = _turns(ids)
        stopped = {case for case, told in turns.items() if any(turn.kind in ENDS for turn in told)}
        there, gone = _looks(ids, stopped)
        words, sizes = _words(cases), _sizes(cases)
        CaseSpell.objects.filter(case__in=ids).delete()
        rows = []
        for case in cases:
            told = spells(turns.get(case.pk, []), there=there.get(case.pk, []), gone=gone.get(case.pk, []))
            size = sizes.get(case.listing.shop, ShopSize.UNKNOWN)
            known = (case.pk, case.version, now, *_ends(told.up), *_ends(told.away))
            rows.append((*known, told.gone_before, case.pk not in there, words.get(case.pk, ""), size))
        insert_rows(CaseSpell, COLUMNS, rows)
    return len(cases)


def _ends(spell: Spell | None) -> tuple[float | None, float | None]:
    if spell is None:
        return None, None
    return spell.last_there, None if math.isinf(spell.first_over) else spell.first_over


def _turns(ids: Sequence[int]) -> dict[int, list[Turn]]:
    """By case, in order of time: notices and ends, and the first look that led to each state."""
    events = CaseEvent.objects.filter(case__in=ids).order_by()
    plain = events.filter(kind__in=("notice_sent", *ENDS)).values_list("case_id", "kind", "state", "at")
    seen = events.filter(kind="seen", state__in=(CaseState.DOWN, CaseState.RETURNED))
    turns: dict[int, list[Turn]] = defaultdict(list)
    for case, kind, state, at in plain:
        turns[case].append(Turn(kind, CaseState(state), at))
    for case, state, at in seen.values_list("case_id", "state").annotate(first=Min("at")):
        turns[case].append(Turn("seen", CaseState(state), at))
    for told in turns.values():
        told.sort(key=attrgetter("at"))
    return turns


def _looks(
    ids: Sequence[int], stopped: Collection[int]
) -> tuple[dict[int, list[datetime]], dict[int, list[datetime]]]:
    """By case, in order of time: looks that found it and looks that did not.

    Of looks in a row that say the same only the first and the last are read, as no more is asked of them; all of
    them for `stopped` cases, whose following may end between two.
    """
    counted = Observation.objects.filter(case__in=ids, session__valid=True, state__in=THERE | ABSENT)
    is_gone = Q(state__in=ABSENT)
    turning = counted.annotate(
        gone=Choose(When(is_gone, then=Value(1)), default=Value(0)),
        before=Window(Lag("gone"), partition_by=F("case_id"), order_by=("at", "pk")),
        after=Window(Lead("gone"), partition_by=F("case_id"), order_by=("at", "pk")),
    ).filter(Q(before=None) | Q(after=None) | ~Q(before=F("gone")) | ~Q(after=F("gone")))
    there: dict[int, list[datetime]] = defaultdict(list)
    gone: dict[int, list[datetime]] = defaultdict(list)

    def take(case: int, was_gone: int, at: datetime) -> None:
        (gone if was_gone else there)[case].append(at)

    for case, was_gone, at in turning.order_by("case_id", "at").values_list("case_id", "gone", "at"):
        if case not in stopped:
            take(case, was_gone, at)
    every = counted.filter(case__in=stopped)
    for case, state, at in every.order_by("case_id", "at").values_list("case_id", "state", "at"):
        take(case, state in ABSENT, at)
    return there, gone


def _words(cases: Iterable[Case]) -> dict[int, str]:
    """By case, the key of the policy's word that weighs most in the title that our first look read."""
    by_policy: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.listing.first_seen_title:
            by_policy[case.policy].append(case)
    found: dict[int, str] = {}
    for key, titled in by_policy.items():
        try:
            policy = tables.compiled(key)
        except TertibError:  # a policy without words of its own, or one that is no more
            continue
        rows = [{"row": no, "title": case.listing.first_seen_title} for no, case in enumerate(titled, 1)]
        findings = detect(pa.RecordBatch.from_pylist(rows, schema=LISTING), policy)
        for case, reasons in zip(titled, findings.column("reasons").to_pylist(), strict=True):
            found[case.pk] = _heaviest(reasons)
    return found


def _heaviest(reasons: Sequence[Mapping[str, Any]]) -> str:
    words = [
        (-reason["weight"], reason["signal"].removeprefix(TERMS))
        for reason in reasons
        if reason["signal"].startswith(TERMS) and reason["weight"] > 0
    ]
    return min(words)[1].partition("@")[0][:120] if words else ""


def _sizes(cases: Iterable[Case]) -> dict[str, ShopSize]:
    """How many cases each shop has; what a seller is otherwise, nobody tells us."""
    shops = {case.listing.shop for case in cases if case.listing.shop}
    rows = Case.objects.filter(listing__shop__in=shops).order_by().values_list("listing__shop")
    return {shop: _size(count) for shop, count in rows.annotate(n=Count("pk"))}


def _size(count: int) -> ShopSize:
    if count >= MANY:
        return ShopSize.MANY
    return ShopSize.FEW if count >= FEW else ShopSize.ONE
