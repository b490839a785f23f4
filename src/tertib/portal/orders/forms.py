"""Forms of the orders pages: what an order says besides its links, and the three ways to hand links in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tertib.actions.orders.handing_in import MAX_PASTE_CHARS, OrderForm
from tertib.portal.lexicon import words
from tertib.portal.shown.dates import short_date
from tertib.queries.policies.named import Basis, Deadline, policies
from tertib.vocabulary import Urgency


class DetailsForm(forms.Form):
    """What an order says besides its links. `today` is the legal day.

    The class of goods is chosen by whoever hands in; only `last_policy`, which the office used last, is chosen for
    them. The provisions to choose from are those in force at the letter's date.
    """

    letter_number = forms.CharField(
        label=_("Letter number"),
        max_length=120,
        help_text=_("As on the letter to the marketplaces, such as 123/PKTN.4/SD/11/2026."),
    )
    letter_date = forms.DateField(
        label=_("Letter date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("How your office will find this list again."),
    )
    policy = forms.ChoiceField(
        label=_("Class of goods"),
        error_messages={"required": _("Choose the class of goods that these links offer.")},
    )
    legal_basis = forms.ChoiceField(
        label=_("Legal basis"),
        required=False,
        help_text=_("Only provisions in force at the letter's date can be cited."),
    )
    urgency = forms.ChoiceField(label=_("Urgency"), widget=forms.RadioSelect)
    deadline_hours = forms.IntegerField(
        label=_("Own deadline in hours"),
        required=False,
        min_value=1,
        max_value=24 * 90,
        help_text=_("Only where a letter or rule sets another one than the policy."),
    )
    deadline_source = forms.CharField(label=_("Source of the own deadline"), required=False, max_length=300)

    def __init__(self, *args: Any, today: date, last_policy: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.use_required_attribute = True
        language = get_language() or "id"
        day = self._day() or today
        shown = policies(day, language=language)
        if last_policy in {policy.id for policy in shown}:
            self.initial.setdefault("policy", last_policy)
        self.fields["policy"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose …")),
            *((policy.id, policy.name) for policy in shown),
        ]
        chosen = self._given("policy")
        current = next((policy for policy in shown if policy.id == chosen), None)
        self.bases: tuple[Basis, ...] = current.bases if current else ()
        self.fields["legal_basis"].choices = [  # type: ignore[attr-defined]
            ("", _("The first provision in force at the letter's date")),
            *((basis.key, f"{basis.title}, {basis.provision} ({_validity(basis)})") for basis in self.bases),
        ]
        deadlines = current.deadlines if current else {}
        self.fields["urgency"].choices = [  # type: ignore[attr-defined]
            (urgency.value, _urgency(urgency, deadlines.get(urgency))) for urgency in deadlines or Urgency
        ]
        self.initial.setdefault("letter_date", today)
        self.initial.setdefault("urgency", Urgency.NORMAL.value)

    def clean_letter_date(self) -> date:
        day: date = self.cleaned_data["letter_date"]
        if day > self.today:
            raise forms.ValidationError(_("The letter is dated after today. Correct the date."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("deadline_hours") and not (cleaned.get("deadline_source") or "").strip():
            self.add_error(
                "deadline_source", _("An own deadline needs its source: the letter or rule that sets it.")
            )
        return cleaned

    def as_order(self) -> OrderForm:
        """The valid form as the action takes it."""
        said = self.cleaned_data
        return OrderForm(
            policy=said["policy"],
            title=said["title"],
            letter_number=said["letter_number"],
            letter_date=said["letter_date"],
            legal_basis=said["legal_basis"],
            urgency=Urgency(said["urgency"]),
            deadline_hours=said["deadline_hours"],
            deadline_source=said["deadline_source"],
        )

    def _given(self, name: str) -> str:
        return str((self.data.get(name) if self.data else self.initial.get(name)) or "")

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self._given("letter_date"))
        except ValueError:
            return None


class UploadForm(DetailsForm):
    """Links in a table file."""

    file = forms.FileField(
        label=_("File with the links"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=_(
            "XLSX, XLS, ODS, CSV or TXT, up to 20 MB and 100,000 rows. Which column holds the links is "
            "found and shown to you."
        ),
        error_messages={"empty": _("The file is empty. Choose the file with the links and send it again.")},
    )
    field_order = ("file",)


class PasteForm(DetailsForm):
    """Links in pasted text, one row a line."""

    text = forms.CharField(
        label=_("Links"),
        max_length=MAX_PASTE_CHARS,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("Paste links, share texts or table cells: one row a line, at most 2,000,000 characters."),
    )
    field_order = ("text",)


class SingleForm(DetailsForm):
    """One link."""

    text = forms.CharField(
        label=_("Link"),
        max_length=4096,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        help_text=_("The whole address from the browser or the share button."),
    )
    field_order = ("text",)


class ColumnsForm(forms.Form):
    """Which columns of a read file hold the link and the note; columns are counted from 0."""

    link = forms.TypedChoiceField(label=_("Column with the links"), coerce=int)
    note = forms.TypedChoiceField(label=_("Column with a note"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(str(number), name or f"{number + 1}") for number, name in enumerate(names)]
        self.fields["link"].choices = columns  # type: ignore[attr-defined]
        self.fields["note"].choices = [("", _("None")), *columns]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back or set aside."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _urgency(urgency: Urgency, rule: Deadline | None) -> str:
    """With the time that the policy gives, once a policy is chosen."""
    if rule is None:
        return words.label(urgency)
    unit, standing = words.label(rule.unit), words.label(rule.standing).lower()
    return f"{words.label(urgency)}: {rule.amount} {unit} ({standing})"


def _validity(basis: Basis) -> str:
    if basis.valid_to is None:
        return str(_("in force since %(day)s")) % {"day": short_date(basis.valid_from)}
    return str(_("in force %(first)s to %(last)s")) % {
        "first": short_date(basis.valid_from),
        "last": short_date(basis.valid_to),
    }
