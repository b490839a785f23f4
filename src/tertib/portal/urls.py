"""Which address leads to which page: one list of includes, one list of addresses an area."""

from django.urls import include, path

urlpatterns = [
    path("", include("tertib.portal.home.urls")),
    path("demo/", include("tertib.portal.demo.urls")),
    path("perintah/", include("tertib.portal.orders.urls")),
    path("kasus/", include("tertib.portal.cases.urls")),
    path("patroli/", include("tertib.portal.patrol.urls")),
    path("pemberitahuan/", include("tertib.portal.notices.urls")),
    path("anggota/", include("tertib.portal.hub.urls")),
    path("angka/", include("tertib.portal.figures.urls")),
    path("temuan/", include("tertib.portal.findings.urls")),
    path("kembali/", include("tertib.portal.returns.urls")),
    path("kata/", include("tertib.portal.new_words.urls")),
    path("tahan/", include("tertib.portal.holds.urls")),
    path("tangga/", include("tertib.portal.ladders.urls")),
    path("umpan/", include("tertib.portal.feeds.urls")),
    path("pengiriman/", include("tertib.portal.deliveries.urls")),
    path("antrean/", include("tertib.portal.backlog.urls")),
    path("alarm/", include("tertib.portal.alarms.urls")),
    path("kontak/", include("tertib.portal.contacts.urls")),
    path("kunci/", include("tertib.portal.keys.urls")),
    path("orang/", include("tertib.portal.people.urls")),
    path("kebijakan/", include("tertib.portal.policies.urls")),
    path("penjual/", include("tertib.portal.sellers.urls")),
    path("tugas/", include("tertib.portal.tasks.urls")),
    path("skema/", include("tertib.portal.schemas.urls")),
    path("", include("tertib.portal.check.urls")),
    path("", include("tertib.portal.reports.urls")),
]
