"""Decides by the chance of a pair and by its numbers, price and size whether it is the same offer, product, or a look."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.vocabulary import ReturnKind

Floats = npt.NDArray[np.float32]

# One row a pair; sorted by the removed listing's place in its file, then the score from the highest.
RETURN = pa.schema(
    [
        pa.field("removed_id", pa.string(), nullable=False),
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # vocabulary.ReturnKind
        pa.field("score", pa.float64(), nullable=False),  # chance that it is the same product
        pa.field("reasons", pa.list_(pa.string()), nullable=False),  # code:value
    ]
)

NAMED = 0.5  # the worth from which naming a pair raises the F1 of its listing's set: so the forest was taught
SAME_WORDS = 0.999  # likeness of titles with the very same words, in any order
PRICE_APART = 3.0  # an offer of more than three times the price, or less than a third, is not the same offer


def kinds_of(
    chance: Floats,
    *,
    same_offer: npt.ArrayLike,
    named: npt.NDArray[np.bool_],
    numbers_conflict: npt.NDArray[np.bool_],
    likeness: Floats,
    prices: tuple[pa.Array, pa.Array],
    shops: tuple[pa.Array, pa.Array],
) -> list[ReturnKind]:
    """The kind of each pair. `prices` and `shops` are the removed listings' and the new ones'.

    - same offer: the chance is at or above its cut `same_offer`, no number of one title stands against another of
      the other, and the prices, where both are known, are within PRICE_APART of each other
    - same offer: the same words at the same price from a shop of the same name, and a same product anyway
    - same product: it is `named`
    - look: anything else
    """
    old, new = (np.array(price.fill_null(0).to_numpy(zero_copy_only=False), np.float64) for price in prices)
    known = (old > 0) & (new > 0)
    apart = known & (np.maximum(old, new) > PRICE_APART * np.minimum(old, new))
    at_home = np.array([bool(a) and a == b for a, b in zip(*map(_plain, shops), strict=True)], bool)
    unchanged = known & (old == new) & at_home & (likeness >= SAME_WORDS)
    offer = named & ~numbers_conflict & ~apart & ((chance >= np.asarray(same_offer)) | unchanged)
    return [
        ReturnKind.SAME_OFFER if of_offer else ReturnKind.SAME_PRODUCT if of_product else ReturnKind.LOOK
        for of_offer, of_product in zip(offer.tolist(), named.tolist(), strict=True)
    ]


def _plain(shops: pa.Array) -> list[str]:
    return [(name or "").strip().casefold() for name in shops.to_pylist()]
