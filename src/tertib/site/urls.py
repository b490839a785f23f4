"""Which address leads where."""

from django.urls import include, path

from tertib.api.urls import api
from tertib.portal import urls as portal

urlpatterns = [
    path("api/v1/", api.urls),
    path("akun/", include("allauth.urls")),
    path("", include(portal)),
]
