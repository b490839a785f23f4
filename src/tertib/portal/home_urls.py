"""Addresses of the start page and the language switch."""

from django.urls import path

from tertib.portal import home

urlpatterns = [
    path("", home.start, name="home"),
    path("hari-ini/", home.today, name="today"),
    path("bahasa/", home.switch_language, name="language"),
]
