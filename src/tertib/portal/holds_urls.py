"""Addresses of the pages of police holds."""

from django.urls import path

from tertib.portal import holds

urlpatterns = [
    path("", holds.holds, name="holds"),
    path("<int:number>/angkat/", holds.lift, name="hold_lift"),
]
