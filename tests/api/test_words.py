"""New words over the API: those in force alone, as a file that any member can take in."""

import pytest

from tertib.actions.terms import new_words
from tertib.core.terms.exchange import read_words
from tertib.store.models import PolicyVersion
from tertib.vocabulary import PolicyState
from tests.api.conftest import World
from tests.factories import NOW, POLICY, make_word
from tests.policy_desk import make_desk

pytestmark = pytest.mark.django_db


def test_words_in_force_are_given_to_every_member_in_the_form_that_offices_exchange(world: World) -> None:
    desk = make_desk("kantor-kata")
    first = new_words.accept(desk.editor, make_word(sellers=8), now=NOW)
    new_words.accept(desk.approver, make_word("kelambatan"), now=NOW)
    make_word("menunggu")
    assert first.draft is not None
    PolicyVersion.objects.filter(pk=first.draft.pk).update(state=PolicyState.LIVE)
    answer = world["platform"].call("GET", "/words")
    assert answer.status_code == 200
    file = read_words(answer.content)
    assert [(word.term, word.sellers) for word in file.words] == [("molenan", 8)]
    assert file.by == desk.office.name  # who accepted it, not who asks
    assert b"thrift" not in answer.content
    assert read_words(world["hub"].call("GET", f"/words?policy={POLICY}").content).words
    assert read_words(world["hub"].call("GET", "/words?policy=lain").content).words == ()
