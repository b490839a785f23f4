"""Numbers with their unit, in the reader's language. Units never mix: each has its own word."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import ngettext


def amount(value: int, unit: str) -> str:
    """Such as `4.815 tautan`. Raises KeyError for a unit that is not in the table."""
    return UNITS[unit](value) % {"count": number_format(value, use_l10n=True, force_grouping=True)}


UNITS: dict[str, Callable[[int], str]] = {
    "link": lambda n: ngettext("%(count)s link", "%(count)s links", n),
    "listing": lambda n: ngettext("%(count)s listing", "%(count)s listings", n),
    "shop": lambda n: ngettext("%(count)s shop", "%(count)s shops", n),
    "case": lambda n: ngettext("%(count)s case", "%(count)s cases", n),
    "order": lambda n: ngettext("%(count)s order", "%(count)s orders", n),
    "row": lambda n: ngettext("%(count)s row", "%(count)s rows", n),
    "notice": lambda n: ngettext("%(count)s notice", "%(count)s notices", n),
    "reply": lambda n: ngettext("%(count)s reply", "%(count)s replies", n),
    "delivery": lambda n: ngettext("%(count)s delivery", "%(count)s deliveries", n),
    "contact": lambda n: ngettext("%(count)s contact", "%(count)s contacts", n),
    "alarm": lambda n: ngettext("%(count)s alarm", "%(count)s alarms", n),
    "hold": lambda n: ngettext("%(count)s hold", "%(count)s holds", n),
    "letter": lambda n: ngettext("%(count)s letter", "%(count)s letters", n),
    "rung": lambda n: ngettext("%(count)s rung", "%(count)s rungs", n),
    "report": lambda n: ngettext("%(count)s report", "%(count)s reports", n),
    "key": lambda n: ngettext("%(count)s key", "%(count)s keys", n),
    "platform": lambda n: ngettext("%(count)s platform", "%(count)s platforms", n),
    "member": lambda n: ngettext("%(count)s member", "%(count)s members", n),
    "party": lambda n: ngettext("%(count)s office", "%(count)s offices", n),
    "work": lambda n: ngettext("%(count)s piece of work", "%(count)s pieces of work", n),
    "person": lambda n: ngettext("%(count)s person", "%(count)s persons", n),
    "look": lambda n: ngettext("%(count)s look", "%(count)s looks", n),
    "event": lambda n: ngettext("%(count)s step", "%(count)s steps", n),
    "feed": lambda n: ngettext("%(count)s feed", "%(count)s feeds", n),
    "batch": lambda n: ngettext("%(count)s batch", "%(count)s batches", n),
    "finding": lambda n: ngettext("%(count)s finding", "%(count)s findings", n),
    "group": lambda n: ngettext("%(count)s group", "%(count)s groups", n),
    "term": lambda n: ngettext("%(count)s term", "%(count)s terms", n),
    "hour": lambda n: ngettext("%(count)s hour", "%(count)s hours", n),
    "pair": lambda n: ngettext("%(count)s pair", "%(count)s pairs", n),
    "deed": lambda n: ngettext("%(count)s deed", "%(count)s deeds", n),
    "day": lambda n: ngettext("%(count)s day", "%(count)s days", n),
}
