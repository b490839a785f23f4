"""Notices: complete or not composed at all."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tertib.core.deadlines import start
from tertib.core.notices import canonical_bytes, digest
from tertib.errors import NoticeIncomplete
from tertib.vocabulary import PageState, Urgency
from tests.core.notices.samples import (
    CALENDAR,
    CONTACT,
    FACTS,
    LOCATION,
    NOW,
    ORDER,
    POLICY,
    RECIPIENT,
    notice,
)


def test_a_notice_carries_order_place_facts_law_deadline_contact_and_redress() -> None:
    document = notice().document
    assert document["order"]["letter_number"] == "118/PKTN/11/2026"
    assert document["location"]["listing"] == "lapakraya:10442"
    assert document["location"]["as_written"] == "lapakraya.localhost/p/jaket-10442?utm_source=wa"
    assert document["facts"]["state"] == "UP"
    assert document["deadline"]["due_legal"] == "2026-11-25T03:04:05Z"
    assert document["redress"]["seller"]
    assert document["legal"]["policy_digest"] == POLICY.digest


def test_the_provisions_are_those_of_the_day_of_the_notice() -> None:
    keys = [one["key"] for one in notice().document["legal"]["provisions"]]
    assert "permendag-47-2025" in keys
    assert "permendag-40-2022" not in keys


def test_the_day_of_the_law_is_the_day_in_jakarta() -> None:
    eve = datetime(2025, 12, 31, 17, tzinfo=UTC)  # already 2026 in Jakarta
    keys = [one["key"] for one in notice(now=eve).document["legal"]["provisions"]]
    assert "permendag-47-2025" in keys


def test_the_same_parts_give_the_same_digest() -> None:
    assert notice().digest == notice().digest
    assert notice().digest == digest(json.loads(canonical_bytes(notice().document)))


@pytest.mark.parametrize(
    "changed",
    [
        {"location": replace(LOCATION, url="https://lapakraya.localhost/p/jaket-10443")},
        {"order": replace(ORDER, letter_number="119/PKTN/11/2026")},
        {"language": "en"},
        {"now": NOW + timedelta(seconds=1)},
    ],
)
def test_any_other_part_gives_another_digest(changed: dict[str, Any]) -> None:
    assert notice(**changed).digest != notice().digest


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"key": ""}, "its own number"),
        ({"case": " "}, "the case"),
        ({"order": replace(ORDER, authority="")}, "the authority that asks"),
        ({"order": replace(ORDER, letter_number="")}, "the letter's number"),
        ({"order": replace(ORDER, letter_date=None)}, "the letter's date"),
        ({"recipient": replace(RECIPIENT, name="")}, "the recipient"),
        ({"location": replace(LOCATION, listing_id="")}, "the listing on the platform"),
        ({"location": replace(LOCATION, url="")}, "the link"),
        ({"location": replace(LOCATION, as_written="")}, "the link as it was handed in"),
        ({"facts": replace(FACTS, seen_at=None)}, "what was seen at the first look"),
        ({"facts": replace(FACTS, state=PageState.GONE_HARD)}, "close the case as already gone"),
        ({"facts": replace(FACTS, state=PageState.SHOP_GONE)}, "close the case as already gone"),
        ({"contact": replace(CONTACT, office="")}, "the office that answers questions"),
        ({"contact": replace(CONTACT, reply_ways=())}, "a way to reply"),
        ({"language": "de"}, "a language we write"),
        ({"now": datetime(2010, 1, 1, tzinfo=UTC)}, "in force on 2010-01-01"),
    ],
)
def test_a_notice_that_lacks_something_is_not_composed(changed: dict[str, Any], lacking: str) -> None:
    with pytest.raises(NoticeIncomplete, match=lacking):
        notice(**changed)


def test_everything_that_lacks_is_named_at_once() -> None:
    with pytest.raises(NoticeIncomplete) as told:
        notice(order=replace(ORDER, letter_number="", letter_date=None), contact=replace(CONTACT, office=""))
    assert str(told.value).count(";") == 2


@pytest.mark.parametrize("state", [PageState.BLOCKED_US, PageState.LOGIN_WALL, PageState.NOT_FOR_SALE])
def test_a_page_that_we_could_not_see_is_no_reason_not_to_ask(state: PageState) -> None:
    assert notice(facts=replace(FACTS, state=state)).document["facts"]["state"] == state.value


def test_a_proposed_deadline_says_that_it_is_one_in_the_notice_s_language() -> None:
    assert "usulan" in notice().document["deadline"]["source"]
    assert "proposal" in notice(language="en").document["deadline"]["source"]


def test_a_deadline_of_the_order_s_own_keeps_its_source() -> None:
    rule = replace(
        POLICY.deadline(Urgency.NORMAL), key="order-72h", amount=72, source="Surat 118/PKTN/11/2026"
    )
    document = notice(clock=start(rule, NOW, calendar=CALENDAR)).document
    assert document["deadline"]["source"] == "Surat 118/PKTN/11/2026"
    assert document["deadline"]["due_legal"] == "2026-11-27T03:04:05Z"


def test_canonical_bytes_hold_no_space_and_sorted_keys() -> None:
    assert canonical_bytes({"b": 1, "a": {"d": None, "c": "é"}}) == '{"a":{"c":"é","d":null},"b":1}'.encode()


def test_a_notice_names_nobody_who_reported_it() -> None:
    source = (Path(__file__).parents[3] / "src/tertib/core/notices/content.py").read_text(encoding="utf-8")
    assert not {"reporter", "reported_by"} & set(source.split())


def test_a_letter_before_the_law_of_its_day_is_still_dated_as_it_was() -> None:
    old = replace(ORDER, letter_date=date(2024, 2, 29))
    assert notice(order=old).document["order"]["letter_date"] == "2024-02-29"
