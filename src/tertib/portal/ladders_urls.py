"""Addresses of the pages of the ladder."""

from django.urls import path

from tertib.portal import ladders

urlpatterns = [
    path("", ladders.ladder, name="ladder"),
    path("<int:number>/", ladders.rung, name="rung"),
    path("<int:number>/kesampingkan/", ladders.dismiss, name="rung_dismiss"),
]
