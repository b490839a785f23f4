"""Addresses of what came back."""

from django.urls import path

from tertib.portal import returns, returns_review

urlpatterns = [
    path("", returns.returns, name="returns"),
    path("unduh.csv", returns.returns_csv, name="returns_csv"),
    path("sekaligus/<str:mark>/", returns_review.done, name="returns_done"),
    path("sekaligus/<str:mark>/batal/", returns_review.undo_many, name="returns_undo_many"),
    path("<str:key>/", returns_review.one_return, name="return"),
    path("<str:key>/batal/", returns_review.undo, name="return_undo"),
    path("<str:key>/serupa/", returns_review.bulk, name="returns_bulk"),
]
