"""Addresses of the public report form and the authority's inbox of reports."""

from django.urls import path

from tertib.portal import reports, reports_inbox

urlpatterns = [
    path("lapor/", reports.report_links, name="report"),
    path("lapor/<str:code>/", reports.status, name="report_status"),
    path("laporan/", reports_inbox.inbox, name="reports"),
    path("laporan/ambil/", reports_inbox.take_over, name="reports_take_over"),
    path("laporan/<str:key>/sisihkan/", reports_inbox.set_aside, name="report_set_aside"),
]
