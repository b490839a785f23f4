"""The address of the check before posting."""

from django.urls import path

from tertib.portal import check

urlpatterns = [path("periksa/", check.check, name="check")]
