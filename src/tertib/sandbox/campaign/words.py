"""The words that sellers of a campaign write with, read from campaign.toml."""

import tomllib
from pathlib import Path
from typing import Final

WORDS: Final[dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("campaign.toml").read_text(encoding="utf-8")
)
HIDDEN: Final[tuple[str, ...]] = (
    *WORDS["hidden_coined"],
    *WORDS["hidden_phrases"],
    *WORDS["hidden_ordinary"],
)
"""What circles of sellers change to. Which circle takes which, and when, is the truth's."""
