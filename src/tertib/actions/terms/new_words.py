"""New words: find what removed sellers changed to, keep each once, and let a person take it into a policy's draft."""

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.feeds.handing_over import GIVEN_TO_AUTHORITIES
from tertib.actions.permits import Permit, require
from tertib.actions.policies import drafts
from tertib.actions.policies.drafts import OPEN, TermText, open_draft
from tertib.actions.policies.versions import read, read_live
from tertib.actions.returns.matching import gone
from tertib.core.deadlines import local_day
from tertib.core.detection.rules.model import Term
from tertib.core.links import Platforms, read_link
from tertib.core.terms import NIGHTLY, Removals, Titles, find_terms, history_of
from tertib.core.terms.history import words_of
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import (
    Finding,
    Offer,
    OfferTitle,
    Outbox,
    Person,
    Watch,
    WordCandidate,
)
from tertib.vocabulary import Band, Errand, LegalZone, PolicyState, TermStatus, WordState

NIGHT = timedelta(days=1)
MOST_TITLES = 300_000  # the latest offers; the test takes a minute and 2 GB at that size
AT_HOME = 0.5  # what a proposed term weighs more at its place; a person changes it in the draft
MAX_REASON, MAX_TERM = 1_000, 80
NOT_SLUG = re.compile(r"[^a-z0-9]+")


def ask_nightly(*, now: datetime) -> int:
    """Ask for a search under every watched policy whose last one was a day ago; returns under how many."""
    policies = sorted(set(Watch.objects.filter(active=True).values_list("policy", flat=True)))
    last = dict(Outbox.objects.filter(errand=Errand.WORDS).values_list("key", "done_at"))
    due = [
        policy
        for policy in policies
        if (key := _key(policy)) not in last or ((done := last[key]) is not None and now - done >= NIGHT)
    ]
    outbox.ask([_work(policy, now) for policy in due])
    return len(due)


def ask(actor: Actor, policy: str, *, now: datetime) -> None:
    """Ask for a search now; asking twice is asking once. Raises NotFound, NotPermitted."""
    _decider(actor)
    if policy not in tables.policies():
        raise NotFound("There is no such policy.")
    outbox.ask([_work(policy, now)])


def find_words(policy: str, *, now: datetime) -> int:
    """Lay the titles of a policy's sellers after a removal beside those before, and keep each word found once; returns
    how many are new. Words that the policy has already are no news, and what was found before stays as it is.

    Only offers that are given to all authorities are read: what one of them feeds itself is shown to no other.
    """
    terms = read_live(policy).rules.terms
    history = history_of(_removals(policy, terms), _titles(policy))
    known = {words_of(word) for term in terms for word in term.words}
    known |= {words_of(term) for term in _kept(policy)}
    found = [
        WordCandidate(
            policy=policy,
            term=one.term,
            kind=one.kind.value,
            sellers=one.sellers,
            p=one.p,
            q=one.q,
            first_seen=date.fromordinal(one.first_seen),
            found_at=now,
            examples=[list(pair) for pair in one.examples],
        )
        for one in find_terms(history, level=NIGHTLY)
        if words_of(one.term) not in known and len(one.term) <= MAX_TERM
    ]
    WordCandidate.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def accept(
    actor: Actor,
    candidate: WordCandidate,
    *,
    needs: Sequence[str] = (),
    unless: Sequence[str] = (),
    place: str = "",
    now: datetime,
) -> WordCandidate:
    """Write the word as a proposed term into the office's open draft, or a new one. Accepting again changes nothing.

    It matches nothing until a person says in the draft what it tells, and the draft is tested and published.
    `needs` and `unless` are groups of the policy's words, as the company that the term asks for or rules out; at
    `place` it weighs more. Raises Conflict if it was decided otherwise meanwhile, NotPermitted, BadInput for a group
    that the draft does not have.
    """
    _decider(actor)
    with transaction.atomic():
        mine = _locked(candidate)
        if mine.state == WordState.ACCEPTED:
            return mine
        if mine.state != WordState.WAITING:
            raise Conflict("This was decided meanwhile. Open the next one.")
        draft = open_draft(actor, mine.policy, now=now)
        rules = read(draft).rules
        if any(words_of(mine.term) == words_of(word) for term in rules.terms for word in term.words):
            raise BadInput("The draft has this word already. Change its term there.")
        if unknown := sorted({*needs, *unless} - set(rules.groups)):
            raise BadInput(f"The draft has no group of words {unknown[0][:80]!r}. Open the word again.")
        meaning_id, meaning_en, source = _told(mine)
        where = " ".join(place.split())[:MAX_TERM]
        text = TermText(
            key=_term_key(mine.term, {term.key for term in rules.terms}),
            words=[mine.term],
            meaning_id=meaning_id,
            meaning_en=meaning_en,
            status=TermStatus.CANDIDATE,
            needs=sorted(set(needs)),
            unless=sorted(set(unless)),
            places=[where] if where else [],
            place_weight=AT_HOME if where else 0.0,
            weights={rules.questions[0].key: 1.0},
            valid_from=local_day(now, zone=LegalZone.WIB),
            source=source[:600],
        )
        saved = drafts.save_term(actor, draft, text, seen=draft.revision, why=mine.term, now=now)
        mine.draft, mine.term_key = saved, text.key
        return _decide(mine, WordState.ACCEPTED, actor, reason="", now=now)


