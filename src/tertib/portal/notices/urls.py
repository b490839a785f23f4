"""Addresses of the pages on which notices are approved and followed."""

from django.urls import path

from tertib.portal.notices import pages

urlpatterns = [
    path("", pages.waiting, name="notices"),
    path("tinjau/", pages.preview, name="notices_preview"),
    path("setujui/", pages.approve, name="notices_approve"),
    path("persetujuan/<str:key>/", pages.approval, name="approval"),
    path("terkirim/", pages.sent, name="sent"),
    path("terkirim/<str:key>/", pages.dispatch, name="dispatch_sent"),
]
