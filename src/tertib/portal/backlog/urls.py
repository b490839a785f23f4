"""Addresses of the operator's backlog."""

from django.urls import path

from tertib.portal.backlog import pages

urlpatterns = [
    path("", pages.backlog, name="backlog"),
    path("kembali/", pages.put_back, name="backlog_put_back"),
]
