"""A form field for a day and an hour in the office's own zone, as browsers offer them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MomentField(forms.SplitDateTimeField):
    """Two inputs, each with its own name for readers of the screen."""

    def __init__(self, **given: Any) -> None:
        widget = forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )
        day, hour = widget.widgets
        day.attrs["aria-label"], hour.attrs["aria-label"] = _("Day"), _("Hour")
        super().__init__(
            widget=widget,
            input_date_formats=["%Y-%m-%d"],
            input_time_formats=["%H:%M", "%H:%M:%S"],
            **given,
        )
