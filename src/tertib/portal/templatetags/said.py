"""The filter that says what is kept in English, such as why the worker stopped, in the reader's language."""

from django import template

from tertib.portal.page.errors_values import said_anew

register = template.Library()


@register.filter
def anew(text: str | None) -> str:
    """`{{ batch.problem|anew }}`: in the reader's language where its form is known, else as it is."""
    return said_anew(text or "")
