"""Addresses of the start page and the language switch."""

from django.urls import path

from tertib.portal.home import pages

urlpatterns = [
    path("", pages.start, name="home"),
    path("hari-ini/", pages.today, name="today"),
    path("bahasa/", pages.switch_language, name="language"),
]
