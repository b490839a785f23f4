"""Addresses of the API keys."""

from django.urls import path

from tertib.portal.keys import pages

urlpatterns = [
    path("", pages.keys, name="keys"),
    path("baru/", pages.key_made, name="key_made"),
    path("<int:number>/cabut/", pages.revoke, name="key_revoke"),
]
