"""Addresses of the review desk."""

from django.urls import path

from tertib.portal.findings import bulk, files, pages, review

urlpatterns = [
    path("", pages.findings, name="findings"),
    path("unduh.csv", files.table, name="findings_csv"),
    path("label.csv", files.labels, name="findings_labels"),
    path("surat/<str:key>/", bulk.letter, name="findings_letter"),
    path("sekaligus/<str:mark>/", bulk.done, name="findings_done"),
    path("sekaligus/<str:mark>/batal/", bulk.undo_many, name="findings_undo_many"),
    path("<str:key>/", review.finding, name="finding"),
    path("<str:key>/batal/", review.undo, name="finding_undo"),
    path("<str:key>/lindungi/", review.protect, name="finding_protect"),
    path("<str:key>/serupa/", bulk.bulk, name="findings_bulk"),
]
