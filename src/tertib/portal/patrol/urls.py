"""Addresses of hand search."""

from django.urls import path

from tertib.portal.patrol import pages, take

urlpatterns = [
    path("", pages.patrol, name="patrol"),
    path("lihat/", pages.look, name="patrol_look"),
    path("lihat/<int:number>/batal/", pages.look_undo, name="patrol_look_undo"),
    path("daftar.csv", pages.patrol_csv, name="patrol_csv"),
    path("ambil/", take.take, name="patrol_take"),
    path("ambil/<str:key>/batal/", take.take_undo, name="patrol_take_undo"),
]
