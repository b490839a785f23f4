"""Addresses of the desk of new words."""

from django.urls import path

from tertib.portal.new_words import pages, shared, stopped

urlpatterns = [
    path("", pages.new_words, name="new_words"),
    path("bagikan/", shared.shared_words, name="shared_words"),
    path("bagikan/berkas/", shared.shared_words_file, name="shared_words_file"),
    path("berhenti/", stopped.stopped_words, name="stopped_words"),
    path("<int:number>/", pages.new_word, name="new_word"),
]
