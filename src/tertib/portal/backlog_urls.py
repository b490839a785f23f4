"""Addresses of the operator's backlog."""

from django.urls import path

from tertib.portal import backlog

urlpatterns = [
    path("", backlog.backlog, name="backlog"),
    path("kembali/", backlog.put_back, name="backlog_put_back"),
]
