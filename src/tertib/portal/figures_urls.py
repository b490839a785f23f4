"""Addresses of the figures."""

from django.urls import path

from tertib.portal import claims, figures, survival

urlpatterns = [
    path("", figures.figures, name="figures"),
    path("cetak/", figures.one_page, name="figures_paper"),
    path("angka.csv", figures.figures_csv, name="figures_csv"),
    path("lama/", survival.survival, name="survival"),
    path("pernyataan/", claims.claims, name="claims"),
    path("pernyataan/pernyataan.csv", claims.claims_csv, name="claims_csv"),
    path("<slug:measure>/", figures.one_figure, name="figure"),
]
