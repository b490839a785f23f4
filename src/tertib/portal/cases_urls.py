"""Addresses of the cases pages."""

from django.urls import path

from tertib.portal import cases, cases_file, cases_steps

urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("kasus.csv", cases.case_csv, name="cases_csv"),
    path("<str:key>/", cases_file.one_case, name="case"),
    path("<str:key>/tutup/", cases_steps.close, name="case_close"),
    path("<str:key>/buka/", cases_steps.reopen, name="case_reopen"),
    path("<str:key>/jawab/", cases_steps.answer, name="case_answer"),
    path("<str:key>/lihat/", cases_steps.look, name="case_look"),
]
