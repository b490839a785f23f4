"""Addresses of persons and offices."""

from django.urls import path

from tertib.portal.people import offices, pages, trail

urlpatterns = [
    path("", pages.people, name="people"),
    path("<int:number>/", pages.person, name="person"),
    path("jejak/", trail.trail, name="trail"),
    path("jejak/jejak.csv", trail.trail_csv, name="trail_csv"),
    path("<int:number>/peran/", pages.change_role, name="person_role"),
    path("<int:number>/masuk/", pages.switch, name="person_switch"),
    path("<int:number>/faktor/", pages.forget_factor, name="person_factor"),
    path("<int:number>/undang/", pages.invite_again, name="person_invite"),
    path("kantor/", offices.offices, name="offices"),
    path("kantor/baru/", offices.office_new, name="office_new"),
    path("kantor/<slug:slug>/", offices.office, name="office"),
    path("kantor/<slug:slug>/masuk/", offices.office_switch, name="office_switch"),
]
