"""Check before you post over the API: what is said, what is never said, and that nothing is kept."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tertib.api.check import CHECKS
from tests.api.conftest import Program, World

pytestmark = pytest.mark.django_db
STRANGER = Program(None)
USED = {"title": "Jaket thrift korea import, 1 bal segel", "price": 150_000}


def check(body: dict[str, Any], *, status: int = 200, language: str = "en") -> Any:
    response = STRANGER.call("POST", "/check", body, headers={"Accept-Language": language})
    assert response.status_code == status, response.content[:500]
    return response.json()


def under(answer: Any, policy: str = "pakaian-bekas-impor", index: int = 0) -> Any:
    return next(one for one in answer["items"][index]["policies"] if one["policy"] == policy)


def test_a_text_is_checked_under_every_live_policy_those_with_a_look_first(still_clock: None) -> None:
    answer = check(USED)
    policies = [one["policy"] for one in answer["items"][0]["policies"]]
    assert policies[0] == "pakaian-bekas-impor"
    assert sorted(policies) == ["kosmetik-tanpa-izin-edar", "minyakita-het", "pakaian-bekas-impor"]
    assert [one["outcome"] for one in answer["items"][0]["policies"]] == ["look", "nothing", "nothing"]


def test_each_word_has_its_place_its_meaning_and_its_company(still_clock: None) -> None:
    points = under(check(USED))["points"]
    for point in points:
        if point["text"] is not None:
            assert USED[point["field"]][point["start"] : point["end"]] == point["text"]  # type: ignore[index]
            assert point["meaning"]
    imported = next(point for point in points if point["text"] == "import")
    assert imported["speaks_for"] == ["imported"]
    assert imported["company"]


def test_advice_is_given_for_what_was_read_in_the_callers_language(still_clock: None) -> None:
    advice = {one["key"]: one["advice"] for one in under(check(USED))["questions"]}
    assert advice["imported"].startswith("Say where the goods come from")
    indonesian = {one["key"]: one["advice"] for one in under(check(USED, language="id"))["questions"]}
    assert indonesian["imported"].startswith("Tulis dari mana barangnya")
    calm = under(check({"title": "Kemeja batik baru, produksi sendiri, ukuran S M L"}))
    assert calm["outcome"] == "nothing"
    assert not any(one["advice"] for one in calm["questions"])
    assert any(point["against"] == ["used"] for point in calm["points"])


def test_neither_weights_nor_scores_nor_how_a_hidden_word_was_read_are_told(still_clock: None) -> None:
    for title in (USED["title"], "Jaket thr1ft", "Jaket t.h.r.i.f.t", "Jaket ｔｈｒｉｆｔ"):
        said = json.dumps(under(check({"title": title})) | {"name": "", "policy_reference": ""}).lower()
        for word in ("weight", "score", "band", "disguise", "hidden", "terms.", "illegal", "strong"):
            assert word not in said, (title, word)
    plain = next(p for p in under(check({"title": "Jaket thrift"}))["points"] if p["text"] == "thrift")
    hidden = next(p for p in under(check({"title": "Jaket thr1ft"}))["points"] if p["text"] == "thr1ft")
    assert hidden | {"text": ""} == plain | {"text": ""}


def test_one_policy_can_be_asked_alone_and_twenty_listings_at_once(still_clock: None) -> None:
    answer = check({"policy": "minyakita-het", "listings": [{"title": f"Barang {n}"} for n in range(20)]})
    assert [item["index"] for item in answer["items"]] == list(range(20))
    assert all([one["policy"] for one in item["policies"]] == ["minyakita-het"] for item in answer["items"])
    assert check({"listings": [{"title": "x"}] * 21}, status=422)["code"] == "bad_input"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"listings": []},
        {"title": "a", "listings": [{"title": "b"}]},
        {"title": "a", "price": -1},
        {"title": "a" * 501},
        {"title": "a", "colour": "red"},
        {"title": "a", "policy": "tidak-ada"},
        {"title": "a", "description": "x" * 10_001},
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_reason(body: dict[str, Any], still_clock: None) -> None:
    said = check(body, status=422)
    assert said["code"] == "bad_input"
    assert said["detail"] or said["errors"]


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script> jaket thrift",
        "\u202etfirht\u202c jaket thrift \u2066import\u2069",
        "🧥" * 250 + " thrift jaket",
        "jaket" + "\u0301" * 400,
        "' OR 1=1 -- jaket bekas",
        "%s {0} {{ 1 }} jaket bekas",
        "\u200b" * 500,
    ],
)
def test_hostile_texts_are_read_like_any_other(title: str, still_clock: None) -> None:
    for point in under(check({"title": title, "description": title * 10}))["points"]:
        if point["field"] == "title":
            assert title[point["start"] : point["end"]] == point["text"]


def test_nothing_of_a_text_is_written_to_the_database(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        check({**USED, "description": "kalimat-yang-tak-boleh-tersimpan"})
    for query in seen.captured_queries:
        sql = query["sql"]
        assert "kalimat-yang-tak" not in sql
        assert "thrift" not in sql
        if not sql.lstrip().upper().startswith("SELECT"):
            assert "store_" not in sql, sql


def test_calls_beyond_the_limit_are_put_off_and_say_until_when(still_clock: None) -> None:
    cache.clear()
    for _ in range(CHECKS):
        check({"title": "Barang"})
    refused = STRANGER.call("POST", "/check", {"title": "Barang"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 60
