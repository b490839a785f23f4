"""Addresses of the public report form and the authority's inbox of reports."""

from django.urls import path

from tertib.portal.reports import inbox, pages

urlpatterns = [
    path("lapor/", pages.report_links, name="report"),
    path("lapor/<str:code>/", pages.status, name="report_status"),
    path("laporan/", inbox.inbox, name="reports"),
    path("laporan/ambil/", inbox.take_over, name="reports_take_over"),
    path("laporan/<str:key>/sisihkan/", inbox.set_aside, name="report_set_aside"),
]
