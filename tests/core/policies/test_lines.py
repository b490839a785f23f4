"""Finding the line of a value in a TOML file."""

import pytest

from tertib.core.policies.lines import Place, line_of

TEXT = '''id = "x"

[name]
id = "a"
en = """
id = "not a key"
"""

[[rung]]
key = "one"

[[rung]]
name.en = "two"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 1),
        (("name",), 3),
        (("name", "id"), 4),
        (("name", "en"), 5),
        (("rung", 0, "key"), 10),
        (("rung", 1, "name"), 13),
        (("rung", 1, "name", "en"), 13),
        (("rung", 1, "period"), 12),  # missing: its table is where it belongs
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_a_value_is_found_or_else_the_table_where_it_belongs(place: Place, line: int) -> None:
    assert line_of(TEXT, place) == line
