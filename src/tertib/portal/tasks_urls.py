"""Addresses of the responder's pages."""

from django.urls import path

from tertib.portal import tasks, tasks_table

urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("unduh.csv", tasks_table.download, name="tasks_download"),
    path("unggah/", tasks_table.upload, name="tasks_upload"),
    path("<str:key>/", tasks.task, name="task"),
]
