"""Addresses of the alarms."""

from django.urls import path

from tertib.portal import alarms

urlpatterns = [
    path("", alarms.alarms, name="alarms"),
    path("<int:number>/tangani/", alarms.take_on, name="alarm_take_on"),
    path("<int:number>/tutup/", alarms.close, name="alarm_close"),
]
