"""Fetching pages and posting to webhooks, guarded: nothing inside is reached, no host is pressed.

`Fetcher` makes requests, `run_lanes` makes many of them within each host's rate,
`Lanes` does so for jobs that keep coming in.
"""

from tertib.adapters.fetch.answer import retry_after_seconds
from tertib.adapters.fetch.client import Fetcher, FetchLimits
from tertib.adapters.fetch.exits import OWN, Exit, names_of, read_exits
from tertib.adapters.fetch.guard import HostMap, is_public, read_host_map
from tertib.adapters.fetch.lanes import PAUSE_STATUSES, Job, LaneLimits, Lanes, Result, run_lanes
from tertib.adapters.fetch.robots import Leave, Robots

__all__ = [
    "OWN",
    "PAUSE_STATUSES",
    "Exit",
    "FetchLimits",
    "Fetcher",
    "HostMap",
    "Job",
    "LaneLimits",
    "Lanes",
    "Leave",
    "Result",
    "Robots",
    "is_public",
    "names_of",
    "read_exits",
    "read_host_map",
    "retry_after_seconds",
    "run_lanes",
]
