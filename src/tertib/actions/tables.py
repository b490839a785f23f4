"""The tables of data that actions decide by, loaded once: platforms, policies, the calendar, page templates."""

from functools import cache
from pathlib import Path

from django.conf import settings

from tertib.core.deadlines import Calendar, load_calendar
from tertib.core.links import Platforms, load_platforms
from tertib.core.policies import Policy, load_policies
from tertib.core.verification.control_table import ControlTable, load_controls
from tertib.core.verification.templates import Templates, load_templates
from tertib.errors import BadInput


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


@cache
def policies() -> dict[str, Policy]:
    """Every shipped policy by its id."""
    return dict(load_policies(Path(__file__).parent.parent / "policies"))


def policy(key: str) -> Policy:
    """One policy. Raises BadInput naming those there are."""
    found = policies().get(key)
    if found is None:
        raise BadInput(f"There is no policy {key!r}. There are: {', '.join(sorted(policies()))}.")
    return found
