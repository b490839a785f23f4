"""The four answers to a notice as forms; each gives its part of a reply-1 document."""

from datetime import UTC
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tertib.portal.lexicon.words import choices
from tertib.portal.page.moment_field import MomentField
from tertib.vocabulary import ActedOn, CannotExecute, ReplyKind

DECISIONS = [
    ("DECISION_VISIBILITY_CONTENT_REMOVED", _("Removed")),
    ("DECISION_VISIBILITY_CONTENT_DISABLED", _("Disabled")),
    ("DECISION_PROVISION_TOTAL_SUSPENSION", _("Service to the seller suspended")),
    ("DECISION_ACCOUNT_SUSPENDED", _("Account suspended")),
    ("DECISION_ACCOUNT_TERMINATED", _("Account closed")),
]
ROWS = {"rows": 3}


class AnswerForm(forms.Form):
    """`reply_id` is drawn when the page is: sending the same form twice is one answer."""

    reply_id = forms.RegexField(r"\A[A-Za-z0-9_-]{1,80}\Z", widget=forms.HiddenInput)
    amends = forms.RegexField(r"\A[A-Za-z0-9_-]{1,500}\Z", required=False, widget=forms.HiddenInput)

    def part(self) -> dict[str, Any]:
        """The part of reply-1 that belongs to this kind."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("reply_id", "amends")
        }


class ActedForm(AnswerForm):
    on = forms.ChoiceField(label=_("On what"), choices=lambda: choices(ActedOn))
    what = forms.ChoiceField(label=_("What was done"), choices=DECISIONS)
    at = MomentField(
        label=_("When it was done"),
        help_text=_("In the time of your office."),
    )

    def part(self) -> dict[str, Any]:
        at = self.cleaned_data["at"].astimezone(UTC)
        return {**super().part(), "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


class RefusedForm(AnswerForm):
    ground = forms.CharField(label=_("Ground"), max_length=500)
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs=ROWS))


class CannotExecuteForm(AnswerForm):
    why = forms.ChoiceField(label=_("Why"), choices=lambda: choices(CannotExecute))
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs=ROWS))


class AsksBackForm(AnswerForm):
    question = forms.CharField(label=_("Question"), max_length=2000, widget=forms.Textarea(attrs=ROWS))


FORMS: dict[ReplyKind, type[AnswerForm]] = {
    ReplyKind.ACTED: ActedForm,
    ReplyKind.REFUSED: RefusedForm,
    ReplyKind.CANNOT_EXECUTE: CannotExecuteForm,
    ReplyKind.ASKS_BACK: AsksBackForm,
}
