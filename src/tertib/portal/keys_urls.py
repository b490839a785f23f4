"""Addresses of the API keys."""

from django.urls import path

from tertib.portal import keys

urlpatterns = [
    path("", keys.keys, name="keys"),
    path("baru/", keys.key_made, name="key_made"),
    path("<int:number>/cabut/", keys.revoke, name="key_revoke"),
]
