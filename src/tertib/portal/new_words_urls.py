"""Addresses of the desk of new words."""

from django.urls import path

from tertib.portal import new_words, shared_words, stopped_words

urlpatterns = [
    path("", new_words.new_words, name="new_words"),
    path("bagikan/", shared_words.shared_words, name="shared_words"),
    path("bagikan/berkas/", shared_words.shared_words_file, name="shared_words_file"),
    path("berhenti/", stopped_words.stopped_words, name="stopped_words"),
    path("<int:number>/", new_words.new_word, name="new_word"),
]
