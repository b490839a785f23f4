"""Decisions as labelled listings: the file from which `tertib train` learns."""

from collections.abc import Iterator

from tertib.queries.types import Finding, Offer, Reader, Review, eyes
from tertib.queries.visible import visible_findings
from tertib.store.detection import JUDGED
from tertib.vocabulary import ReviewOutcome

KEPT = tuple(
    name for name in JUDGED if name not in ("image", "image_phash")
)  # pictures are no texts to learn from
SAID = {"price_minor": "price"}  # a file of listings has it in whole units
COLUMNS = (
    "listing_id",
    *(SAID.get(name, name) for name in KEPT),
    "listed_at",
    "label",
    "outcome",
    "drawn",
    "policy",
)
CHUNK = 500


def label_rows(reader: Reader, policy: str, *, question: str) -> Iterator[tuple[object, ...]]:
    """One row in the order of COLUMNS for each decision that stands and that nobody is to read again.

    `label` is the reviewer's answer to the question: yes, no or unknown. `listed_at` is when a feed showed it first.
    """
    rows = visible_findings(*eyes(reader)).filter(
        policy=policy, waiting=False, outcome__isnull=False, for_second_reader=False
    )
    chunk: list[Finding] = []
    for one in rows.select_related("offer").order_by("pk").iterator(chunk_size=CHUNK):
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield from _rows(chunk, question)
            chunk = []
    yield from _rows(chunk, question)


def _rows(findings: list[Finding], question: str) -> Iterator[tuple[object, ...]]:
    answers: dict[int, str] = {}
    standing = Review.objects.filter(
        finding__in=findings, second=False, outcome__isnull=False, undone_by=None
    )
    for finding_id, checklist in standing.order_by("pk").values_list("finding_id", "checklist"):
        answers[finding_id] = checklist.get(question, "unknown")  # the latest counts
    for one in findings:
        offer = one.offer
        yield (
            offer.identity,
            *(_said(offer, name) for name in KEPT),
            offer.first_seen_at.isoformat(),
            answers.get(one.pk, "unknown"),
            one.outcome.value if isinstance(one.outcome, ReviewOutcome) else None,
            "yes" if one.drawn else "no",
            one.policy_reference,
        )


def _said(offer: Offer, name: str) -> object:
    """A column of the offer as a file of listings has it."""
    value = getattr(offer, name)
    if value is None:
        return None
    match name:
        case "price_minor":
            return f"{value // 100}"
        case "official":
            return "true" if value else "false"
    return value
