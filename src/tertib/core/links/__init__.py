"""Reading links: from text as it was written to what each link in it names."""

from tertib.core.links.platforms import PLATFORMS, Platform, Platforms, load_platforms

__all__ = ["PLATFORMS", "Platform", "Platforms", "load_platforms"]
