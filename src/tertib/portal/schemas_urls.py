"""Addresses of the published forms."""

from django.urls import path

from tertib.portal import schemas

urlpatterns = [
    path("", schemas.schemas, name="schemas"),
    path("<path:name>", schemas.schema, name="schema"),
]
