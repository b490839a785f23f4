"""The published schemas, their examples, and that the code agrees with them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tertib.core.notices import parse_reply
from tertib.core.notices.tdb import DECISIONS
from tertib.errors import ReplyRefused
from tertib.vocabulary import (
    ActedOn,
    AskedAction,
    CannotExecute,
    DeadlineUnit,
    LegalStanding,
    LegalZone,
    PageState,
    ReplyChannel,
    ReplyKind,
    Urgency,
)
from tests.core.notices.samples import notice

FOLDER = Path(__file__).parents[2] / "src/tertib/schemas"
EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


VALIDATORS = {
    name: Draft202012Validator(read(FOLDER / f"{name}.json")) for name in ("notice-1", "reply-1", "words-1")
}


def schema_of(path: Path) -> str:
    return next(name for name in VALIDATORS if path.stem.removeprefix("bad-").startswith(name))


@pytest.mark.parametrize("name", VALIDATORS)
def test_a_schema_is_itself_in_order(name: str) -> None:
    Draft202012Validator.check_schema(read(FOLDER / f"{name}.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_good_examples_are_valid_and_bad_ones_are_not(path: Path) -> None:
    assert VALIDATORS[schema_of(path)].is_valid(read(path)) is not path.stem.startswith("bad-")


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if "reply-1" in path.stem], ids=lambda path: path.stem
)
def test_the_code_reads_the_replies_that_the_schema_allows_and_no_others(path: Path) -> None:
    if path.stem.startswith("bad-"):
        with pytest.raises(ReplyRefused):
            parse_reply(read(path), now=NOW)
    else:
        assert parse_reply(read(path), now=NOW).as_document() == read(path)


def test_the_example_is_what_the_code_composes() -> None:
    assert read(FOLDER / "examples/notice-1.json") == notice().document
    assert read(FOLDER / "examples/notice-1-en.json") == notice(language="en").document


def test_the_schemas_know_the_words_of_the_vocabulary() -> None:
    asked = read(FOLDER / "notice-1.json")["properties"]
    deadline = asked["deadline"]["properties"]
    assert deadline["urgency"]["enum"] == list(Urgency)
    assert deadline["unit"]["enum"] == list(DeadlineUnit)
    assert deadline["zone"]["enum"] == list(LegalZone)
    assert deadline["standing"]["enum"] == list(LegalStanding)
    assert asked["asked"]["properties"]["action"]["enum"] == list(AskedAction)
    ways = asked["contact"]["properties"]["reply_ways"]["items"]["properties"]
    assert ways["channel"]["enum"] == list(ReplyChannel)
    gone = {PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE}
    assert set(asked["facts"]["properties"]["state"]["enum"]) == set(PageState) - gone


def test_the_reply_schema_knows_the_words_and_codes() -> None:
    parts = read(FOLDER / "reply-1.json")["properties"]
    assert parts["kind"]["enum"] == list(ReplyKind)
    acted = parts["acted"]["oneOf"][1]["properties"]
    assert acted["on"]["enum"] == list(ActedOn)
    assert set(acted["what"]["enum"]) == DECISIONS
    assert parts["cannot_execute"]["oneOf"][1]["properties"]["why"]["enum"] == list(CannotExecute)


def test_every_field_of_the_formats_is_described() -> None:
    def undescribed(schema: Any, path: str) -> list[str]:
        found = []
        for name, part in schema.get("properties", {}).items():
            if not {"description", "enum", "const"} & set(part):
                found.append(f"{path}.{name}")
            found += undescribed(part, f"{path}.{name}")
        return found

    assert undescribed(read(FOLDER / "notice-1.json"), "notice-1") == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["on", "what", "at", "x"]), inner)
    ),
    max_leaves=6,
)
parts = st.one_of(
    anything,
    st.dictionaries(
        st.sampled_from(["on", "what", "at", "ground", "explanation", "why", "question"]), anything
    ),
    st.dictionaries(
        st.sampled_from(["category", "content_type", "puid", "source_type", "content_id"]), anything
    ),
)


@given(
    st.dictionaries(
        st.sampled_from(
            [*ReplyKind, "schema", "id", "notice", "statement_of_reasons", "amends", "other"],
        ).map(str),
        parts,
    ),
    st.sampled_from([*ReplyKind, "other"]).map(str),
)
def test_whatever_is_sent_is_read_or_refused_with_its_fields(raw: dict[str, Any], kind: str) -> None:
    refused: tuple[tuple[str, str], ...] = ()
    try:
        parse_reply({**raw, "kind": kind}, now=NOW)
    except ReplyRefused as refusal:
        refused = refusal.mistakes
    assert refused or VALIDATORS["reply-1"].is_valid({**raw, "kind": kind})
