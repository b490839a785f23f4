"""How the simulated office looks at a page: told by the world at once, or fetched and read like any page."""

from typing import Protocol

from tertib.core.verification import Observation
from tertib.sandbox.campaign.seen import Shown
from tertib.sandbox.campaign.world import Outside


class Eyes(Protocol):
    """Looks through a named exit."""

    def look(self, listing_id: str, way: str) -> Observation:
        """What a listing's page, "platform:key", shows now."""

    def controls(self, platform: str, way: str) -> tuple[Observation, Observation]:
        """What a platform's control pages show now: the one that is always up, the one that cannot be."""


class Told:
    """The world says what a page would show; reading pages is measured elsewhere."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def look(self, listing_id: str, way: str) -> Observation:
        """As Eyes says."""
        return _observation(self._outside.look(listing_id, way))

    def controls(self, platform: str, way: str) -> tuple[Observation, Observation]:
        """As Eyes says."""
        shown = self._outside.controls(platform, way)
        return _observation(shown.positive), _observation(shown.negative)


def _observation(shown: Shown) -> Observation:
    return Observation(state=shown.state, reasons=("shown",), template=shown.template)
