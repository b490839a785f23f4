"""A platform's own interface that says how a listing stands, as data: where to ask, and what its words mean.

An answer of it counts as one look. Two of them never make a listing down: the platform would judge itself.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertib.core.verification.page import Page
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState

MAX_ANSWER_CHARS = 100_000
# What a status can say. Walls and redirects are of pages, and UP_CHANGED needs the goods themselves.
SAYABLE = frozenset(
    {PageState.UP, PageState.NOT_FOR_SALE, PageState.HIDDEN, PageState.GONE_SOFT, PageState.SHOP_GONE}
)
_KEYS = frozenset({"url", "id_field", "state_field", "states"})
_ORIGIN = re.compile(r"^https?://[^/?#@]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusApi:
    """`url` holds `{id}`, and may begin with `{origin}`, which is scheme, host and port of the listing's own link."""

    url: str
    id_field: str
    state_field: str
    states: Mapping[str, PageState]

    def address(self, listing_id: str, *, link: str) -> str:
        """Where to ask for a listing."""
        origin = _ORIGIN.match(link)
        return self.url.replace("{origin}", origin.group() if origin else "").replace("{id}", listing_id)


def read_status_api(entry: Mapping[str, Any], *, where: str) -> StatusApi:
    """Read a `[platform.status_api]` table. Raises SettingWrong, which names `where`."""
    if unknown := set(entry) ^ _KEYS:
        raise SettingWrong(f"{where}: status_api needs {', '.join(sorted(_KEYS))}; see {min(unknown)!r}")
    url, states = entry["url"], entry["states"]
    if (
        not isinstance(url, str)
        or "{id}" not in url
        or not url.startswith(("http://", "https://", "{origin}/"))
    ):
        raise SettingWrong(
            f"{where}: status_api url must be http(s) or begin with {{origin}}/, and hold {{id}}"
        )
    if not isinstance(states, dict) or not states:
        raise SettingWrong(f'{where}: status_api states must be a table such as {{ removed = "GONE_SOFT" }}')
    said = {str(word): PageState(state) for word, state in states.items()}
    if wrong := set(said.values()) - SAYABLE:
        raise SettingWrong(
            f"{where}: a status_api cannot say {min(wrong)}; only {', '.join(sorted(SAYABLE))}"
        )
    return StatusApi(
        url=url, id_field=str(entry["id_field"]), state_field=str(entry["state_field"]), states=said
    )


def read_status(page: Page, *, api: StatusApi, listing_id: str) -> tuple[PageState, str]:
    """What an answer says, and the reason. ERROR for everything but a 200 that names the listing and a known state."""
    if page.error is not None:
        return PageState.ERROR, f"error:{page.error}"
    if page.status in {401, 403, 407, 429, 451}:
        return PageState.BLOCKED_US, "refused"
    if page.status != 200:
        return PageState.ERROR, "no_answer"
    try:
        answer = json.loads(page.body[:MAX_ANSWER_CHARS])
    except (ValueError, RecursionError):
        return PageState.ERROR, "unknown_template"
    if not isinstance(answer, dict) or answer.get(api.id_field) != listing_id:
        return PageState.ERROR, "unknown_template"
    said = answer.get(api.state_field)
    state = api.states.get(said) if isinstance(said, str) else None
    return (PageState.ERROR, "unknown_template") if state is None else (state, f"status_api:{said}")
