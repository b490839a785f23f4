"""Why a table file is refused, in words for the officer who handed it in."""

import tomllib
from functools import cache
from importlib import resources

from tertib.errors import TableRefused

LANGUAGES = ("en", "id")


class TableFileRefused(TableRefused):
    """A table file is damaged, hostile or over a limit.

    `str(error)` is English; `texts` has the same sentence in every language of the portal; `reason` is a
    stable word for tests and figures. None of them repeats more than a few words of the file.
    """

    def __init__(self, reason: str, *, texts: dict[str, str]) -> None:
        super().__init__(texts["en"])
        self.reason = reason
        self.texts = texts


@cache
def wording() -> dict[str, dict[str, str]]:
    """The table of refusals: reason -> language -> sentence with {fields}."""
    text = resources.files("tertib.adapters.tables").joinpath("wording.toml").read_text("utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(text)
    return table


def refusal(reason: str, **fields: object) -> TableFileRefused:
    """Make the error for one reason of `wording.toml`. Every language has every reason (tested)."""
    sentences = wording()[reason]
    shown = {name: _short(value) for name, value in fields.items()}
    return TableFileRefused(reason, texts={code: sentences[code].format(**shown) for code in LANGUAGES})


def _short(value: object) -> str:
    """Show a value from a hostile file: one line, printable, at most 60 characters."""
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return text if len(text) <= 60 else text[:57] + "..."
