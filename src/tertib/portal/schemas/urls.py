"""Addresses of the published forms."""

from django.urls import path

from tertib.portal.schemas import pages

urlpatterns = [
    path("", pages.schemas, name="schemas"),
    path("<path:name>", pages.schema, name="schema"),
]
