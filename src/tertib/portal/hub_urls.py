"""Addresses of the association's hub."""

from django.urls import path

from tertib.portal import hub

urlpatterns = [
    path("", hub.hub, name="members"),
    path("anggota.csv", hub.hub_csv, name="members_csv"),
]
