"""Addresses of the orders pages."""

from django.urls import path

from tertib.portal.orders import new, pages, steps

urlpatterns = [
    path("", pages.order_list, name="orders"),
    path("baru/", new.new_order, name="order_new"),
    path("baru/dasar/", new.details, name="order_details"),
    path("<str:key>/", pages.one_order, name="order"),
    path("<str:key>/baris/", pages.rows, name="order_rows"),
    path("<str:key>/baris.csv", pages.rows_csv, name="order_rows_csv"),
    path("<str:key>/baris.xlsx", pages.rows_xlsx, name="order_rows_xlsx"),
    path("<str:key>/cetak/", pages.printed, name="order_print"),
    path("<str:key>/kolom/", steps.columns, name="order_columns"),
    path("<str:key>/ubah/", steps.edit, name="order_edit"),
    path("<str:key>/serahkan/", steps.hand_in, name="order_hand_in"),
    path("<str:key>/buang/", steps.discard, name="order_discard"),
    path("<str:key>/tarik/", steps.withdraw, name="order_withdraw"),
]
