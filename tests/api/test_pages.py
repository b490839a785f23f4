"""Lists in parts: everything once, and cursors that are good for nothing else."""

import pytest

from tests.api.conftest import World, make_dispatch
from tests.factories import make_order


def test_pages_give_every_item_once_and_end(world: World) -> None:
    orders = {world.order.key} | {make_order(world.parties["ministry"], digest=str(n)).key for n in range(6)}
    seen: list[str] = []
    after = ""
    for _ in range(10):
        got = world["ministry"].get(f"/orders?limit=3&after={after}").json()
        seen += [item["order"] for item in got["items"]]
        if got["next"] is None:
            break
        after = got["next"]
    assert len(seen) == 7
    assert set(seen) == orders


def cursor(world: World, path: str = "/dispatches?limit=1", who: str = "ministry") -> str:
    for _ in range(3):
        make_dispatch(world.parties["ministry"], world.parties["platform"])
    following: str = world[who].get(path).json()["next"]
    return following


def test_a_cursor_tells_nothing_that_could_be_read(world: World) -> None:
    first, second = cursor(world), cursor(world)
    assert first != second
    assert str(world.dispatch.pk) not in (first, second)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("ministry", "/orders?limit=1"),  # another list
        ("ministry", "/dispatches?limit=1&opened=false"),  # other filters
        ("platform", "/dispatches?limit=1"),  # another party
        ("ministry_auditor", "/dispatches?limit=1"),  # another role
    ],
)
def test_a_cursor_does_not_travel(who: str, path: str, world: World) -> None:
    refused = world[who].get(f"{path}&after={cursor(world)}")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: "A" + c[1:], lambda c: "x", lambda c: "%C3%A9"]
)
def test_a_changed_cursor_is_refused(change: object, world: World) -> None:
    refused = world["ministry"].get(f"/dispatches?limit=1&after={change(cursor(world))}")  # type: ignore[operator]
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x"])
def test_a_limit_out_of_bounds_names_the_field(limit: str, world: World) -> None:
    refused = world["ministry"].get(f"/orders?limit={limit}")
    assert [one["at"] for one in refused.json()["errors"]] == ["query.limit"]
