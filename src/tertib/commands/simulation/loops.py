"""The loops of the product that a simulated campaign can do without, so that a reader sees what each is worth."""

from enum import StrEnum


class Loop(StrEnum):
    """One way in which the product comes back to what it took down."""

    AGAIN = "again"  # asking again for a listing that came back under its own number
    RETURNS = "returns"  # laying new listings beside removed ones
    SELLERS = "sellers"  # grouping shops of one seller, and the ladder
    WORDS = "words"  # new words: candidates, a tested draft, the back-scan
