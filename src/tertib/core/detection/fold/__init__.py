"""Texts as plain letters: look-alikes, fonts, marks and hidden signs undone, with the way back to the original."""

from tertib.core.detection.fold.table import VERSION, fold_table
from tertib.core.detection.fold.texts import Folded, fold_texts

__all__ = ["VERSION", "Folded", "fold_table", "fold_texts"]
