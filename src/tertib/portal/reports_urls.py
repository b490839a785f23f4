"""Addresses of the public report form and the authority's inbox of reports."""

from django.urls import path

from tertib.portal import reports

urlpatterns = [
    path("lapor/", reports.report_links, name="report"),
]