def reject(actor: Actor, candidate: WordCandidate, *, reason: str, now: datetime) -> WordCandidate:
    """Say why a word is none; it is not proposed again. Raises BadInput without a reason, Conflict, NotPermitted."""
    _decider(actor)
    said = reason.replace("\x00", "").strip()[:MAX_REASON]
    if not said:
        raise BadInput("Say in a sentence why the word is none.")
    with transaction.atomic():
        mine = _locked(candidate)
        if mine.state == WordState.REJECTED and mine.reason == said:
            return mine
        if mine.state != WordState.WAITING:
            raise Conflict("This was decided meanwhile. Open the next one.")
        return _decide(mine, WordState.REJECTED, actor, reason=said, now=now)


def reopen(actor: Actor, candidate: WordCandidate, *, now: datetime) -> WordCandidate:
    """Take the decision of one's own office back: the word waits again, and leaves the draft if that is still open.

    Raises Conflict once the draft was published, NotPermitted for another office's decision.
    """
    _decider(actor)
    with transaction.atomic():
        mine = _locked(candidate)
        if mine.state == WordState.WAITING:
            return mine
        if mine.decided_for_id != actor.home.pk:
            raise NotPermitted("Another office decided this; only it takes the decision back.")
        draft = mine.draft
        if draft is not None and draft.state in OPEN:
            drafts.drop_term(actor, draft, mine.term_key, seen=draft.revision, now=now)
        elif draft is not None and draft.state != PolicyState.DROPPED:
            raise Conflict(
                "The draft was published. Set the term to “no longer used” in a new draft instead."
            )
        mine.state, mine.reason, mine.draft, mine.term_key = WordState.WAITING, "", None, ""
        mine.decided_at = mine.decided_by = mine.decided_for = None
        mine.save()
        return mine


def _told(candidate: WordCandidate) -> tuple[str, str, str]:
    """What the proposed term says of the word in Indonesian and in English, and its source."""
    if candidate.shared_by:
        meaning = candidate.shared.get("meaning", {})
        return meaning.get("id", ""), meaning.get("en", ""), candidate.shared_by
    return (
        f"Kata baru dari {candidate.sellers} penjual setelah penawarannya diturunkan",
        f"New word of {candidate.sellers} sellers after their listings were taken down",
        "; ".join(f"{before} -> {after}" for before, after in candidate.examples),
    )


def _key(policy: str) -> str:
    return f"words:{policy}"[:120]


def _work(policy: str, now: datetime) -> outbox.Work:
    return outbox.Work(Errand.WORDS, _key(policy), now, payload={"policy": policy})


def _kept(policy: str) -> list[str]:
    return list(WordCandidate.objects.filter(policy=policy).values_list("term", flat=True))


