"""The reference page says what the API does."""

import re
from pathlib import Path

from tertib.api import front, keys, notices
from tests.api.test_walk import DESCRIBED

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")


def test_the_page_lists_every_operation_and_whether_it_needs_a_key() -> None:
    listed = dict(re.findall(r"^\| `((?:GET|POST) [^`]+)` \|.*\| (yes|no) \|$", PAGE, re.MULTILINE))
    assert listed == {name: "yes" if "security" in one else "no" for name, one in DESCRIBED.items()}


def test_the_page_names_every_status_that_is_documented() -> None:
    listed = {int(status) for status in re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE)}
    documented = {
        int(status) for one in DESCRIBED.values() for status in one["responses"] if int(status) >= 400
    }
    assert listed == documented | {405}


def test_the_limits_on_the_page_are_the_limits_in_the_code() -> None:
    limits = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE.split("## Limits")[1], re.MULTILINE))
    assert limits["calls with one key"] == f"{keys.KEY_CALLS} a minute"
    assert limits["calls without a key, from one address"] == f"{keys.STRANGER_CALLS} a minute"
    assert limits["wrong keys, from one address"] == f"{keys.WRONG_KEYS} a minute"
    assert limits["reports, from one address"] == f"{keys.REPORTS} an hour"
    assert limits["replies in one call"] == str(notices.MOST_REPLIES)
    assert (
        limits["body"]
        == f"{front.MAX_BODY_BYTES // 2**20} MB; of an order {front.MAX_ORDER_BYTES // 2**20} MB"
    )
