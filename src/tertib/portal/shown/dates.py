"""Days as a reader writes them."""

from datetime import date

from django.utils import formats


def short_date(day: date) -> str:
    """Such as `24 Nov 2026`, in the active language."""
    return formats.date_format(day, "j M Y")
