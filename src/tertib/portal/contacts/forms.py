"""The form of a contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertib.portal.lexicon import words
from tertib.vocabulary import ChannelKind


class ContactForm(forms.Form):
    """By which way, where, who answers there, and in which order it is tried."""

    channel = forms.TypedChoiceField(label=_("Way"), coerce=ChannelKind)
    target = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("For a webhook its https address, for e-mail the mailbox. Portal and API need none."),
    )
    name = forms.CharField(
        label=_("Who answers"),
        max_length=120,
        required=False,
        help_text=_("The desk or the person, such as “Meja aduan”."),
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=1,
        max_value=99,
        help_text=_("1 is tried first. If it is dead, the next one takes its place."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = words.choices(ChannelKind)  # type: ignore[attr-defined]
