"""Everything that one screen of the review desk shows of a finding: evidence, price, shop, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef

from tertib.core.detection.asking import question_to_seller
from tertib.core.detection.matcher import How
from tertib.core.detection.rules.model import Question, Rules
from tertib.core.policies.model import LocalText
from tertib.queries.detection.rules import meaning_of, rules_of, term_of, undone
from tertib.queries.types import Case, Finding, Offer, Order, Party, Reader, Review, eyes
from tertib.queries.visible import find, visible_cases, visible_offers, visible_orders
from tertib.store.models import FeedBatch
from tertib.vocabulary import OrderSource, OrderState, PartyKind, ReviewOutcome, Role

MOST_OTHERS = 8
MOST_OF_SHOP = 1_000  # listings of the shop that are looked through
MOST_ALIKE = 200  # findings that are decided at once
LEAST_PRICES = 5  # fewer prices are no reference


class Mode(StrEnum):
    """What the reader can do with a finding."""

    FIRST = "first"  # decide
    SECOND = "second"  # read a colleague's decision again without seeing it
    THIRD = "third"  # decide where two readers differ
    ASKED = "asked"  # the seller was asked: decide once there is an answer
    LOOK = "look"  # decided, or for somebody else to decide


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what it says of which question, on which words, how much. `share` is its weight against the most
    that one signal can say, from 0 to 1. `read_as` and `undone` tell how a disguise was read."""

    question: Question | None
    signal: str
    field: str
    meaning: LocalText | None
    text: str
    start: int | None
    end: int | None
    weight: float
    share: float
    read_as: str = ""
    undone: tuple[tuple[How, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The middle of `count` prices of the feed's listings of this category, as of its latest batch."""

    median_minor: int
    count: int
    as_of: datetime | None
    category: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows beside the finding itself."""

    mode: Mode
    questions: tuple[Question, ...]
    reasons: tuple[Reason, ...]
    reference: Reference | None
    others: tuple[tuple[Offer, Finding], ...]
    similar: tuple[tuple[ReviewOutcome, int], ...]
    alike: int
    reviews: tuple[Review, ...]
    case: Case | None
    order: Order | None


def screen(reader: Reader, finding: Finding, *, person: int) -> Screen:
    """All of it, in some fifteen small queries."""
    rules = rules_of(finding.policy)
    reviews = tuple(finding.reviews.select_related("by", "party", "undoes", "undone_by").order_by("pk"))
    mode = mode_of(reader, finding, reviews, person=person)
    blind = mode is Mode.SECOND
    of_shop = _of_shop(reader, finding)
    case = None
    if finding.case is not None and not blind:
        case = visible_cases(*eyes(reader)).filter(pk=finding.case.pk).select_related("listing").first()
    return Screen(
        mode=mode,
        questions=rules.questions,
        reasons=reasons_of(finding, rules),
        reference=_reference(finding),
        others=_others(of_shop),
        similar=_similar(finding, of_shop),
        alike=len(_alike(finding, of_shop)) if mode is Mode.FIRST else 0,
        reviews=() if blind else reviews,
        case=case,
        order=None if blind else _order(reader, finding, case),
    )


def mode_of(reader: Reader, finding: Finding, reviews: Sequence[Review], *, person: int) -> Mode:
    """What the reader can do with the finding as it stands."""
    standing = [one for one in reviews if one.outcome is not None and not hasattr(one, "undone_by")]
    if not standing:
        return Mode.FIRST
    ours = standing[-1].party_id == reader.home.pk
    if finding.waiting:  # two readers differ
        third = ours and reader.role is Role.APPROVER and person not in {one.by_id for one in standing}
        return Mode.THIRD if third else Mode.LOOK
    if finding.for_second_reader and ours and person not in {one.by_id for one in standing}:
        return Mode.SECOND
    return Mode.ASKED if finding.outcome is ReviewOutcome.CANNOT_TELL else Mode.LOOK


def reasons_of(finding: Finding, rules: Rules) -> tuple[Reason, ...]:
    """The finding's reasons with what they mean, those that weigh most first."""
    questions = {question.key: question for question in rules.questions}
    found = []
    for one in finding.reasons:
        signal, text, weight = str(one["signal"]), one.get("text") or "", float(one["weight"])
        term = term_of(signal, rules) if signal.startswith("disguise.") and text else None
        read_as, steps = (undone(term, text) if term else None) or ("", ())
        found.append(
            Reason(
                question=questions.get(one["question"]),
                signal=signal,
                field=signal.partition("@")[2] or "title",
                meaning=meaning_of(signal, rules),
                text=text,
                start=one.get("start"),
                end=one.get("end"),
                weight=weight,
                share=min(1.0, abs(weight) / rules.most),
                read_as=read_as,
                undone=steps,
            )
        )
    return tuple(sorted(found, key=lambda reason: (-abs(reason.weight), reason.signal)))


def alike(reader: Reader, finding: Finding) -> list[Finding]:
    """Findings that wait, of the same shop with the same reasons, this one first if it waits."""
    return _alike(finding, _of_shop(reader, finding))


def texts_for_seller(finding: Finding, review: Review) -> list[tuple[str, str]]:
    """(language, text) by which the seller is asked what the reviewer could not tell."""
    rules = rules_of(finding.policy)
    open_ones = [one for one in rules.questions if review.checklist.get(one.key, "unknown") == "unknown"]
    words = [one.text for one in reasons_of(finding, rules) if one.weight > 0 and one.text]
    return [
        (
            language,
            question_to_seller(
                title=finding.offer.title,
                url=finding.offer.url,
                asks=[one.asks.in_language(language) for one in open_ones or rules.questions],
                words=list(dict.fromkeys(words))[:5],
                language=language,
            ),
        )
        for language in ("id", "en")
    ]


def names_listing(offer: Offer) -> bool:
    """Whether the listing's own link names it on its platform (`Offer.identity`)."""
    return not offer.identity.startswith(f"{offer.feed.key}:") and bool(offer.url)


def authorities() -> list[Party]:
    """The offices that can hand in what a platform or an association confirmed."""
    return list(Party.objects.filter(kind=PartyKind.AUTHORITY, active=True).order_by("name"))


def lists_without_letter(reader: Reader) -> list[Order]:
    """The reader's lists of confirmed findings whose notices wait for a letter."""
    orders = visible_orders(*eyes(reader)).filter(
        source=OrderSource.FINDINGS, state=OrderState.TAKEN_IN, letter_number=""
    )
    return list(orders.order_by("pk")[:20])


def list_of_findings(reader: Reader, key: str) -> Order:
    """One of the reader's lists of confirmed findings. Raises NotFound."""
    return find(visible_orders(*eyes(reader)).filter(source=OrderSource.FINDINGS), key)


def _signals(finding: Finding) -> frozenset[str]:
    return frozenset(one["signal"] for one in finding.reasons)


def _of_shop(reader: Reader, finding: Finding) -> list[Finding]:
    """Findings on other listings of the shop in the same party's feeds, with their listings: those seen last."""
    offer = finding.offer
    if not offer.shop:
        return []
    offers = visible_offers(*eyes(reader)).filter(
        party=offer.party_id, platform=offer.platform, shop=offer.shop
    )
    latest = {
        one.pk: one for one in offers.exclude(pk=offer.pk).order_by("-last_seen_at", "-pk")[:MOST_OF_SHOP]
    }
    # Only what the listing's own index answers is asked of the database: a shop has few, the policy very many.
    found = list(Finding.objects.filter(offer__in=list(latest), policy=finding.policy).defer("answers"))
    for one in found:
        one.offer = latest[one.offer_id]
    return sorted(found, key=lambda one: (-one.score, one.pk))


def _alike(finding: Finding, of_shop: Sequence[Finding]) -> list[Finding]:
    own = [finding] if finding.waiting and finding.outcome is None else []
    signals = _signals(finding)
    same = [one for one in of_shop if one.waiting and one.outcome is None and _signals(one) == signals]
    return [*own, *same][:MOST_ALIKE]


def _others(of_shop: Sequence[Finding]) -> tuple[tuple[Offer, Finding], ...]:
    latest = sorted(of_shop, key=lambda one: (one.offer.last_seen_at, one.pk), reverse=True)
    return tuple((one.offer, one) for one in latest[:MOST_OTHERS])


def _similar(finding: Finding, of_shop: Sequence[Finding]) -> tuple[tuple[ReviewOutcome, int], ...]:
    """How findings of the shop with the same reasons were decided before; not those that wait to be read again."""
    signals = _signals(finding)
    outcomes = [
        one.outcome
        for one in of_shop
        if one.outcome and not one.waiting and not one.for_second_reader and _signals(one) == signals
    ]
    return tuple((outcome, outcomes.count(outcome)) for outcome in ReviewOutcome if outcome in outcomes)


def _reference(finding: Finding) -> Reference | None:
    offer = finding.offer
    prices = Offer.objects.filter(feed=offer.feed_id, category=offer.category, price_minor__isnull=False)
    prices = prices.filter(currency=offer.currency)
    count = prices.count()
    if offer.price_minor is None or count < LEAST_PRICES:
        return None
    middle = prices.order_by("price_minor").values_list("price_minor", flat=True)
    two = [price for price in middle[(count - 1) // 2 : count // 2 + 1] if price is not None]
    median = sum(two) // len(two)
    latest = FeedBatch.objects.filter(feed=offer.feed_id).order_by("-received_at").first()
    return Reference(median, count, latest.received_at if latest else None, offer.category)


def _order(reader: Reader, finding: Finding, case: Case | None) -> Order | None:
    """The list by which the reader's office asks for the case."""
    if case is None:
        return None
    mine = visible_orders(*eyes(reader)).filter(source=OrderSource.FINDINGS)
    return mine.filter(Exists(case.requesters.filter(order=OuterRef("pk")))).order_by("-pk").first()


def decided_at_once(reader: Reader, mark: str) -> list[Review]:
    """What the reader's office decided in one act, in the order of the queue then."""
    made = Review.objects.filter(bulk=mark, party=reader.home, outcome__isnull=False)
    return list(made.select_related("finding__offer", "by", "undone_by").order_by("pk")[:MOST_ALIKE])
