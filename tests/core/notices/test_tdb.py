"""Statements of reasons: the database's codes and rules, and what is exported."""

import json
from pathlib import Path
from typing import Any

import pytest

from tertib.core.notices import statement_mistakes, statement_to_tdb
from tertib.core.notices.tdb import CODES, EXTRA_FIELDS

EXAMPLE = Path(__file__).parents[3] / "src/tertib/schemas/examples/reply-1-acted.json"
STATEMENT: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))["statement_of_reasons"]


def test_the_code_lists_are_the_database_s_of_version_2() -> None:
    assert {name: len(codes) for name, codes in CODES.items()} == {
        "ACCOUNT_TYPES": 2,
        "SOURCE_TYPES": 4,
        "CONTENT_TYPES": 8,
        "AUTOMATED_DETECTIONS": 2,
        "AUTOMATED_DECISIONS": 3,
        "DECISION_GROUNDS": 2,
        "INCOMPATIBLE_CONTENT_ILLEGALS": 2,
        "DECISION_VISIBILITIES": 7,
        "DECISION_MONETARIES": 3,
        "DECISION_PROVISIONS": 4,
        "DECISION_ACCOUNTS": 2,
        "STATEMENT_CATEGORIES": 16,
        "KEYWORDS": 69,
    }


def test_a_statement_in_order_has_no_mistakes() -> None:
    assert statement_mistakes(STATEMENT) == ()


def test_the_export_drops_our_fields_and_maps_our_source() -> None:
    exported = statement_to_tdb(STATEMENT)
    assert not EXTRA_FIELDS & set(exported)
    assert exported["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert statement_mistakes(exported) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decision_visibility": None}, "decision_visibility"),
        ({"decision_visibility": ["REMOVED"]}, "decision_visibility"),
        ({"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}, "decision_visibility_other"),
        ({"illegal_content_legal_ground": ""}, "illegal_content_legal_ground"),
        ({"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"}, "incompatible_content_ground"),
        ({"illegal_content_explanation": "x" * 2001}, "illegal_content_explanation"),
        ({"category": "CLOTHES"}, "category"),
        ({"category_specification": ["KEYWORD_OTHER"]}, "category_specification_other"),
        ({"content_type": ["CONTENT_TYPE_OTHER"]}, "content_type_other"),
        ({"content_date": "24-11-2026"}, "content_date"),
        ({"content_date": "2026-11-24T00:00:00Z"}, "content_date"),
        ({"decision_facts": "x" * 5001}, "decision_facts"),
        ({"automated_detection": "no"}, "automated_detection"),
        ({"puid": "a b"}, "puid"),
        ({"territorial_scope": "ID"}, "territorial_scope"),
        ({"territorial_scope": ["indonesia"]}, "territorial_scope"),
        ({"source_type": "POLICE"}, "source_type"),
        ({"seller_name": "x"}, "seller_name"),
        ({"category": ["x"]}, "category"),
        ({"content_id": {"sku": "1"}}, "content_id"),
        ({"order_id": {"deep": []}}, "order_id"),
    ],
)
def test_a_wrong_field_is_named(changed: dict[str, Any], field: str) -> None:
    assert field in dict(statement_mistakes({**STATEMENT, **changed}))


@pytest.mark.parametrize(
    "field", ["category", "decision_facts", "puid", "automated_decision", "content_type"]
)
def test_a_required_field_is_missed(field: str) -> None:
    left = {key: value for key, value in STATEMENT.items() if key != field}
    assert dict(statement_mistakes(left)) == {field: "is required; add it"}


def test_a_monetary_decision_alone_is_a_decision() -> None:
    statement = {
        **STATEMENT,
        "decision_visibility": None,
        "decision_monetary": "DECISION_MONETARY_SUSPENSION",
    }
    assert statement_mistakes(statement) == ()
