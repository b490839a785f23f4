"""Addresses of the review desk."""

from django.urls import path

from tertib.portal import findings, findings_bulk, findings_files, findings_review

urlpatterns = [
    path("", findings.findings, name="findings"),
    path("unduh.csv", findings_files.table, name="findings_csv"),
    path("label.csv", findings_files.labels, name="findings_labels"),
    path("surat/<str:key>/", findings_bulk.letter, name="findings_letter"),
    path("sekaligus/<str:mark>/", findings_bulk.done, name="findings_done"),
    path("sekaligus/<str:mark>/batal/", findings_bulk.undo_many, name="findings_undo_many"),
    path("<str:key>/", findings_review.finding, name="finding"),
    path("<str:key>/batal/", findings_review.undo, name="finding_undo"),
    path("<str:key>/lindungi/", findings_review.protect, name="finding_protect"),
    path("<str:key>/serupa/", findings_bulk.bulk, name="findings_bulk"),
]
