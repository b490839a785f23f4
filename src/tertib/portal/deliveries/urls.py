"""Addresses of the operator's deliveries."""

from django.urls import path

from tertib.portal.deliveries import pages

urlpatterns = [
    path("", pages.deliveries, name="deliveries"),
    path("<str:key>/lagi/", pages.send_again, name="send_again"),
]