def _removals(policy: str, terms: Collection[Term]) -> Removals:
    """What was taken down, by shop: as its link names it, also where no feed showed the listing, else as a feed named it.
    All words of the term that told are old ones."""
    words = {term.key: term.words for term in terms}
    told = ("claimed_at", "down_at", "spell__term")
    by_link = gone(policy).exclude(listing__shop="").values_list(*told, "listing__shop", "listing__key")
    shown = ("listing__offers__platform", "listing__offers__shop", "listing__offers__identity")
    by_name = gone(policy).filter(listing__shop="", listing__offers__party__kind__in=GIVEN_TO_AUTHORITIES)
    cases = [
        *by_link,
        *(
            (claimed, down, key, _named(platform, shop), identity)
            for claimed, down, key, platform, shop, identity in by_name.exclude(
                listing__offers__shop=""
            ).values_list(*told, *shown)
        ),
    ]
    rows = [
        (shop, identity, _day(min(filter(None, (claimed, down)))), word)
        for claimed, down, key, shop, identity in cases
        if claimed or down
        for word in words.get(key or "", ("",))
    ]
    shops, listings, days, told_by = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Removals(shops, listings, np.array(days, dtype=np.int64), told_by)


def _titles(policy: str) -> Titles:
    """All titles over time of shops that offer what the policy is about: with a finding, or a removed listing."""
    trade = Finding.objects.filter(policy=policy).exclude(band=Band.NONE).exclude(offer__shop="")
    same = Q(shop__in=trade.values("offer__shop")) | Q(
        shop__in=Offer.objects.filter(listing__cases__in=gone(policy)).exclude(shop="").values("shop")
    )
    offers = Offer.objects.filter(same, party__kind__in=GIVEN_TO_AUTHORITIES)
    fields = ("pk", "platform", "shop", "url", "identity", "title", "first_seen_at")
    rows = {row[0]: row[1:] for row in offers.order_by("-pk").values_list(*fields)[:MOST_TITLES]}
    over_time: dict[int, list[tuple[str, datetime]]] = {}
    changed = OfferTitle.objects.filter(offer__in=offers).order_by("pk")
    for offer, title, seen_at in changed.values_list("offer_id", "title", "seen_at"):
        over_time.setdefault(offer, []).append((title, seen_at))
    platforms = tables.platforms()
    told = [
        (_shop(platform, shop, url, platforms), identity, _day(seen_at), title)
        for pk, (platform, shop, url, identity, last, first_at) in sorted(rows.items())
        for title, seen_at in over_time.get(pk, [(last, first_at)])
        if title
    ]
    shops, listings, days, titles = zip(*told, strict=True) if told else ((), (), (), ())
    return Titles(shops, listings, np.array(days, dtype=np.int64), titles)


def _shop(platform: str, shop: str, url: str, platforms: Platforms) -> str:
    """The shop that the listing's link names, else its name on the platform."""
    link = read_link(url, platforms=platforms) if url else None
    return (link.shop if link is not None else None) or _named(platform, shop)


def _named(platform: str, shop: str) -> str:
    return f"{platform}:{shop}".lower()


def _day(moment: datetime) -> int:
    return local_day(moment, zone=LegalZone.WIB).toordinal()


def _term_key(term: str, taken: Collection[str]) -> str:
    """A key of the word itself, told apart from those taken by a mark of the word."""
    slug = NOT_SLUG.sub("-", term.lower()).strip("-")[:60]
    mark = hashlib.sha256(term.encode()).hexdigest()[:6]
    return slug if slug and slug not in taken else f"{slug or 'kata'}-{mark}"


def _decider(actor: Actor) -> Person:
    require(actor, Permit.EDIT_POLICY)
    if actor.person is None:
        raise NotPermitted("A person decides on new words, never a program.")
    return actor.person


def _locked(candidate: WordCandidate) -> WordCandidate:
    return WordCandidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)


def _decide(
    mine: WordCandidate, state: WordState, actor: Actor, *, reason: str, now: datetime
) -> WordCandidate:
    mine.state, mine.reason, mine.decided_at = state, reason, now
    mine.decided_by, mine.decided_for = actor.person, actor.home
    mine.save()
    return mine
