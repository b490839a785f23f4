"""What platforms said beside what we saw, over the API."""

from tests.api.conftest import World


def test_a_line_has_the_figures_of_its_platform(world: World) -> None:
    found = world["ministry"].get("/figures/claims").json()
    (line,) = found["platforms"]
    by_platform = world["ministry"].get("/figures/by/platform").json()["rows"]
    figures = next(row["counts"] for row in by_platform if row["key"] == line["platform"])
    assert line["counts"] and line["counts"] == {key: figures[key] for key in line["counts"]}
    assert found["whole"] == line["counts"]
    assert found["is_coarse"] is False


def test_too_few_claims_have_no_delays(world: World) -> None:
    (line,) = world["ministry"].get("/figures/claims").json()["platforms"]
    assert line["counts"]["claimed"] < 10
    assert line["delays"] is None and line["rest"] is None


def test_a_small_number_is_null_for_a_public_body(world: World) -> None:
    found = world["public_body"].get("/figures/claims").json()
    assert found["is_coarse"] is True
    assert all(line["counts"] is None and line["delays"] is None for line in found["platforms"])


def test_another_policy_has_no_lines(world: World) -> None:
    assert world["ministry"].get("/figures/claims?policy=other").json()["platforms"] == []
