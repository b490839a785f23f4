"""Addresses of persons and offices."""

from django.urls import path

from tertib.portal import people, people_offices, trail

urlpatterns = [
    path("", people.people, name="people"),
    path("<int:number>/", people.person, name="person"),
    path("jejak/", trail.trail, name="trail"),
    path("jejak/jejak.csv", trail.trail_csv, name="trail_csv"),
    path("<int:number>/peran/", people.change_role, name="person_role"),
    path("<int:number>/masuk/", people.switch, name="person_switch"),
    path("<int:number>/faktor/", people.forget_factor, name="person_factor"),
    path("<int:number>/undang/", people.invite_again, name="person_invite"),
    path("kantor/", people_offices.offices, name="offices"),
    path("kantor/baru/", people_offices.office_new, name="office_new"),
    path("kantor/<slug:slug>/", people_offices.office, name="office"),
    path("kantor/<slug:slug>/masuk/", people_offices.office_switch, name="office_switch"),
]
