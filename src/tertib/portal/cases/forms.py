"""What a person fills in on a case: why it is closed, opened again, or what the platform is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tertib.portal.lexicon import words
from tertib.vocabulary import CaseOutcome

BY_HAND = (
    CaseOutcome.LAWFUL,
    CaseOutcome.COULD_NOT_EXECUTE,
    CaseOutcome.DUPLICATE,
    CaseOutcome.TIME_BARRED,
)


class CloseForm(forms.Form):
    """An outcome and a reason."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the history; the platform reads it too."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = words.choices(BY_HAND)  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why a closed case is opened again."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """What the platform is told."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The platform reads it on the case. Give the right link, or say what is meant."),
    )
