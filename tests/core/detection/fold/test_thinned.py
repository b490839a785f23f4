"""The way back into a buffer from which bytes were taken out, held against the plain arrays of places."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.detection.fold.thinned import Thinned


@given(st.lists(st.booleans(), max_size=80))
def test_it_leads_back_and_forth_as_the_places_themselves_do(stays: list[bool]) -> None:
    kept = np.array(stays, dtype=np.bool_)
    thinned = Thinned.of(np.flatnonzero(~kept))
    places = np.flatnonzero(kept)
    assert thinned.back(np.arange(len(places))).tolist() == places.tolist()
    assert thinned.back(np.array([len(places)])).tolist() == [len(stays)]
    asked = np.arange(len(stays) + 1)
    assert thinned.forth(asked).tolist() == np.searchsorted(places, asked).tolist()
