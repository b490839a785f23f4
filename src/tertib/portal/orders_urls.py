"""Addresses of the orders pages."""

from django.urls import path

from tertib.portal import orders, orders_new, orders_steps

urlpatterns = [
    path("", orders.order_list, name="orders"),
    path("baru/", orders_new.new_order, name="order_new"),
    path("baru/dasar/", orders_new.details, name="order_details"),
    path("<str:key>/", orders.one_order, name="order"),
    path("<str:key>/baris/", orders.rows, name="order_rows"),
    path("<str:key>/baris.csv", orders.rows_csv, name="order_rows_csv"),
    path("<str:key>/baris.xlsx", orders.rows_xlsx, name="order_rows_xlsx"),
    path("<str:key>/cetak/", orders.printed, name="order_print"),
    path("<str:key>/kolom/", orders_steps.columns, name="order_columns"),
    path("<str:key>/ubah/", orders_steps.edit, name="order_edit"),
    path("<str:key>/serahkan/", orders_steps.hand_in, name="order_hand_in"),
    path("<str:key>/buang/", orders_steps.discard, name="order_discard"),
    path("<str:key>/tarik/", orders_steps.withdraw, name="order_withdraw"),
]
