"""Filters for what stands as text in a document, such as a frozen notice: moments, days, words; and bare shapes."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.shown.dates import short_date
from tertib.portal.shown.drawings import SHAPES
from tertib.portal.shown.zones import in_zone, length
from tertib.vocabulary import PageState, ReplyChannel

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


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """`{{ oldest|ago:now }}`: how long it is since then, such as `3 hours`."""
    return length(now - moment)


@register.filter
def lasting(span: timedelta) -> str:
    """`{{ looks.worked_off|lasting }}`: a length of time, such as `3 hours`."""
    return length(span)


@register.filter
def seen(text: str | None) -> str:
    """`{{ content.facts.state|seen }}`: a page state that stands as text, in words."""
    state = member(PageState, text or "")
    return words.label(state) if state else text or "–"


@register.filter
def reply_way(text: str | None) -> str:
    """`{{ way.channel|reply_way }}`: a way to reply that stands as text, in words."""
    channel = member(ReplyChannel, text or "")
    return words.label(channel) if channel else text or "–"


@register.simple_tag
def mark(tone: str, shape: str) -> SafeString:
    """`{% mark step.tone step.shape %}`: the shape alone, where its words stand beside."""
    drawn = mark_safe(SHAPES[shape])  # noqa: S308 - drawings are ours
    start = (
        '<svg class="shape tone-{}" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{}</svg>'
    )
    return format_html(start, tone, drawn)
