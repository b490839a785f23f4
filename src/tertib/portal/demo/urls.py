"""Addresses of the demo's own pages."""

from django.urls import path

from tertib.portal.demo import pages

urlpatterns = [
    path("", pages.who_to_be, name="demo"),
    path("masuk/", pages.be_someone, name="demo_sign_in"),
    path("perintah/", pages.hand_over_list, name="demo_order"),
]
