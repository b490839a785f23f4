"""The whole journey on the real system: two hundred links from the list to the verdict, held against the known truth.

Every program is a process of its own. The list goes in by the pages, people approve there, the sandbox's staff
answers by webhook and API, by pull, by mail, or not at all; four days pass in half a minute.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import pytest

from tertib.sandbox.orders import Row
from tertib.sandbox.standing import Standing
from tertib.sandbox.truth import Truth
from tertib.vocabulary import ChannelKind, ReplyChannel, ReplyKind
from tests.journeys.acts import approve_all, hand_in
from tests.journeys.lists import small_list
from tests.journeys.system import STARTS_AT, System, running_system
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.both_databases

SPEED = 14_400.0  # four hours a second
ENDS_AFTER_HOURS = (
    112.0  # the latest answer comes 82 hours after its notice, the latest stall closes after 96
)
SETTLED_HOURS = 40.0  # what went so long before the end was looked at twice since
OUT_OF_STEP = timedelta(seconds=4 * SPEED)  # a look is dated when its round goes out; a round takes seconds
ROWS = 200
ABSENT = {Standing.GONE, Standing.SHOP_CLOSED}
GONE_LOOKS = ("GONE_HARD", "GONE_SOFT", "SHOP_GONE", "REDIRECTED")  # NiagaID leads away from what is no more


@dataclass
class Told:
    """What is left when the journey is over and everybody has gone home."""

    system: System
    listed: list[Row]
    truth: Truth
    ended_at: datetime
    approved: int

    @cached_property
    def cases(self) -> list[dict[str, object]]:
        names = ("id", "listing", "state", "outcome", "verdict", "sent", "last_reply", "down_at", "returns")
        found = self.system.rows(
            "SELECT c.id, l.key, c.state, c.outcome, c.verdict, c.sent_at IS NOT NULL, c.last_reply, "
            "c.down_at, c.returns FROM store_case c JOIN store_listing l ON l.id = c.listing_id ORDER BY c.id"
        )
        return [dict(zip(names, row, strict=True)) for row in found]

    @cached_property
    def looks(self) -> dict[object, list[tuple[datetime, str]]]:
        """Of each case the looks, oldest first: when, and the state of the page."""
        found: dict[object, list[tuple[datetime, str]]] = {}
        for case, at, state in self.system.rows(
            "SELECT case_id, at, state FROM store_observation ORDER BY at, id"
        ):
            found.setdefault(case, []).append((moment(at), str(state)))
        return found

    def stood(self, listing: str, since: datetime, until: datetime) -> set[Standing]:
        """Every standing that a listing had in a span of time."""
        changes = self.truth.history(listing)
        return {self.truth.standing(listing, at=since)} | {new for at, new in changes if since <= at <= until}


def moment(value: object) -> datetime:
    """A time as either database gives it."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(f"{value}+00:00")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    home = tmp_path_factory.mktemp("journey") / "home"
    with running_system(home, speed=SPEED) as system:
        yield tell(system)


def tell(system: System) -> Told:
    listed = small_list(ROWS, port=system.ports.sandbox)
    order = hand_in(system, listed, letter="B-71/PKTN-CONTOH/XI/2026")
    system.wait("every case to be seen and what was gone to be seen twice", lambda: all_seen(system))
    approved = approve_all(system, order=order)
    system.wait("the days to pass", lambda: system.hours > ENDS_AFTER_HOURS, seconds=90)
    system.stop("sandbox", "looks", "desk")
    ended_at = STARTS_AT + timedelta(hours=system.hours)  # after the last look, however long stopping took
    return Told(system, listed, Truth(system.home / "sandbox"), ended_at, approved)


def all_seen(system: System) -> bool:
    """Taken in; every case has a verdict; nothing is left that was seen gone once only."""
    if system.rows("SELECT count(*) FROM store_order WHERE state = 'taken_in'") == [(0,)]:
        return False
    waiting = system.rows(
        "SELECT count(*) FROM store_case WHERE verdict IS NULL "
        "OR (state = 'open' AND page_state IN ('GONE_HARD', 'GONE_SOFT', 'SHOP_GONE'))"
    )
    return waiting == [(0,)]


def test_the_receipt_names_every_row_and_what_became_of_it(told: Told) -> None:
    outcomes = told.system.rows("SELECT outcome FROM store_orderrow ORDER BY row")
    assert [outcome for (outcome,) in outcomes] == [row.outcome for row in told.listed]
    [(counts, total)] = told.system.rows("SELECT counts, row_count FROM store_order")
    counts = json.loads(counts) if isinstance(counts, str) else counts
    assert {name: n for name, n in counts.items() if n} == Counter(row.outcome for row in told.listed)
    assert sum(counts.values()) == total == len(told.listed)


def test_each_listing_has_one_case(told: Told) -> None:
    named = {row.listing for row in told.listed if row.listing}
    assert sorted(str(case["listing"]) for case in told.cases) == sorted(str(one) for one in named)


def test_nothing_is_called_down_that_stood(told: Told) -> None:
    wrong = []
    for case in told.cases:
        seen = [(at, state) for at, state in told.looks[case["id"]] if state in GONE_LOOKS]
        for at, state in seen:
            if not told.stood(str(case["listing"]), at, at + OUT_OF_STEP) & ABSENT:
                wrong.append((case["listing"], at, state))
        if case["verdict"] == "down":
            assert len(seen) >= 2 and seen[-1][0] - seen[0][0] >= timedelta(hours=6), case
            last = seen[-1][0]  # a wall met since then counts for nothing, and the verdict stands
            if not told.stood(str(case["listing"]), last, told.ended_at) & ABSENT:
                wrong.append((case["listing"], last, "down"))
    assert wrong == []


