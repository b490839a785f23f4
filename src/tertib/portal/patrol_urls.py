"""Addresses of hand search."""

from django.urls import path

from tertib.portal import patrol, patrol_take

urlpatterns = [
    path("", patrol.patrol, name="patrol"),
    path("lihat/", patrol.look, name="patrol_look"),
    path("lihat/<int:number>/batal/", patrol.look_undo, name="patrol_look_undo"),
    path("daftar.csv", patrol.patrol_csv, name="patrol_csv"),
    path("ambil/", patrol_take.take, name="patrol_take"),
    path("ambil/<str:key>/batal/", patrol_take.take_undo, name="patrol_take_undo"),
]
