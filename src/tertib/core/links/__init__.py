"""Reading links: from text as it was written to what each link in it names."""

from tertib.core.links.extract import find_links
from tertib.core.links.identity import Link, read_link
from tertib.core.links.platforms import PLATFORMS, Platforms, load_platforms
from tertib.core.links.table import Platform

__all__ = ["PLATFORMS", "Link", "Platform", "Platforms", "find_links", "load_platforms", "read_link"]
