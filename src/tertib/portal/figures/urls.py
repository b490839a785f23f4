"""Addresses of the figures."""

from django.urls import path

from tertib.portal.figures import claims, pages, survival

urlpatterns = [
    path("", pages.figures, name="figures"),
    path("cetak/", pages.one_page, name="figures_paper"),
    path("angka.csv", pages.figures_csv, name="figures_csv"),
    path("lama/", survival.survival, name="survival"),
    path("pernyataan/", claims.claims, name="claims"),
    path("pernyataan/pernyataan.csv", claims.claims_csv, name="claims_csv"),
    path("<slug:measure>/", pages.one_figure, name="figure"),
]
