"""Addresses of the alarms."""

from django.urls import path

from tertib.portal.alarms import pages

urlpatterns = [
    path("", pages.alarms, name="alarms"),
    path("<int:number>/tangani/", pages.take_on, name="alarm_take_on"),
    path("<int:number>/tutup/", pages.close, name="alarm_close"),
]
