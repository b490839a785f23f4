"""Statements of reasons in the fields of the EU transparency database, v2: checked, and exported.

The code lists in `tdb_v2.json` are that database's public lists, unchanged. We carry five fields more
(`EXTRA_FIELDS`), because a reader of a takedown needs them and the database has no place for them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

CODES: Mapping[str, frozenset[str]] = {
    name: frozenset(codes)
    for name, codes in json.loads(Path(__file__).with_name("tdb_v2.json").read_text(encoding="utf-8")).items()
}

DECISIONS = (
    CODES["DECISION_VISIBILITIES"]
    | CODES["DECISION_MONETARIES"]
    | CODES["DECISION_PROVISIONS"]
    | CODES["DECISION_ACCOUNTS"]
)
AUTHORITY_ORDER = (
    "AUTHORITY_ORDER"  # a source that the database does not know; exported as another notification
)
OTHER_NOTIFICATION = "SOURCE_TYPE_OTHER_NOTIFICATION"

ONE_OF = {
    "decision_monetary": "DECISION_MONETARIES",
    "decision_provision": "DECISION_PROVISIONS",
    "decision_account": "DECISION_ACCOUNTS",
    "account_type": "ACCOUNT_TYPES",
    "decision_ground": "DECISION_GROUNDS",
    "category": "STATEMENT_CATEGORIES",
    "source_type": "SOURCE_TYPES",
    "automated_decision": "AUTOMATED_DECISIONS",
}
SOME_OF = {
    "decision_visibility": "DECISION_VISIBILITIES",
    "content_type": "CONTENT_TYPES",
    "category_addition": "STATEMENT_CATEGORIES",
    "category_specification": "KEYWORDS",
}
YES_NO = ("automated_detection", "incompatible_content_illegal")
DAYS = (
    *("content_date", "application_date", "end_date_visibility_restriction", "end_date_monetary_restriction"),
    *("end_date_service_restriction", "end_date_account_restriction"),
)
MAX_CHARS = {
    "puid": 500,
    "decision_facts": 5_000,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2_000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2_000,
    "decision_visibility_other": 500,
    "decision_monetary_other": 500,
    "content_type_other": 500,
    "category_specification_other": 500,
    "source_identity": 500,
    "decision_ground_reference_url": 500,
    "content_language": 2,
}
REQUIRED = (
    *("decision_ground", "content_type", "category", "territorial_scope", "content_date", "application_date"),
    *("decision_facts", "source_type", "automated_detection", "automated_decision", "puid"),
)
OTHER_TEXT = {
    "DECISION_VISIBILITY_OTHER": ("decision_visibility", "decision_visibility_other"),
    "DECISION_MONETARY_OTHER": ("decision_monetary", "decision_monetary_other"),
    "CONTENT_TYPE_OTHER": ("content_type", "content_type_other"),
    "KEYWORD_OTHER": ("category_specification", "category_specification_other"),
}
GROUND_PAIRS = {
    "DECISION_GROUND_ILLEGAL_CONTENT": ("illegal_content_legal_ground", "illegal_content_explanation"),
    "DECISION_GROUND_INCOMPATIBLE_CONTENT": (
        "incompatible_content_ground",
        "incompatible_content_explanation",
    ),
}
EXTRA_FIELDS = frozenset({"order_id", "listing_url", "application_at", "amends", "appeal_result"})
KNOWN = frozenset(
    {*ONE_OF, *SOME_OF, *YES_NO, *DAYS, *MAX_CHARS, *EXTRA_FIELDS, "territorial_scope", "content_id"}
)
PUID = re.compile(r"[A-Za-z0-9_-]{1,500}")
COUNTRY = re.compile(r"[A-Z]{2}")
EAN_13 = re.compile(r"\d{13}")
MAX_EXTRA_CHARS = 2_000

Mistake = tuple[str, str]


def statement_mistakes(statement: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Every field of a statement that is missing or wrong, each with its mend; empty if it is in order.

    Rules and limits are the database's own. `source_type` may also be `AUTHORITY_ORDER`;
    `territorial_scope` may hold any two-letter country, since the law here is not the Union's.
    """
    return (*_missing(statement), *_wrong(statement))


def statement_to_tdb(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The same statement as the database takes it: our extra fields dropped, our extra source mapped."""
    exported = {
        key: value for key, value in statement.items() if key not in EXTRA_FIELDS and value is not None
    }
    if exported.get("source_type") == AUTHORITY_ORDER:
        exported["source_type"] = OTHER_NOTIFICATION
    return exported


def _missing(statement: Mapping[str, Any]) -> Iterator[Mistake]:
    for field in REQUIRED:
        if statement.get(field) in (None, "", []):
            yield field, "is required; add it"
    families = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
    if not any(statement.get(family) for family in families):
        yield (
            "decision_visibility",
            f"at least one of {', '.join(families)} is required; add what was decided",
        )
    for field in GROUND_PAIRS.get(str(statement.get("decision_ground")), ()):
        if not statement.get(field):
            yield field, f"is required with {statement['decision_ground']}; add it"
    for code, (field, text) in OTHER_TEXT.items():
        if code in _listed(statement.get(field)) and not statement.get(text):
            yield text, f"is required with {code}; say what it is"


def _wrong(statement: Mapping[str, Any]) -> Iterator[Mistake]:
    for field, value in statement.items():
        if field not in KNOWN:
            yield field, "is no field of a statement of reasons; take it out"
        elif value is None:
            continue
        elif said := _said_of(field, value):
            yield field, said


def _said_of(field: str, value: Any) -> str | None:
    if field in ONE_OF:
        allowed = CODES[ONE_OF[field]]
        ours = field == "source_type" and value == AUTHORITY_ORDER
        if not ours and not (isinstance(value, str) and value in allowed):
            return (
                f"{value!r} is no code of {ONE_OF[field]}; use one of {', '.join(sorted(allowed)[:4])}, ..."
            )
    elif field in SOME_OF:
        allowed = CODES[SOME_OF[field]]
        if not isinstance(value, list) or not allowed.issuperset(map(str, value)):
            return f"must be a list of codes of {SOME_OF[field]}, such as [{min(allowed)!r}]"
    elif field in YES_NO:
        if value not in ("Yes", "No"):
            return f"is {value!r}; write Yes or No"
    elif field in DAYS:
        return None if _is_day(value) else f"is {value!r}; write a day such as 2026-11-24"
    elif field == "territorial_scope":
        if not isinstance(value, list) or not all(COUNTRY.fullmatch(str(one)) for one in value):
            return "must be a list of two-letter countries, such as ['ID']"
    elif field == "puid":
        if not PUID.fullmatch(str(value)):
            return "may hold only letters, digits, - and _, at most 500"
    elif field == "content_id":
        if (
            not isinstance(value, Mapping)
            or set(value) != {"EAN-13"}
            or not EAN_13.fullmatch(str(value["EAN-13"]))
        ):
            return 'must be an object with the one key "EAN-13" and its 13 digits'
    elif field in EXTRA_FIELDS and (not isinstance(value, str) or len(value) > MAX_EXTRA_CHARS):
        return f"must be a text of at most {MAX_EXTRA_CHARS} characters"
    elif field in MAX_CHARS and (not isinstance(value, str) or len(value) > MAX_CHARS[field]):
        return f"must be a text of at most {MAX_CHARS[field]} characters"
    return None


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == len("2026-11-24") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
