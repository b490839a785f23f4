"""Addresses of the desk of new words."""

from django.urls import path

from tertib.portal import new_words, stopped_words

urlpatterns = [
    path("", new_words.new_words, name="new_words"),
    path("berhenti/", stopped_words.stopped_words, name="stopped_words"),
    path("<int:number>/", new_words.new_word, name="new_word"),
]
