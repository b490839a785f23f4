"""Addresses of the operator's deliveries."""

from django.urls import path

from tertib.portal import deliveries

urlpatterns = [
    path("", deliveries.deliveries, name="deliveries"),
    path("<str:key>/lagi/", deliveries.send_again, name="send_again"),
]
