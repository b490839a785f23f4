"""Forms of the pages of feeds: a new feed, a file for it, and by which columns its files are read."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tertib.actions.actor import Actor
from tertib.actions.feeds.handing_over import MAX_FILE_BYTES, MAX_NAME, FeedForm
from tertib.portal.lexicon import words
from tertib.queries import feeds as q
from tertib.vocabulary import FeedSource, PartyKind

COLUMN_LABELS = {
    "title": _("Name of the goods"),
    "price_minor": _("Price"),
    "shop": _("Shop"),
    "url": _("Link"),
    "listing_id": _("Number at the platform"),
    "description": _("Description"),
    "condition": _("Condition"),
    "category": _("Category"),
    "place": _("Place"),
    "platform": _("Platform"),
    "currency": _("Currency"),
    "sold": _("Sold"),
    "rating": _("Rating"),
    "stock": _("Stock"),
    "official": _("Official shop"),
    "image": _("Picture"),
    "image_phash": _("Picture's fingerprint"),
}
CHOSEN = ("title", "price_minor", "shop", "url", "description", "condition")


class NewFeedForm(forms.Form):
    """What a feed is."""

    name = forms.CharField(
        label=_("Name"), max_length=MAX_NAME, help_text=_("How your office will find it again.")
    )
    source = forms.ChoiceField(label=_("How listings arrive"), widget=forms.RadioSelect)
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        help_text=_("Of all its listings; only where their links do not say."),
    )
    policies = forms.MultipleChoiceField(
        label=_("Judge every new batch by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [FeedSource.UPLOAD, FeedSource.API]
        if settings.TERTIB_FEEDS_URL:
            sources.append(FeedSource.FOLDER)
        self.fields["source"].choices = words.choices(sources)  # type: ignore[attr-defined]
        self.fields["policies"].choices = q.policy_names(language=get_language() or "id")  # type: ignore[attr-defined]
        self.initial.setdefault("source", FeedSource.UPLOAD.value)
        if actor.home.kind == PartyKind.PLATFORM:
            del self.fields["platform"]
        else:
            self.fields["platform"].choices = [("", _("Their links say")), *q.platform_names()]  # type: ignore[attr-defined]

    def as_feed(self) -> FeedForm:
        """The valid form as the action takes it."""
        said = self.cleaned_data
        return FeedForm(
            name=said["name"],
            source=FeedSource(said["source"]),
            platform=said.get("platform", ""),
            policies=said["policies"],
        )


class FileForm(forms.Form):
    """A file of listings."""

    file = forms.FileField(
        label=_("File with the listings"),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.tsv,.txt,.jsonl,.ndjson,.gz,.parquet,.arrow,.xlsx,.xls,.ods"}
        ),
        error_messages={
            "empty": _("The file is empty. Choose the file with the listings and send it again.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "CSV, JSON lines (each also packed as .gz), Parquet or XLSX, up to %(size)s MB. Names of columns are "
            "recognised; what was understood is shown to you."
        ) % {"size": MAX_FILE_BYTES // 2**20}


class ColumnsForm(forms.Form):
    """By which columns of a file the main fields are read."""

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As recognised")), *((name, name) for name in names)]
        for key in CHOSEN:
            self.fields[key] = forms.ChoiceField(label=COLUMN_LABELS[key], choices=choices, required=False)

    def chosen(self) -> dict[str, str]:
        """Field -> column, of those that were chosen."""
        return {key: column for key, column in self.cleaned_data.items() if column}
