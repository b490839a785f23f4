"""Addresses of the responder's pages."""

from django.urls import path

from tertib.portal.tasks import bulk, letters, pages, table

urlpatterns = [
    path("", pages.tasks, name="tasks"),
    path("unduh.csv", table.download, name="tasks_download"),
    path("unggah/", table.upload, name="tasks_upload"),
    path("surat/", letters.letters, name="letters"),
    path("surat/<int:number>/", letters.letter, name="letter"),
    path("massal/", bulk.bulk, name="tasks_bulk"),
    path("massal/<str:key>/", bulk.batch, name="tasks_batch"),
    path("massal/<str:key>/hasil.csv", bulk.batch_csv, name="tasks_batch_csv"),
    path("massal/<str:key>/tarik/", bulk.take_back, name="tasks_batch_take_back"),
    path("<str:key>/", pages.task, name="task"),
]
