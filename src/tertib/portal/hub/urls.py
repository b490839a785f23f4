"""Addresses of the association's hub."""

from django.urls import path

from tertib.portal.hub import pages

urlpatterns = [
    path("", pages.hub, name="members"),
    path("anggota.csv", pages.hub_csv, name="members_csv"),
]
