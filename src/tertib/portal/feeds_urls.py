"""Addresses of the pages of feeds."""

from django.urls import path

from tertib.portal import feeds, feeds_batches, feeds_steps

urlpatterns = [
    path("", feeds.feed_list, name="feeds"),
    path("baru/", feeds_steps.new_feed, name="feed_new"),
    path("<str:key>/", feeds.one_feed, name="feed"),
    path("<str:key>/kirim/", feeds_steps.upload, name="feed_upload"),
    path("<str:key>/pantau/", feeds_steps.watch, name="feed_watch"),
    path("<str:key>/ubah/", feeds_steps.change, name="feed_change"),
    path("<str:key>/temuan.csv", feeds.findings_csv, name="feed_findings_csv"),
    path("<str:key>/<str:batch>/", feeds_batches.one_batch, name="feed_batch"),
    path("<str:key>/<str:batch>/kolom/", feeds_batches.columns, name="feed_columns"),
    path("<str:key>/<str:batch>/nilai/", feeds_batches.judge, name="feed_judge"),
]
