"""Addresses of the pages of police holds."""

from django.urls import path

from tertib.portal.holds import pages

urlpatterns = [
    path("", pages.holds, name="holds"),
    path("<int:number>/angkat/", pages.lift, name="hold_lift"),
]
