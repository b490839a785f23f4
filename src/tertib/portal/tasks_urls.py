"""Addresses of the responder's pages."""

from django.urls import path

from tertib.portal import tasks, tasks_bulk, tasks_letters, tasks_table

urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("unduh.csv", tasks_table.download, name="tasks_download"),
    path("unggah/", tasks_table.upload, name="tasks_upload"),
    path("surat/", tasks_letters.letters, name="letters"),
    path("surat/<int:number>/", tasks_letters.letter, name="letter"),
    path("massal/", tasks_bulk.bulk, name="tasks_bulk"),
    path("massal/<str:key>/", tasks_bulk.batch, name="tasks_batch"),
    path("massal/<str:key>/hasil.csv", tasks_bulk.batch_csv, name="tasks_batch_csv"),
    path("massal/<str:key>/tarik/", tasks_bulk.take_back, name="tasks_batch_take_back"),
    path("<str:key>/", tasks.task, name="task"),
]
