"""The hidden words of a campaign: detection's tables know none of them, and the old ones stand there."""

import pyarrow as pa
import pytest

from tertib.core.detection.matcher import scan
from tertib.core.detection.rules.model import Field
from tertib.core.detection.run import compile_policy
from tertib.core.policies import SHIPPED_POLICIES
from tertib.sandbox.campaign.words import HIDDEN, WORDS
from tertib.sandbox.campaign.writing import WAYS, disguised

POLICY = compile_policy(SHIPPED_POLICIES / "pakaian-bekas-impor")


@pytest.mark.parametrize("field", list(POLICY.words))
def test_no_hidden_word_is_in_any_table_of_detection_not_even_as_a_disguise(field: Field):
    texts = [*HIDDEN, *(word.replace(" ", "") for word in HIDDEN)]
    hits = scan(pa.array(texts, pa.string()), POLICY.words[field].lexicon)
    assert {texts[row] for row in hits.row.tolist()} == set()


def test_hidden_words_are_many_and_each_stands_once():
    assert len(HIDDEN) == len(set(HIDDEN)) >= 30


def test_every_old_word_is_one_that_detection_knows():
    old = [*WORDS["old_words"], *WORDS["old_bales"]]
    hits = scan(pa.array(old, pa.string()), POLICY.words[Field.TITLE].lexicon)
    assert {old[row] for row in hits.row.tolist()} == set(old)


def test_each_disguise_changes_the_first_part_of_the_word_and_leaves_the_rest():
    for way in range(len(WAYS)):
        hidden = disguised("Second Import", way)
        assert hidden.endswith(" Import")
        assert not hidden.lower().startswith("second ")
