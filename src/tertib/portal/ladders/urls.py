"""Addresses of the pages of the ladder."""

from django.urls import path

from tertib.portal.ladders import pages

urlpatterns = [
    path("", pages.ladder, name="ladder"),
    path("<int:number>/", pages.rung, name="rung"),
    path("<int:number>/kesampingkan/", pages.dismiss, name="rung_dismiss"),
]
