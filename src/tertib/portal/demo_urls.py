"""Addresses of the demo's own pages."""

from django.urls import path

from tertib.portal import demo

urlpatterns = [
    path("", demo.who_to_be, name="demo"),
    path("masuk/", demo.be_someone, name="demo_sign_in"),
    path("perintah/", demo.hand_over_list, name="demo_order"),
]
