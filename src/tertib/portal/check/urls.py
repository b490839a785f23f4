"""The address of the check before posting."""

from django.urls import path

from tertib.portal.check import pages

urlpatterns = [path("periksa/", pages.check, name="check")]
