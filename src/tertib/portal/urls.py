"""Which address leads to which page: one list of includes, one list of addresses an area."""

from django.urls import include, path

from tertib.portal import demo_urls, home_urls, orders_urls, reports_urls

urlpatterns = [
    path("", include(home_urls)),
    path("demo/", include(demo_urls)),
    path("perintah/", include(orders_urls)),
    path("", include(reports_urls)),
]
