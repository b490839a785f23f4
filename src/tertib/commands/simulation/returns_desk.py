"""The returns' desk of the simulated office: each batch of a feed laid beside what was taken down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.patrol import listings
from tertib.core.returns.kept import Index, match
from tertib.core.returns.run import PHASH_REACH
from tertib.sandbox.campaign.seen import Row
from tertib.vocabulary import ReturnKind

NEAR_PICTURE = frozenset(f"image:phash distance={bits}" for bits in range(PHASH_REACH + 1))


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a new listing: the removed one that it most likely is again."""

    listing: str
    removed: str
    kind: ReturnKind
    score: float
    reasons: tuple[str, ...]

    @property
    def is_return(self) -> bool:
        """Whether the desk takes it for the offer itself again: called so, or the same product with a near picture."""
        return self.kind is ReturnKind.SAME_OFFER or any(one in NEAR_PICTURE for one in self.reasons)


class ReturnsDesk:
    """Keeps the index of removed listings; `asked` are those compared, with how many stood in the index then."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self.indexed: list[str] = []
        self.asked: dict[str, int] = {}
        self.said: dict[str, Said] = {}

    def index(self, removed: Sequence[File]) -> None:
        """Take in what was seen gone since. Order is kept, so that a count tells what stood in the index."""
        known = set(self.indexed)
        fresh = [file for file in removed if file.id not in known]
        if not fresh:
            return
        self.indexed += [file.id for file in fresh]
        rows = listings([file.row for file in fresh])
        self._index = Index.of(rows) if self._index is None else self._index.added(rows)

    def joined(self, seller_of: Mapping[str, str], account_of: Mapping[str, str]) -> dict[str, str]:
        """A name for the seller of each shop, where shops that offered the same goods again count as one.

        For counting sellers alone: who took over a removed offer is no second seller who found a word by himself.
        """
        root = dict(seller_of)

        def top(shop: str) -> str:
            while root.get(shop, shop) != shop:
                shop = root[shop]
            return shop

        for said in self.said.values():
            one, other = sorted((top(account_of[said.listing]), top(account_of[said.removed])))
            root[one] = root[other] = one
        return {shop: top(shop) for shop in root}

    def look(self, rows: Sequence[Row]) -> list[Said]:
        """The likeliest return of each new listing that has one."""
        if self._index is None or not rows:
            return []
        self.asked |= {row.id: len(self.indexed) for row in rows}
        found = match(listings(rows), self._index)
        best: dict[str, Said] = {}
        for pair in found.to_pylist():
            said = Said(
                pair["listing_id"],
                pair["removed_id"],
                ReturnKind(pair["kind"]),
                pair["score"],
                tuple(pair["reasons"]),
            )
            known = best.get(said.listing)
            if said.is_return and (known is None or said.score > known.score):
                best[said.listing] = said
        self.said |= best
        return list(best.values())
