"""Addresses of the responder's pages."""

from django.urls import path

from tertib.portal import tasks

urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("<str:key>/", tasks.task, name="task"),
]
