"""Addresses of the policy desk."""

from django.urls import path

from tertib.portal.policies import draft, pages, samples, trial

urlpatterns = [
    path("", pages.policies, name="policies"),
    path("konsep/<int:number>/", draft.draft, name="policy_draft"),
    path("konsep/<int:number>/istilah/", draft.new_term, name="policy_new_term"),
    path("konsep/<int:number>/istilah/<slug:term_key>/", draft.change_term, name="policy_change_term"),
    path(
        "konsep/<int:number>/istilah/<slug:term_key>/hapus/",
        draft.drop_term,
        name="policy_drop_term",
    ),
    path("konsep/<int:number>/berkas/<str:name>/", draft.change_file, name="policy_change_file"),
    path("konsep/<int:number>/uji/", trial.trial, name="policy_test"),
    path("konsep/<int:number>/uji/mulai/", trial.ask, name="policy_ask_test"),
    path("konsep/<int:number>/terbitkan/", trial.publish, name="policy_publish"),
    path("konsep/<int:number>/batal/", draft.drop, name="policy_drop_draft"),
    path("<slug:key>/", pages.policy, name="policy"),
    path("<slug:key>/konsep-baru/", draft.start, name="policy_start_draft"),
    path("<slug:key>/kembalikan/", pages.roll_back, name="policy_roll_back"),
    path("<slug:key>/versi/<int:number>/", pages.version, name="policy_version"),
    path("<slug:key>/istilah/", pages.terms, name="policy_terms"),
    path("<slug:key>/istilah/<slug:term_key>/", pages.term, name="policy_term"),
    path("<slug:key>/sampel/", samples.samples, name="policy_samples"),
    path("<slug:key>/sampel/<int:number>/keluarkan/", samples.take_out, name="policy_take_out"),
]
