"""Which address leads to which page: one list of includes, one list of addresses an area."""

from django.urls import include, path

from tertib.portal import (
    alarms_urls,
    backlog_urls,
    cases_urls,
    contacts_urls,
    deliveries_urls,
    demo_urls,
    feeds_urls,
    figures_urls,
    findings_urls,
    holds_urls,
    home_urls,
    hub_urls,
    keys_urls,
    ladders_urls,
    notices_urls,
    orders_urls,
    people_urls,
    reports_urls,
    schemas_urls,
    tasks_urls,
)

urlpatterns = [
    path("", include(home_urls)),
    path("demo/", include(demo_urls)),
    path("perintah/", include(orders_urls)),
    path("kasus/", include(cases_urls)),
    path("pemberitahuan/", include(notices_urls)),
    path("anggota/", include(hub_urls)),
    path("angka/", include(figures_urls)),
    path("temuan/", include(findings_urls)),
    path("tahan/", include(holds_urls)),
    path("tangga/", include(ladders_urls)),
    path("umpan/", include(feeds_urls)),
    path("pengiriman/", include(deliveries_urls)),
    path("antrean/", include(backlog_urls)),
    path("alarm/", include(alarms_urls)),
    path("kontak/", include(contacts_urls)),
    path("kunci/", include(keys_urls)),
    path("orang/", include(people_urls)),
    path("tugas/", include(tasks_urls)),
    path("skema/", include(schemas_urls)),
    path("", include(reports_urls)),
]
