"""New words: the queue, and what one of them would hit among the kept offers that a reader sees."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from tertib.core.terms.companions import Beside, Company, companions, region
from tertib.core.terms.history import holds, words_of
from tertib.errors import NotFound
from tertib.queries.policies.desk import live_rules
from tertib.queries.types import Finding, Offer, Reader, WordCandidate, eyes
from tertib.queries.visible import visible_offers
from tertib.store.models import Outbox, Watch
from tertib.vocabulary import Band, Errand, ReviewOutcome, Role, WordState

__all__ = ["Beside", "Company", "Hits", "bare", "counts", "groups_of", "hits", "searched", "word", "words"]

MOST_READ = 5_000  # offers whose titles are read for a word; beyond it the count is a least
SHOWN = 20
PLACES = 5


@dataclass(frozen=True, slots=True)
class Hits:
    """Kept offers with the word in their title. `lawful`, `confirmed`: so judged by persons; `unseen`: of no finding,
    so that the word would point at them first. `all_read` is false where there are more than were read.

    `company`: the policy's groups of words beside it, in what is removed or confirmed and in what is lawful or of no
    finding; `region`: the place of most sellers of the former, with their number and that of all whose place is known."""

    count: int
    shops: int
    lawful: int
    confirmed: int
    unseen: int
    places: tuple[tuple[str, int], ...]
    company: tuple[Beside, ...]
    region: tuple[str, int, int] | None
    first: tuple[tuple[Offer, str | None], ...]
    all_read: bool


def words(state: WordState, policy: str) -> QuerySet[WordCandidate]:
    """The words in a state: those that wait the most telling first, then what members shared; others the latest first."""
    rows = WordCandidate.objects.filter(state=state).select_related("decided_by", "decided_for")
    if policy:
        rows = rows.filter(policy=policy)
    return rows.order_by(
        *((F("q").asc(nulls_last=True), "p", "pk") if state is WordState.WAITING else ("-decided_at", "-pk"))
    )


def counts() -> dict[WordState, int]:
    """How many words are in each state."""
    told = Counter(WordCandidate.objects.values_list("state", flat=True))
    return {state: told[state] for state in WordState}


def searched() -> dict[str, datetime | None]:
    """The policies under which words are looked for, and when each was searched last; null: it is about to be."""
    watched = dict.fromkeys(sorted(set(Watch.objects.filter(active=True).values_list("policy", flat=True))))
    asked = Outbox.objects.filter(errand=Errand.WORDS).values_list("payload__policy", "done_at")
    return {**watched, **{policy: done for policy, done in asked if policy}}


def word(number: int) -> WordCandidate:
    """One of them. Raises NotFound."""
    rows = WordCandidate.objects.select_related("decided_by", "decided_for", "draft")
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found


def hits(reader: Reader, candidate: WordCandidate) -> Hits:
    """What the word stands in now, among the offers that the reader's office was given. Only for who writes policies."""
    sought = words_of(candidate.term)
    party, _ = eyes(reader)
    offers = visible_offers(
        party, Role.ANALYST
    )  # as on the page of a draft's test: an editor reads them there
    for part in sought:
        offers = offers.filter(title__icontains=part)
    read = list(offers.order_by("-last_seen_at", "-pk")[: MOST_READ + 1])
    found = [offer for offer in read[:MOST_READ] if holds(words_of(offer.title), sought) >= 0]
    judged = {
        offer: (band, outcome)
        for offer, band, outcome in Finding.objects.filter(
            policy=candidate.policy, offer__in=[offer.pk for offer in found]
        ).values_list("offer_id", "band", "outcome")
    }
    removed = _removed_shops(candidate.policy, found)
    nothing = (Band.NONE, None)
    told, lawful = [], []
    for offer in found:
        band, outcome = judged.get(offer.pk, nothing)
        if outcome == ReviewOutcome.CONFIRMED or (outcome is None and _shop(offer) in removed):
            told.append(offer)
        elif outcome == ReviewOutcome.LAWFUL or (outcome is None and band == Band.NONE):
            lawful.append(offer)
    outcomes = Counter(judged.get(offer.pk, nothing)[1] for offer in found)
    return Hits(
        count=len(found),
        shops=len({_shop(offer) for offer in found if offer.shop}),
        lawful=outcomes[ReviewOutcome.LAWFUL],
        confirmed=outcomes[ReviewOutcome.CONFIRMED],
        unseen=sum(judged.get(offer.pk, nothing)[0] == Band.NONE for offer in found),
        places=tuple(Counter(offer.place for offer in found if offer.place).most_common(PLACES)),
        company=companions(
            [*((offer.title, True) for offer in told), *((offer.title, False) for offer in lawful)],
            {key: group.words for key, group in live_rules(candidate.policy).groups.items()},
        ),
        region=region(
            (f"{offer.platform}:{offer.shop.lower()}", offer.place) for offer in told if offer.shop
        ),
        first=tuple((offer, judged.get(offer.pk, nothing)[1]) for offer in found[:SHOWN]),
        all_read=len(read) <= MOST_READ,
    )


def groups_of(policy: str) -> set[str]:
    """Groups of words that the policy in force has."""
    return set(live_rules(policy).groups)


def bare(group: str) -> Beside:
    """A group of which nothing is known here."""
    return Beside(group, 0, 0, 0, 0, 1.0, None)


def _shop(offer: Offer) -> tuple[str, str]:
    return offer.platform, offer.shop.lower()


def _removed_shops(policy: str, offers: Sequence[Offer]) -> set[tuple[str, str]]:
    """Shops of these offers that lost a listing under the policy."""
    gone = Offer.objects.filter(
        listing__cases__policy=policy,
        listing__cases__down_at__isnull=False,
        shop__in={offer.shop for offer in offers if offer.shop},
    )
    return {(platform, shop.lower()) for platform, shop in gone.values_list("platform", "shop").distinct()}
