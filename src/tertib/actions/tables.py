"""The tables of data that actions decide by: platforms, the live policies, the calendar, page templates."""

import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from tertib.core.deadlines import Calendar, load_calendar
from tertib.core.detection.compiled import CompiledPolicy, compile_policy
from tertib.core.links import Platforms, load_platforms
from tertib.core.policies import Policy, load_policy
from tertib.core.policies.versions import files_of, live_folder, live_policies, write_files
from tertib.core.verification.control_table import ControlTable, load_controls
from tertib.core.verification.templates import Templates, load_templates
from tertib.errors import BadInput
from tertib.store.policies import files_of_version, live_references

__all__ = [
    "calendar",
    "compiled",
    "controls",
    "files_of",
    "folder",
    "kept_policies",
    "platforms",
    "policies",
    "policy",
    "reference_of",
    "templates",
]


@cache
def platforms() -> Platforms:
    """The shipped platforms and those of the files that the settings name."""
    return load_platforms(*settings.TERTIB_PLATFORM_FILES)


@cache
def templates() -> Templates:
    """The shipped page templates and those of the files that the settings name."""
    return load_templates(*settings.TERTIB_TEMPLATE_FILES)


@cache
def controls() -> ControlTable:
    """The control pages of the files that the settings name."""
    return load_controls(*settings.TERTIB_CONTROL_FILES)


@cache
def calendar() -> Calendar:
    """Working days and holidays."""
    return load_calendar()


def policies() -> dict[str, Policy]:
    """Every policy by its id: the version that is live, else the shipped folder. One small query each time."""
    return live_policies(live_references(), files=files_of_version, kept=kept_policies())


def policy(key: str) -> Policy:
    """One policy as it is live now. Raises BadInput naming those there are."""
    there = policies()
    found = there.get(key)
    if found is None:
        raise BadInput(f"There is no policy {key!r}. There are: {', '.join(sorted(there))}.")
    return found


def folder(key: str) -> Path:
    """The folder of the policy as it is live now; never to be written to. Raises BadInput."""
    policy(key)
    return live_folder(key, live_references(), files=files_of_version, kept=kept_policies())


def compiled(key: str, *, today: date | None = None) -> CompiledPolicy:
    """The detection rules as they are live now, ready to run; made once for each reference.

    `today` leaves out terms that are not valid on that legal day. Raises BadInput, PolicyMistake.
    """
    return compile_policy(folder(key), today=today)


def kept_policies() -> Path:
    """Where versions of policies are laid out as folders."""
    return Path(settings.TERTIB_HOME) / "policies"


def reference_of(key: str, files: Mapping[str, str]) -> str:
    """The reference (id@version#digest) of a version by its files (name -> text). Raises PolicyMistake."""
    with tempfile.TemporaryDirectory(prefix="tertib-policy-") as aside:
        folder = Path(aside) / key
        write_files(files, folder)
        return load_policy(folder).reference
