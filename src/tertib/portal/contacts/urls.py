"""Addresses of the contacts."""

from django.urls import path

from tertib.portal.contacts import pages

urlpatterns = [
    path("", pages.contacts, name="contacts"),
    path("baru/", pages.contact_new, name="contact_new"),
    path("<int:number>/", pages.contact, name="contact"),
    path("<int:number>/uji/", pages.test, name="contact_test"),
    path("<int:number>/rahasia/", pages.secret, name="contact_secret"),
    path("<int:number>/berhenti/", pages.retire, name="contact_retire"),
]
