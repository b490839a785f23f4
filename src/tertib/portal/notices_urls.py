"""Addresses of the pages on which notices are approved and followed."""

from django.urls import path

from tertib.portal import notices

urlpatterns = [
    path("", notices.waiting, name="notices"),
    path("tinjau/", notices.preview, name="notices_preview"),
    path("setujui/", notices.approve, name="notices_approve"),
    path("persetujuan/<str:key>/", notices.approval, name="approval"),
    path("terkirim/", notices.sent, name="sent"),
    path("terkirim/<str:key>/", notices.dispatch, name="dispatch_sent"),
]
