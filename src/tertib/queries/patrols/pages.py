"""Hand search as its office sees it: each word on each platform, who looked when, what came of it, and what is next."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from tertib.core.deadlines import local_day
from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.rules.model import Field, Term
from tertib.core.links import Platform
from tertib.queries.patrols.lists import LOOKS, all_platforms
from tertib.queries.policies.named import live_rules
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_findings, visible_orders, visible_parties, visible_patrols
from tertib.store.models import PatrolLook
from tertib.vocabulary import Ambiguity, LegalZone, OrderSource, PartyKind

FRESH = timedelta(days=7)  # a look counts for coverage that long
NEVER_DAYS = 60  # how long a word was not looked for that never was; longer waits count as this
SUGGESTED = 6
ORDINARY_SHARE = 0.5  # an ordinary word hits often, and a search for it brings much that is lawful
COUNTED_FINDINGS = 2_000  # the latest of them say how often a term hits
COUNTED_ORDERS = 200  # the latest lists from hand search
MOST_COMPANY_WORDS = 150  # a larger group is a list of names: no single one of them helps a search
OTHER_WORDS = 8  # shown beside a term's first
_OF_TERM = re.compile(r"(?:terms|disguise)\.([^@]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term as it is searched for: `query` is what is typed, `address` the platform's own search."""

    word: str
    query: str
    address: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One term on one platform. `last` is the latest look of the reader's office, null before the first.

    `handed_in` counts rows of the office's lists that came from it, `hits` findings that the term hit of the latest
    ones; `urgency` orders what to look at next.
    """

    term: str
    meaning: str
    ambiguity: Ambiguity
    platform: str
    platform_name: str
    words: tuple[Word, ...]
    last: PatrolLook | None
    looks: int
    found: int
    handed_in: int
    hits: int
    urgency: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """How much was looked at in the last seven days: `done` of `all` words on platforms, and the oldest look.

    `oldest` is null where something was never looked at.
    """

    key: str
    name: str
    done: int
    all: int
    oldest: datetime | None

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.done / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True)
class ByPerson:
    """What one person searched in the last seven days."""

    name: str
    looks: int
    pairs: int
    found: int
    handed_in: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class Patrol:
    """Hand search under one policy: every pair, most urgent first."""

    pairs: tuple[Pair, ...]
    whole: Cover
    by_platform: tuple[Cover, ...]
    by_person: tuple[ByPerson, ...]
    others: int  # pairs that other authorities looked at in the last seven days

    @property
    def next(self) -> tuple[Pair, ...]:
        """What to look at next: the most urgent that nobody looked at lately, at most two of one term."""
        seen: Counter[str] = Counter()
        chosen: list[Pair] = []
        for pair in self.pairs:
            if not pair.fresh and seen[pair.term] < 2 and len(chosen) < SUGGESTED:
                seen[pair.term] += 1
                chosen.append(pair)
        return tuple(chosen)


def platforms(reader: Reader, *, now: datetime) -> list[Platform]:
    """Platforms that a person can search: those whose platform takes part here, or all if none does."""
    today = local_day(now, zone=LegalZone.WIB)
    all_known = [one for one in all_platforms() if one.search_url and one.is_active(today)]
    parties = visible_parties(*eyes(reader)).filter(kind=PartyKind.PLATFORM, active=True)
    here = set(parties.values_list("platform", flat=True))
    return sorted(
        [one for one in all_known if one.key in here] or all_known, key=lambda one: one.name.casefold()
    )


def count_words(policy: str, *, now: datetime) -> int:
    """How many words of the live policy are searched for. Raises BadInput for no such policy."""
    rules = live_rules(policy, today=local_day(now, zone=LegalZone.WIB))
    return sum(_is_searched(term) for term in rules.terms)


def patrol(reader: Reader, *, policy: str, language: str, now: datetime) -> Patrol:
    """Every word of the live policy on every platform that can be searched. Raises BadInput for no such policy."""
    rules = live_rules(policy, today=local_day(now, zone=LegalZone.WIB))
    looks = visible_patrols(*eyes(reader)).filter(policy=policy)
    where = platforms(reader, now=now)
    terms = [term for term in rules.terms if _is_searched(term)]
    last = _last(looks)
    sums = {
        (row["term"], row["platform"]): row
        for row in looks.order_by().values("term", "platform").annotate(n=Count("pk"), found=Sum("found"))
    }
    hits, rows = _hits(reader, policy), _handed_in(reader, policy)
    pairs = []
    for term in terms:
        for platform in where:
            key = (term.key, platform.key)
            latest = last.get(key)
            counted: Mapping[str, Any] = sums.get(key, {})
            waited = (
                NEVER_DAYS if latest is None else min(NEVER_DAYS, (now - latest.at).total_seconds() / 86_400)
            )
            pairs.append(
                Pair(
                    term=term.key,
                    meaning=term.meaning.in_language(language),
                    ambiguity=term.ambiguity,
                    platform=platform.key,
                    platform_name=platform.name,
                    words=_words(term, platform, rules),
                    last=latest,
                    looks=counted.get("n", 0),
                    found=counted.get("found") or 0,
                    handed_in=rows.by_pair[key],
                    hits=hits[term.key],
                    urgency=waited * (1 + log2(1 + hits[term.key])) * _share_of(term),
                    fresh=latest is not None and now - latest.at <= FRESH,
                )
            )
    pairs.sort(key=lambda pair: (-pair.urgency, pair.platform_name, pair.term))
    others = PatrolLook.objects.filter(policy=policy, at__gt=now - FRESH).exclude(party=reader.home)
    return Patrol(
        pairs=tuple(pairs),
        whole=_cover("", "", pairs),
        by_platform=tuple(
            _cover(one.key, one.name, [pair for pair in pairs if pair.platform == one.key]) for one in where
        ),
        by_person=_by_person(looks, rows.by_look, now),
        others=others.order_by().values("term", "platform").distinct().count(),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    by_pair: Counter[tuple[str, str]]
    by_look: Counter[int]


def _is_searched(term: Term) -> bool:
    """A word of titles that speaks for the goods; one that speaks for lawful goods is no search."""
    return Field.TITLE in term.fields and any(weight > 0 for weight in term.weights.values())


def _share_of(term: Term) -> float:
    return ORDINARY_SHARE if term.ambiguity is Ambiguity.HIGH else 1.0


def _words(term: Term, platform: Platform, rules: CompiledPolicy) -> tuple[Word, ...]:
    """The term's words; an ordinary word is searched with a word of the company that it needs."""
    beside = _company(term, rules)
    found = []
    for word in term.words[:OTHER_WORDS]:
        query = f"{word} {beside}" if beside and beside not in word.split() else word
        found.append(Word(word, query, platform.search_for(query) or ""))
    return tuple(found)


