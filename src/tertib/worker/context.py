"""What every handler of an errand is given: the clocks, the worker's name, and ways to the outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tertib.adapters.channels import MailServer
from tertib.adapters.fetch import OWN, Exit, HostMap
from tertib.adapters.files import Files
from tertib.adapters.folders import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`clock` is the house's and says what is due; `wall` never runs fast and times leases."""

    worker: str
    clock: Callable[[], datetime]
    wall: Callable[[], datetime]
    files: Files
    agent_contact: str
    hosts: HostMap
    mail: MailServer
    exits: tuple[Exit, ...] = OWN  # networks by which looks go out
    folder: Folder | None = None  # that feeds are watched in; None: off
