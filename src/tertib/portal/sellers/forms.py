"""Forms of the pages of sellers: a word on two shops, a decision on a step, a key, a file of tokens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REASON = forms.Textarea(attrs={"rows": 3})
OVERLAPS = ((14, _("14 days")), (30, _("30 days")), (60, _("60 days")), (90, _("90 days")))


class WordForm(forms.Form):
    """What a person knows of two shops."""

    one = forms.ChoiceField(label=_("Shop of this group"))
    other = forms.CharField(
        label=_("The other shop"),
        max_length=220,
        widget=forms.TextInput(attrs={"spellcheck": "false", "list": "shops"}),
        help_text=_("As it stands in the list, such as lapakraya:toko-contoh."),
    )
    same = forms.ChoiceField(
        label=_("Are they one seller's?"),
        choices=(("no", _("No, not the same seller")), ("yes", _("Yes, the same seller"))),
        widget=forms.RadioSelect,
        initial="no",
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=1000,
        widget=REASON,
        help_text=_("Stands in the record. Your word holds over all evidence until somebody takes it back."),
    )

    def __init__(self, shops: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["one"].choices = [(shop, shop) for shop in shops]  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    """The step as it will stand."""

    text = forms.CharField(
        label=_("What is asked, and why"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Every platform with a shop of this seller reads it: name no shop and no platform. Change what is not right."
        ),
    )


class WhyForm(forms.Form):
    """Why a thing is refused or taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=REASON)


class AppealForm(WhyForm):
    """What another person decides on a seller's appeal."""

    granted = forms.ChoiceField(
        label=_("What is decided"),
        choices=(("no", _("The step stands")), ("yes", _("Granted: the step is taken back"))),
        widget=forms.RadioSelect,
    )
    field_order = ("granted", "reason")


class KeyForm(forms.Form):
    """A new key, made here and shown once, or made elsewhere and known by its id."""

    once = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(
        label=_("Name of the key"), max_length=80, help_text=_("Such as the year it is for.")
    )
    key_id = forms.CharField(
        label=_("Id of a key made on your own machine"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "The safer way: run tertib tokens --new-key FILE and give the id that it prints; the key was never here. "
            "Leave it empty to have a key made here and shown once."
        ),
    )


class EndForm(forms.Form):
    """End a key: with an overlap, or at once."""

    days = forms.TypedChoiceField(label=_("Overlap"), coerce=int, choices=OVERLAPS, initial=30)


class TokensForm(forms.Form):
    """A file that `tertib tokens` wrote."""

    file = forms.FileField(
        label=_("File of tokens"),
        help_text=_(
            "As tertib tokens wrote it on your machine (.jsonl). A file with raw values is refused and not kept."
        ),
    )
