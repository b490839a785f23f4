"""Listing files of every usual kind, read as one: batches of LISTING in bounded memory."""

from tertib.adapters.feeds.columnar import parquet_groups
from tertib.adapters.feeds.columns import COLUMNS, Choice
from tertib.adapters.feeds.problems import Problem, Problems
from tertib.adapters.feeds.read import KINDS, Reading, iter_batches, kind_of

__all__ = [
    "COLUMNS",
    "KINDS",
    "Choice",
    "Problem",
    "Problems",
    "Reading",
    "iter_batches",
    "kind_of",
    "parquet_groups",
]
