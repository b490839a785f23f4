"""Find the forms of a lexicon in texts, openly or in disguise; every hit is aligned, and the alignment explains it."""

from tertib.core.detection.matcher.hits import EXACT_READING, Hits, How
from tertib.core.detection.matcher.lexicon import Form, Lexicon
from tertib.core.detection.matcher.scan import scan

__all__ = ["EXACT_READING", "Form", "Hits", "How", "Lexicon", "scan"]
