"""Addresses of the pages of feeds."""

from django.urls import path

from tertib.portal.feeds import batches, pages, steps

urlpatterns = [
    path("", pages.feed_list, name="feeds"),
    path("baru/", steps.new_feed, name="feed_new"),
    path("<str:key>/", pages.one_feed, name="feed"),
    path("<str:key>/kirim/", steps.upload, name="feed_upload"),
    path("<str:key>/pantau/", steps.watch, name="feed_watch"),
    path("<str:key>/ubah/", steps.change, name="feed_change"),
    path("<str:key>/temuan.csv", pages.findings_csv, name="feed_findings_csv"),
    path("<str:key>/<str:batch>/", batches.one_batch, name="feed_batch"),
    path("<str:key>/<str:batch>/kolom/", batches.columns, name="feed_columns"),
    path("<str:key>/<str:batch>/nilai/", batches.judge, name="feed_judge"),
]
