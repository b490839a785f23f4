"""Addresses of the cases pages."""

from django.urls import path

from tertib.portal.cases import file, pages, steps

urlpatterns = [
    path("", pages.case_list, name="cases"),
    path("kasus.csv", pages.case_csv, name="cases_csv"),
    path("<str:key>/", file.one_case, name="case"),
    path("<str:key>/tutup/", steps.close, name="case_close"),
    path("<str:key>/buka/", steps.reopen, name="case_reopen"),
    path("<str:key>/jawab/", steps.answer, name="case_answer"),
    path("<str:key>/lihat/", steps.look, name="case_look"),
]
