"""Addresses of what came back."""

from django.urls import path

from tertib.portal.returns import pages, review

urlpatterns = [
    path("", pages.returns, name="returns"),
    path("unduh.csv", pages.returns_csv, name="returns_csv"),
    path("sekaligus/<str:mark>/", review.done, name="returns_done"),
    path("sekaligus/<str:mark>/batal/", review.undo_many, name="returns_undo_many"),
    path("<str:key>/", review.one_return, name="return"),
    path("<str:key>/batal/", review.undo, name="return_undo"),
    path("<str:key>/serupa/", review.bulk, name="returns_bulk"),
]