def test_everything_that_went_is_called_down_or_it_is_said_why_not(told: Told) -> None:
    silent = []
    since = told.ended_at - timedelta(hours=SETTLED_HOURS)
    for case in told.cases:
        stood = told.stood(str(case["listing"]), since, told.ended_at)
        if stood <= ABSENT and case["verdict"] not in ("down", "cannot_tell"):
            silent.append((case, told.truth.history(str(case["listing"])), told.looks[case["id"]]))
    assert silent == []


def test_what_was_gone_at_hand_in_is_nobodys_work(told: Told) -> None:
    gone = {row.listing for row in told.listed if row.gone}
    closed = {
        case["listing"] for case in told.cases if case["outcome"] == "already_gone" and not case["sent"]
    }
    assert closed == gone


def test_a_claim_makes_nothing_down(told: Told) -> None:
    lies = [
        case
        for case in told.cases
        if case["last_reply"] == ReplyKind.ACTED and not told.truth.history(str(case["listing"]))
    ]
    assert lies, "the sandbox has staff that says done and does nothing"
    assert {case["verdict"] for case in lies} <= {"up", "changed", "cannot_tell"}
    assert {case["down_at"] for case in lies} == {None}


def test_every_answer_of_the_staff_arrived_once(told: Told) -> None:
    said = [
        (str(case["listing"]), answer.notice, answer.kind)
        for case in told.cases
        for answer in told.truth.said(str(case["listing"]))
    ]
    kept = told.system.rows(
        "SELECT l.key, n.key, r.kind FROM store_reply r JOIN store_notice n ON n.id = r.notice_id "
        "JOIN store_case c ON c.id = n.case_id JOIN store_listing l ON l.id = c.listing_id"
    )
    assert len(said) > 100
    assert sorted(kept) == sorted(said)
    assert ReplyKind.ACTED in {kind for _, _, kind in kept}


def test_all_four_channels_carried_notices_and_each_dispatch_arrived_once(told: Told) -> None:
    sent = told.system.rows("SELECT d.key, d.channel, d.state, d.attempts, d.opened_at FROM store_dispatch d")
    assert {channel for _, channel, *_ in sent} == set(ChannelKind)
    assert {(state, attempts) for _, _, state, attempts, _ in sent} == {("sent", 1)}
    by = {kind: [row for row in sent if row[1] == kind] for kind in ChannelKind}
    calls = Counter(re.findall(r"dispatch (D-\w+) is announced", told.system.log("sandbox")))
    assert calls == Counter(row[0] for row in by[ChannelKind.WEBHOOK])
    mails = [
        file.read_text() for file in (told.system.home / "sandbox/mail/niagaid.localhost/read").glob("*.eml")
    ]
    assert sorted(key for mail in mails for key in set(re.findall(r"D-\w{12}", mail))) == sorted(
        row[0] for row in by[ChannelKind.EMAIL]
    )
    assert all(row[4] for row in by[ChannelKind.PULL])


def test_the_answers_came_by_api_and_by_mail(told: Told) -> None:
    ways = {way for (way,) in told.system.rows("SELECT DISTINCT channel FROM store_reply")}
    assert ways == {ReplyChannel.API, ReplyChannel.EMAIL}


def test_the_histories_have_no_gap(told: Told) -> None:
    broken = told.system.rows(
        "SELECT case_id FROM store_caseevent GROUP BY case_id HAVING min(no) <> 1 OR max(no) <> count(*)"
    )
    assert broken == []
    assert told.system.rows(
        "SELECT count(*) FROM store_case WHERE id NOT IN (SELECT case_id FROM store_caseevent)"
    ) == [(0,)]


def test_no_work_failed_for_good(told: Told) -> None:
    assert (
        told.system.rows("SELECT errand, key, last_error FROM store_outbox WHERE dead_at IS NOT NULL") == []
    )
    faults = [
        line
        for name in ("web", "desk", "looks")
        for line in told.system.log(name).splitlines()
        if "Traceback" in line
    ]
    assert faults == []


def test_the_figures_on_the_page_reconcile_and_agree_with_the_cases(told: Told) -> None:
    rani = Visitor(told.system.address)
    rani.be("Rani")
    table = list(csv.reader(io.StringIO(rani.get("/angka/angka.csv").text.removeprefix("\ufeff"))))
    shown = figures_of(table)
    cases = told.cases
    assert shown["found"] == len(cases)
    assert shown["sent"] == sum(bool(case["sent"]) for case in cases) == told.approved
    assert shown["already_gone"] == sum(row.gone for row in told.listed)
    assert shown["down"] == sum(case["verdict"] == "down" and bool(case["down_at"]) for case in cases)
    assert shown["returned"] == sum(int(str(case["returns"])) > 0 for case in cases)
    for total, parts in totals(told.system):
        assert shown[total] == sum(shown[part] for part in parts), (total, parts)


def figures_of(table: list[list[str]]) -> dict[str, int]:
    return {row[0]: int(row[2]) for row in table[1:]}


def totals(system: System) -> list[tuple[str, list[str]]]:
    """Which figures add up to which, as the API tells a marketplace."""
    key = json.loads((system.home / "keys.json").read_text())["lapakraya"]["api_key"]
    page = Visitor(system.address).get("/api/v1/figures", key=key)
    found = [(one["total"], one["parts"]) for one in json.loads(page.text)["totals"]]
    assert len(found) >= 4
    return found


def test_the_installation_finds_itself_and_all_that_it_keeps_in_order(told: Told) -> None:
    done = told.system.run("check", "--data")
    assert done.returncode == 0, done.stdout + done.stderr
