"""Judging a page of a marketplace that nobody has described: general rules as data, and how they are weighed.

`judge_page` gives the state and its reasons; `load_general_rules` reads `rules.toml`.
"""

from tertib.core.verification.general.judge import Sight, judge_page
from tertib.core.verification.general.rules import GENERAL_RULES, GeneralRules, SignKind, load_general_rules

__all__ = ["GENERAL_RULES", "GeneralRules", "Sight", "SignKind", "judge_page", "load_general_rules"]
