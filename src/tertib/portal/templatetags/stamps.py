"""Filters for moments and days that stand as text in a document, such as a frozen notice."""

from datetime import date, datetime

from django import template

from tertib.portal.dates import short_date
from tertib.portal.zones import in_zone

register = template.Library()


@register.filter
def stamp(text: str | None) -> str:
    """`{{ content.created_at|stamp }}`: an ISO moment in the reader's zone; the text itself if it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or "–"
    return in_zone(moment) if moment.tzinfo else str(text)


@register.filter
def day(text: str | date | None) -> str:
    """`{{ letter_date|day }}`: a day, or the text of one (2026-11-24), as a reader writes it."""
    if isinstance(text, date):
        return short_date(text)
    try:
        return short_date(date.fromisoformat(text or ""))
    except ValueError:
        return text or "–"
