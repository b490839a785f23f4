"""Addresses of the contacts."""

from django.urls import path

from tertib.portal import contacts

urlpatterns = [
    path("", contacts.contacts, name="contacts"),
    path("baru/", contacts.contact_new, name="contact_new"),
    path("<int:number>/", contacts.contact, name="contact"),
    path("<int:number>/uji/", contacts.test, name="contact_test"),
    path("<int:number>/rahasia/", contacts.secret, name="contact_secret"),
    path("<int:number>/berhenti/", contacts.retire, name="contact_retire"),
]