def _company(term: Term, rules: CompiledPolicy) -> str:
    if term.ambiguity is not Ambiguity.HIGH or not term.needs:
        return ""
    smallest = min((rules.rules.groups[key].words for key in term.needs), key=len)
    return smallest[0] if len(smallest) <= MOST_COMPANY_WORDS else ""


def _last(looks: QuerySet[PatrolLook]) -> dict[tuple[str, str], PatrolLook]:
    newest = (
        looks.order_by()
        .values("term", "platform")
        .annotate(newest=Max("pk"))
        .values_list("newest", flat=True)
    )
    return {
        (look.term, look.platform): look
        for look in PatrolLook.objects.filter(pk__in=list(newest)).select_related("by", "order")
    }


def _hits(reader: Reader, policy: str) -> Counter[str]:
    """In how many of the latest findings each term was hit."""
    found: Counter[str] = Counter()
    reasons = (
        visible_findings(*eyes(reader))
        .filter(policy=policy)
        .order_by("-pk")
        .values_list("reasons", flat=True)
    )
    for of_one in reasons[:COUNTED_FINDINGS]:
        found.update({match[1] for one in of_one if (match := _OF_TERM.match(str(one.get("signal", ""))))})
    return found


def _handed_in(reader: Reader, policy: str) -> _Rows:
    """Rows of the office's lists by the look that they came from."""
    lists = visible_orders(*eyes(reader)).filter(source=OrderSource.PATROL, policy=policy).order_by("-pk")
    by_look: Counter[int] = Counter()
    for columns in lists.values_list("columns", flat=True)[:COUNTED_ORDERS]:
        by_look.update(columns.get(LOOKS, {}).values())
    by_pair: Counter[tuple[str, str]] = Counter()
    looks = visible_patrols(*eyes(reader)).filter(policy=policy, order__isnull=False)
    for pk, term, platform in looks.values_list("pk", "term", "platform"):
        by_pair[term, platform] += by_look[pk]
    return _Rows(by_pair, by_look)


def _cover(key: str, name: str, pairs: Iterable[Pair]) -> Cover:
    mine = list(pairs)
    moments = [pair.last.at for pair in mine if pair.last]
    oldest = min(moments) if len(moments) == len(mine) and moments else None
    return Cover(key, name, sum(pair.fresh for pair in mine), len(mine), oldest)


def _by_person(looks: QuerySet[PatrolLook], rows: Mapping[int, int], now: datetime) -> tuple[ByPerson, ...]:
    recent = looks.filter(at__gt=now - FRESH).select_related("by").order_by("pk")
    of: dict[int, list[PatrolLook]] = {}
    for look in recent:
        of.setdefault(look.by_id, []).append(look)
    found = [
        ByPerson(
            name=mine[0].by.name,
            looks=len(mine),
            pairs=len({(look.term, look.platform) for look in mine}),
            found=sum(look.found or 0 for look in mine),
            handed_in=sum(rows[look.pk] for look in mine),
            latest=max(look.at for look in mine),
        )
        for mine in of.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.pairs, one.name)))
