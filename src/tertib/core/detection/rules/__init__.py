"""A policy's detection rules as data: questions, terms with their company, facts, signs, bands."""

from tertib.core.detection.rules.load import load_rules
from tertib.core.detection.rules.model import (
    BandRule,
    Fact,
    Group,
    Question,
    Rules,
    Sign,
    Term,
)

__all__ = ["BandRule", "Fact", "Group", "Question", "Rules", "Sign", "Term", "load_rules"]
