"""A column for a word of the vocabulary: a new word needs no migration."""

from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class WordField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """Keeps one word of a StrEnum as text, and gives it back as the enum's member.

    The words are not part of the migration, so that a new one is a line in `vocabulary.py` only.
    Raises ValidationError for a text that is no word of the enum.
    """

    def __init__(self, words: type[StrEnum] | None = None, **kwargs: Any) -> None:
        self.words = words
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> StrEnum | str | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> StrEnum | str | None:
        if value is None or self.words is None or (value == "" and self.blank):
            return value  # type: ignore[no-any-return]
        try:
            return self.words(value)
        except ValueError as error:
            raise ValidationError(f"{value!r} is no word of {self.words.__name__}.") from error

    def get_prep_value(self, value: Any) -> str | None:
        word = self.to_python(value)
        return None if word is None else str(word)
