"""Tags of every page: times, due times, numbers with units, status badges, icons, progress, bars of parts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tertib.portal.lexicon import words
from tertib.portal.shown.drawings import ICONS, SHAPES
from tertib.portal.shown.units import amount as amount_of
from tertib.portal.shown.zones import from_now, in_zone, until
from tertib.portal.shown.zones import percent as percent_of

register = template.Library()
SOON_SECONDS = 6 * 3600  # a due time within six hours is marked


@register.simple_tag(takes_context=True)
def when(context: template.Context, moment: datetime | None) -> str | SafeString:
    """`{% when case.opened_at %}`: the moment in the reader's zone, and how far it is from now."""
    if moment is None:
        return "–"
    now = context.get("now")
    relative = from_now(moment, now=now) if now else ""
    return format_html(
        '<time datetime="{}" class="when">{} <span class="rel">{}</span></time>',
        moment.isoformat(),
        in_zone(moment),
        relative,
    )


@register.filter
def in_words(moment: datetime | None) -> str:
    """`{{ moment|in_words }}`: the moment in the reader's zone as plain text."""
    return in_zone(moment) if moment else "–"


@register.simple_tag(takes_context=True)
def due(context: template.Context, moment: datetime | None) -> str | SafeString:
    """`{% due case.answer_due %}`: time left, marked by shape and colour when near or past, with the exact moment."""
    if moment is None:
        return "–"
    now = context["now"]
    left = (moment - now).total_seconds()
    tone, shape = (
        ("bad", "triangle") if left <= 0 else ("warn", "half") if left < SOON_SECONDS else ("plain", "ring")
    )
    return format_html(
        '<span class="due tone-{}">{}<strong>{}</strong> <time datetime="{}">{}</time></span>',
        tone,
        _shape(shape),
        until(moment, now=now),
        moment.isoformat(),
        in_zone(moment),
    )


@register.filter
def number(value: float | None) -> str:
    """`{{ 4815|number }}`: `4.815` in Indonesian, `4,815` in English."""
    return "–" if value is None else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def percent(share: float | None) -> str:
    """`{{ 0.3456|percent }}`: `34,6 %` of a share between 0 and 1."""
    return "–" if share is None else percent_of(share)


@register.simple_tag
def amount(value: int | None, unit: str) -> str:
    """`{% amount 4815 "case" %}`: the number with its unit; the units are those of `portal/shown/units.py`."""
    return "–" if value is None else amount_of(value, unit)


@register.simple_tag
def badge(value: StrEnum | None) -> str | SafeString:
    """`{% badge case.state %}`: word, shape and colour of any member of the vocabulary; its meaning as a hint."""
    if value is None or value == "":
        return "–"
    word = words.word(value)
    return format_html(
        '<span class="badge tone-{}" title="{}">{}{}</span>',
        word.tone,
        word.meaning,
        _shape(word.shape),
        word.label,
    )


@register.filter
def label(value: StrEnum | None) -> str:
    """`{{ party.kind|label }}`: the word in the reader's language."""
    return words.label(value) if value else "–"


@register.filter
def meaning(value: StrEnum | None) -> str:
    """`{{ case.state|meaning }}`: what the word means, as a sentence."""
    return str(words.word(value).meaning) if value else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "upload" %}`: a drawing without meaning of its own (hidden from readers of screens)."""
    return mark_safe(  # noqa: S308 - drawings are ours
        f'<svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.inclusion_tag("frame/progress.html")
def progress(done: int, total: int, unit: str = "row") -> dict[str, Any]:
    """`{% progress order.rows_done order.row_count "row" %}`: a bar and the same in words."""
    share = 0 if not total else min(100, done * 100 // total)
    return {"done": done, "total": total, "unit": unit, "share": share}


@register.inclusion_tag("frame/parts.html")
def parts_bar(parts: Sequence[tuple[str, int, str]], title: str = "") -> dict[str, Any]:
    """`{% parts_bar parts %}`: one bar of (label, count, tone) parts as SVG; put the same numbers in a table beside."""
    total = sum(count for _, count, _ in parts)
    drawn, x = [], 0.0
    for name, count, tone in parts:
        if count:
            width = 1000 * count / total
            drawn.append(
                {"x": f"{x:.2f}", "width": f"{width:.2f}", "label": name, "count": count, "tone": tone}
            )
            x += width
    return {"parts": drawn, "title": title or gettext("Parts of the whole")}


@register.inclusion_tag("frame/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, unit: str = "row") -> dict[str, Any]:
    """`{% pagination page "case" %}`: earlier, later and how many there are, for a `portal.paging.Page`."""
    return {"page": page, "unit": unit, "request": context["request"]}


@register.inclusion_tag("frame/field.html")
def field(bound: Any) -> dict[str, Any]:
    """`{% field form.title %}`: label, control, help and errors of one form field, tied together for all readers."""
    return {"field": bound}


def _shape(name: str) -> SafeString:
    return mark_safe(  # noqa: S308 - drawings are ours
        f'<svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{SHAPES[name]}</svg>'
    )
