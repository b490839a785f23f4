"""New words after a takedown: who changed to which word, decided with error control, shown by pairs that can be read."""

from tertib.core.terms.find import NIGHTLY, Candidate, find_terms
from tertib.core.terms.history import History, Removals, Titles, history_of

__all__ = ["NIGHTLY", "Candidate", "History", "Removals", "Titles", "find_terms", "history_of"]
