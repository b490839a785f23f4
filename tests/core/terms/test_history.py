"""Terms that are looked for in a title's words all at once: what asking for each of them would find."""

from hypothesis import given
from hypothesis import strategies as st

from tertib.core.terms.history import Sought, holds

WORDS = st.lists(st.sampled_from(["bal", "segel", "import", "baju", "kode"]), max_size=8).map(tuple)
TERMS = st.sets(
    st.lists(st.sampled_from(["bal", "segel", "import"]), min_size=1, max_size=3).map(tuple), max_size=6
)


@given(words=WORDS, terms=TERMS)
def test_all_terms_are_found_where_each_by_itself_is(words: tuple[str, ...], terms: set[tuple[str, ...]]):
    each = {(holds(words, term), term) for term in terms if holds(words, term) >= 0}
    assert set(Sought(terms).within(words)) == each


def test_no_terms_find_nothing():
    assert Sought([]).within(("bal", "segel")) == []
