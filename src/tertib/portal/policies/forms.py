"""Forms of the policy desk: a term, a file's text, a reason, a file for the sample."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tertib.actions.policies.drafts import MOST_CHARS, TermText
from tertib.actions.policies.samples import MAX_FILE_BYTES
from tertib.portal.lexicon import words
from tertib.portal.policies.words import READ_IN
from tertib.queries.policies.terms import FIELDS
from tertib.vocabulary import Ambiguity, TermStatus

WORDS_SHOWN = 3  # of a group, beside its name
MOST_WORDS = 20_000  # characters in one field of a form
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SeenForm(forms.Form):
    """A form that changes a draft: which revision the person looked at, and why it is changed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = forms.CharField(
        label=_("Why this change"),
        required=False,
        max_length=1000,
        help_text=_("Stands in the history of the draft, for who reads it before it is published."),
    )


class TermForm(SeenForm):
    """A term, with a weight for each of the policy's questions."""

    key = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,80}$",
        label=_("Key"),
        help_text=_("Names the term in findings: letters, digits and -, such as karung-segel."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=_("Words"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_(
            "One word or phrase in each line. Disguises (b4lpres, bal.pres, balll) are undone by themselves."
        ),
    )
    meaning_id = forms.CharField(label=_("Meaning in Indonesian"), required=False, max_length=500)
    meaning_en = forms.CharField(label=_("Meaning in English"), required=False, max_length=500)
    status = forms.ChoiceField(
        label=_("Status"), help_text=_("A term without a source stays a proposal and is matched nowhere.")
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=2000,
        help_text=_("Where its meaning stands: an address, a letter, a case."),
    )
    ambiguity = forms.ChoiceField(
        label=_("How clear"), help_text=_("An ordinary word never acts alone: name the company it needs.")
    )
    fields_ = forms.MultipleChoiceField(label=_("Read in"), widget=forms.CheckboxSelectMultiple)
    needs = forms.MultipleChoiceField(
        label=_("Needs company of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Counts only if a word of one of these groups stands elsewhere in the listing."),
    )
    unless = forms.MultipleChoiceField(
        label=_("Not beside"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Does not count if a word of one of these groups stands in the listing."),
    )
    not_in = forms.MultipleChoiceField(
        label=_("Not within"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Does not count as part of a phrase of these groups."),
    )
    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in each line. In a shop of one of these places the term weighs more."),
    )
    place_weight = forms.FloatField(label=_("Weight at these places"), required=False)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DAY)
    valid_to = forms.DateField(label=_("Valid until"), required=False, widget=DAY)
    fuzzy = forms.BooleanField(label=_("Also one letter off"), required=False)
    inside = forms.BooleanField(
        label=_("Also within longer words"),
        required=False,
        help_text=_("Only for names of shops."),
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Any],
        groups: Mapping[str, Sequence[str]],
        key_is_fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "id"
        self.weights = [(f"weight_{one.key}", one.key) for one in questions]
        for (name, _key), one in zip(self.weights, questions, strict=True):
            self.fields[name] = forms.FloatField(
                label=one.name.in_language(language),
                required=False,
                min_value=-20,
                max_value=20,
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
        for name in ("needs", "unless", "not_in"):
            self.fields[name].choices = [(group, _group(group, said)) for group, said in groups.items()]  # type: ignore[attr-defined]
        self.fields["fields_"].choices = [(str(one), READ_IN[str(one)]) for one in FIELDS]  # type: ignore[attr-defined]
        self.fields["status"].choices = words.choices(TermStatus)  # type: ignore[attr-defined]
        self.fields["ambiguity"].choices = words.choices(Ambiguity)  # type: ignore[attr-defined]
        if key_is_fixed:
            self.fields["key"].widget.attrs["readonly"] = True

    def weight_fields(self) -> list[Any]:
        """One for each question."""
        return [self[name] for name, _ in self.weights]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if all(said.get(name) is None for name, _ in self.weights):
            self.add_error(None, _("Give the term a weight for at least one question."))
        return said

    def as_term(self) -> TermText:
        """The valid form as the action takes it."""
        said = self.cleaned_data
        return TermText(
            key=said["key"],
            words=_lines(said["words"]),
            meaning_id=_one_line(said["meaning_id"]),
            meaning_en=_one_line(said["meaning_en"]),
            ambiguity=Ambiguity(said["ambiguity"]),
            status=TermStatus(said["status"]),
            fields=[field for field in FIELDS if str(field) in said["fields_"]],
            needs=said["needs"],
            unless=said["unless"],
            not_in=said["not_in"],
            places=_lines(said["places"]),
            place_weight=said["place_weight"] or 0.0,
            weights={key: said[name] for name, key in self.weights if said.get(name) is not None},
            fuzzy=said["fuzzy"],
            inside=said["inside"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            source=_one_line(said["source"]),
        )


def initial_of(term: TermText) -> dict[str, Any]:
    """A term as the form begins with it."""
    plain = {name: getattr(term, name) for name in TermText.__slots__}
    plain["fields_"] = [str(one) for one in plain.pop("fields")]
    plain["words"], plain["places"] = "\n".join(term.words), "\n".join(term.places)
    plain["place_weight"] = term.place_weight or None
    return plain | {f"weight_{key}": weight for key, weight in plain.pop("weights").items()}


class FileForm(SeenForm):
    """A whole file of a draft."""

    text = forms.CharField(
        label=_("Text of the file"),
        max_length=MOST_CHARS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "mono", "spellcheck": "false"}),
    )
    field_order = ("seen", "text", "why")


class ReasonForm(forms.Form):
    """Why something is published, taken back or given up."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    why = forms.CharField(
        label=_("What is changed, and why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the history of the policy for good."),
    )


class SampleForm(forms.Form):
    """A file of listings for the sample."""

    file = forms.FileField(
        label=_("File with listings"),
        help_text=_("CSV, XLSX, JSONL or Parquet, with the column names people use; at most 16 MB."),
    )
    lawful = forms.BooleanField(
        label=_("All of them were decided lawful: protect them"),
        required=False,
        help_text=_("A draft that catches more of them than the budget allows cannot be published."),
    )

    def clean_file(self) -> Any:
        """Not larger than what is taken."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 16 MB. Split it and send the parts."))
        return file


def _group(key: str, said: Sequence[str]) -> str:
    shown = ", ".join(said[:WORDS_SHOWN])
    return f"{key} ({shown}{', …' if len(said) > WORDS_SHOWN else ''})"


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(one.split()) for one in text.splitlines()) if line]


def _one_line(text: str) -> str:
    return " ".join(text.split())
