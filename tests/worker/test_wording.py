"""WORDS: the worker looks for new words by night and when asked, and keeps them once."""

from pathlib import Path

import pytest

from tertib.actions.terms import new_words
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.site.clock import wall
from tertib.store.models import Outbox, WordCandidate
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.wording import find_next
from tests.factories import NOW, POLICY
from tests.market import market

pytestmark = pytest.mark.django_db


def test_the_worker_finds_the_words_that_it_was_asked_for(tmp_path: Path) -> None:
    market("molenan")
    new_words.ask_nightly(now=NOW)
    context = Context(
        worker="one",
        clock=lambda: NOW,
        wall=wall,
        files=Files(str(tmp_path / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
    )
    assert find_next(context) == 1
    assert WordCandidate.objects.filter(policy=POLICY, term="molenan").count() == 1
    assert Outbox.objects.get(errand=Errand.WORDS).done_at is not None
