"""Addresses of the policy desk."""

from django.urls import path

from tertib.portal import policies, policies_draft, policies_samples, policies_trial

urlpatterns = [
    path("", policies.policies, name="policies"),
    path("konsep/<int:number>/", policies_draft.draft, name="policy_draft"),
    path("konsep/<int:number>/istilah/", policies_draft.new_term, name="policy_new_term"),
    path(
        "konsep/<int:number>/istilah/<slug:term_key>/", policies_draft.change_term, name="policy_change_term"
    ),
    path(
        "konsep/<int:number>/istilah/<slug:term_key>/hapus/",
        policies_draft.drop_term,
        name="policy_drop_term",
    ),
    path("konsep/<int:number>/berkas/<str:name>/", policies_draft.change_file, name="policy_change_file"),
    path("konsep/<int:number>/uji/", policies_trial.trial, name="policy_test"),
    path("konsep/<int:number>/uji/mulai/", policies_trial.ask, name="policy_ask_test"),
    path("konsep/<int:number>/terbitkan/", policies_trial.publish, name="policy_publish"),
    path("konsep/<int:number>/batal/", policies_draft.drop, name="policy_drop_draft"),
    path("<slug:key>/", policies.policy, name="policy"),
    path("<slug:key>/konsep-baru/", policies_draft.start, name="policy_start_draft"),
    path("<slug:key>/kembalikan/", policies.roll_back, name="policy_roll_back"),
    path("<slug:key>/versi/<int:number>/", policies.version, name="policy_version"),
    path("<slug:key>/istilah/", policies.terms, name="policy_terms"),
    path("<slug:key>/istilah/<slug:term_key>/", policies.term, name="policy_term"),
    path("<slug:key>/sampel/", policies_samples.samples, name="policy_samples"),
    path("<slug:key>/sampel/<int:number>/keluarkan/", policies_samples.take_out, name="policy_take_out"),
]
