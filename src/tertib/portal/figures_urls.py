"""Addresses of the figures."""

from django.urls import path

from tertib.portal import figures, survival

urlpatterns = [
    path("", figures.figures, name="figures"),
    path("cetak/", figures.one_page, name="figures_paper"),
    path("angka.csv", figures.figures_csv, name="figures_csv"),
    path("lama/", survival.survival, name="survival"),
    path("<slug:measure>/", figures.one_figure, name="figure"),
]
