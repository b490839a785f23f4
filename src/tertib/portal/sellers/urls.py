"""Addresses of the pages of sellers."""

from django.urls import path

from tertib.portal.sellers import keys, own, pages, steps

urlpatterns = [
    path("", pages.sellers, name="sellers"),
    path("kunci/", keys.keys, name="seller_keys"),
    path("kunci/baru/", keys.key_made, name="seller_key_made"),
    path("kunci/<int:number>/akhiri/", keys.retire, name="seller_key_retire"),
    path("kunci/<int:number>/cabut/", keys.revoke, name="seller_key_revoke"),
    path("toko/", own.own_shops, name="own_sellers"),
    path("<str:key>/", pages.seller, name="seller"),
    path("<str:key>/pernyataan/", steps.say, name="seller_say"),
    path("<str:key>/pernyataan/<int:number>/cabut/", steps.lift, name="seller_lift"),
    path("<str:key>/langkah/<int:number>/terbitkan/", steps.issue, name="seller_issue"),
    path("<str:key>/langkah/<int:number>/kesampingkan/", steps.dismiss, name="seller_dismiss"),
    path("<str:key>/langkah/<int:number>/daftarkan/", steps.list_again, name="seller_list_again"),
    path("<str:key>/langkah/<int:number>/cabut/", steps.end, name="seller_end"),
    path("<str:key>/langkah/<int:number>/keberatan/", steps.appeal, name="seller_appeal"),
]
