"""Time as a reader sees it: in the zone of the reader's office, with the zone's name and relative words."""

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def zone_name(moment: datetime | None) -> str:
    """The name of the active zone: WIB, WITA, WIT, else the zone's own short name."""
    zone = timezone.get_current_timezone()
    named = NAMES.get(str(zone))
    return named or (moment.astimezone(zone).tzname() or "" if moment else str(zone))


def in_zone(moment: datetime) -> str:
    """Such as `24 Nov 2026, 15.30 WIB`, in the active zone and language."""
    local = moment.astimezone(timezone.get_current_timezone())
    day = formats.date_format(local, "j M Y")
    hour = formats.time_format(local.time(), gettext("H:i"))
    return f"{day}, {hour} {zone_name(moment)}"


def length(span: timedelta) -> str:
    """How long a span is, in the largest unit that says enough: minutes, hours to two days, then days."""
    span = abs(span)
    if span < HOUR:
        count = int(span / MINUTE)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if span < 2 * DAY:
        count = int(span / HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = int(span / DAY)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def from_now(moment: datetime, *, now: datetime) -> str:
    """`in 3 hours`, `3 hours ago`, `just now`."""
    if abs(moment - now) < MINUTE:
        return gettext("just now")
    if moment > now:
        return gettext("in %(length)s") % {"length": length(moment - now)}
    return gettext("%(length)s ago") % {"length": length(now - moment)}


def until(due: datetime, *, now: datetime) -> str:
    """`3 hours left`; from the due moment itself on, `late by 3 hours`."""
    if due <= now:
        return gettext("late by %(length)s") % {"length": length(now - due)}
    return gettext("%(length)s left") % {"length": length(due - now)}


def percent(share: float) -> str:
    """A share between 0 and 1: `34,6 %`."""
    return f"{number_format(round(share * 100, 1), 1, use_l10n=True)} %"
