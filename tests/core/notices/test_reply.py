"""Replies in the form reply-1."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tertib.core.notices import Acted, parse_reply
from tertib.errors import ReplyRefused
from tertib.vocabulary import ActedOn

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
ACTED: dict[str, Any] = {
    "schema": "reply-1",
    "id": "lr-1",
    "notice": "N-7K3M9QXD2A4B",
    "kind": "acted",
    "acted": {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": "2026-11-24T06:12:40Z"},
}


def mistakes(raw: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ReplyRefused) as refused:
        parse_reply(raw, now=NOW)
    return dict(refused.value.mistakes)


def test_a_reply_says_what_was_done_on_what_and_when() -> None:
    reply = parse_reply(ACTED, now=NOW)
    assert reply.about == Acted(
        ActedOn.LISTING, "DECISION_VISIBILITY_CONTENT_REMOVED", datetime(2026, 11, 24, 6, 12, 40, tzinfo=UTC)
    )


def test_a_time_of_another_zone_is_kept_in_utc() -> None:
    local = {**ACTED, "acted": {**ACTED["acted"], "at": "2026-11-24T13:12:40+07:00"}}
    assert parse_reply(local, now=NOW).as_document()["acted"]["at"] == "2026-11-24T06:12:40Z"


def test_a_clock_that_runs_five_minutes_ahead_is_forgiven_and_no_more() -> None:
    ahead = (NOW + timedelta(minutes=5)).isoformat()
    reply = parse_reply({**ACTED, "acted": {**ACTED["acted"], "at": ahead}}, now=NOW)
    assert reply.as_document()["acted"]["at"] == "2026-11-24T07:05:00Z"
    later = (NOW + timedelta(minutes=5, seconds=1)).isoformat()
    assert "lies in the future" in mistakes({**ACTED, "acted": {**ACTED["acted"], "at": later}})["acted.at"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"id": ""}, "id", "letters, digits"),
        ({"id": "a" * 501}, "id", "1 to 500"),
        ({"id": "lr-1\n"}, "id", "letters, digits"),
        ({"notice": "7K3M"}, "notice", "such as N-"),
        ({"schema": "reply-2"}, "schema", 'write "reply-1"'),
        ({"kind": "done"}, "kind", "write one of acted, refused"),
        ({"acted": None}, "acted", "is missing"),
        ({"acted": {"on": "page"}}, "acted.on", "listing, shop, account"),
        ({"acted": {**ACTED["acted"], "what": "REMOVED"}}, "acted.what", "no decision code"),
        ({"acted": {**ACTED["acted"], "at": "2026-11-24"}}, "acted.at", "no moment"),
        ({"acted": {**ACTED["acted"], "at": "2026-11-24T06:12:40"}}, "acted.at", "has no zone"),
        ({"acted": {**ACTED["acted"], "by": "x"}}, "acted.by", "take it out"),
        ({"refused": {"ground": "a", "explanation": "b"}}, "refused", "does not fit kind acted"),
        ({"operator": "x"}, "operator", "take it out"),
        ({"amends": "a b"}, "amends", "earlier reply"),
        ({"statement_of_reasons": []}, "statement_of_reasons", "must be an object"),
        ({"statement_of_reasons": {"puid": "x"}}, "statement_of_reasons.category", "is required"),
    ],
)
def test_a_wrong_field_is_named_with_its_mend(changed: dict[str, Any], field: str, said: str) -> None:
    assert said in mistakes({**ACTED, **changed})[field]


def test_all_wrong_fields_are_named_at_once() -> None:
    assert {"id", "notice", "acted.on", "acted.what", "acted.at"} <= set(
        mistakes({"id": "", "notice": "", "kind": "acted", "acted": {}})
    )


def test_words_that_are_too_long_are_refused_not_cut() -> None:
    long = {
        "id": "a",
        "notice": "N-7K3M",
        "kind": "refused",
        "refused": {"ground": "g", "explanation": "x" * 2001},
    }
    assert "at most 2000" in mistakes(long)["refused.explanation"]
