"""Addresses of the pages of sellers."""

from django.urls import path

from tertib.portal import sellers, sellers_keys, sellers_own, sellers_steps

urlpatterns = [
    path("", sellers.sellers, name="sellers"),
    path("kunci/", sellers_keys.keys, name="seller_keys"),
    path("kunci/baru/", sellers_keys.key_made, name="seller_key_made"),
    path("kunci/<int:number>/akhiri/", sellers_keys.retire, name="seller_key_retire"),
    path("kunci/<int:number>/cabut/", sellers_keys.revoke, name="seller_key_revoke"),
    path("toko/", sellers_own.own_shops, name="own_sellers"),
    path("<str:key>/", sellers.seller, name="seller"),
    path("<str:key>/pernyataan/", sellers_steps.say, name="seller_say"),
    path("<str:key>/pernyataan/<int:number>/cabut/", sellers_steps.lift, name="seller_lift"),
    path("<str:key>/langkah/<int:number>/terbitkan/", sellers_steps.issue, name="seller_issue"),
    path("<str:key>/langkah/<int:number>/kesampingkan/", sellers_steps.dismiss, name="seller_dismiss"),
    path("<str:key>/langkah/<int:number>/daftarkan/", sellers_steps.list_again, name="seller_list_again"),
    path("<str:key>/langkah/<int:number>/cabut/", sellers_steps.end, name="seller_end"),
    path("<str:key>/langkah/<int:number>/keberatan/", sellers_steps.appeal, name="seller_appeal"),
]
