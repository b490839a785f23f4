"""Policy folders: what they say, and what is said of a mistake."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tertib.core.policies import SHIPPED_POLICIES, digest_folder, load_policies, load_policy
from tertib.errors import PolicyMistake
from tertib.vocabulary import ChannelType, DeadlineUnit, LegalStanding, PartyKind, Urgency

ID = "pakaian-bekas-impor"
POLICY = load_policies()[ID]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / ID
    shutil.copytree(SHIPPED_POLICIES / ID, copy)
    return copy


def change(folder: Path, old: str, new: str) -> Path:
    path = folder / "policy.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_every_shipped_policy_loads() -> None:
    for policy_id, policy in load_policies().items():
        assert policy.id == policy_id
        assert policy.reference == f"{policy_id}@{policy.version}#{policy.digest}"


@pytest.mark.parametrize(
    ("day", "regulation"),
    [
        (date(2015, 12, 1), "permendag-51-2015"),
        (date(2021, 3, 31), "permendag-51-2015"),
        (date(2021, 4, 1), "permendag-18-2021"),
        (date(2023, 3, 18), "permendag-40-2022"),
        (date(2025, 11, 17), "permendag-40-2022"),
        (date(2026, 2, 4), "permendag-47-2025"),
        (date(2026, 11, 24), "permendag-47-2025"),
    ],
)
def test_a_notice_rests_on_the_import_ban_of_its_day(day: date, regulation: str) -> None:
    bans = {"permendag-51-2015", "permendag-18-2021", "permendag-40-2022", "permendag-47-2025"}
    assert [basis.key for basis in POLICY.basis_at(day) if basis.key in bans] == [regulation]


def test_no_day_since_2015_has_two_import_bans_or_none() -> None:
    day = date(2015, 9, 9)
    while day < date(2027, 1, 1):
        keys = [basis.key for basis in POLICY.basis_at(day)]
        assert sum(key.startswith("permendag") and not key.endswith("-50") for key in keys) == 1
        day += timedelta(days=1)


def test_the_ladder_article_applies_only_from_its_first_day() -> None:
    assert "permendag-31-2023-50" not in {basis.key for basis in POLICY.basis_at(date(2023, 9, 25))}
    assert "permendag-31-2023-50" in {basis.key for basis in POLICY.basis_at(date(2023, 9, 26))}


@pytest.mark.parametrize(("urgency", "hours"), [(Urgency.NORMAL, 24), (Urgency.URGENT, 4), (Urgency.LIVE, 4)])
def test_each_urgency_has_its_hours_and_says_that_they_are_a_proposal(urgency: Urgency, hours: int) -> None:
    rule = POLICY.deadline(urgency)
    assert (rule.unit, rule.amount, rule.standing) == (DeadlineUnit.HOURS, hours, LegalStanding.PROPOSED)
    assert "No published hour limit" in POLICY.deadline_sources[rule.key].en
    assert "usulan" in rule.source


def test_the_ladder_begins_with_three_warnings_of_fourteen_days() -> None:
    first = POLICY.rungs[0]
    assert (first.key, first.times, first.period_days) == ("written-warning", 3, 14)
    assert [rung.key for rung in POLICY.rungs[1:]] == [
        "watch-list",
        "blacklist",
        "temporary-blocking",
        "licence-revocation",
    ]


def test_marketplaces_are_reached_first_and_their_association_after_them() -> None:
    route = POLICY.route_for(ChannelType.MARKETPLACE)
    assert route is not None
    assert route.to == (PartyKind.PLATFORM, PartyKind.ASSOCIATION)


def test_every_kind_of_place_has_a_route() -> None:
    assert all(POLICY.route_for(kind) for kind in ChannelType)


def test_every_text_is_one_line_in_both_languages() -> None:
    for text in (POLICY.scope, POLICY.asked, POLICY.redress_platform, POLICY.redress_seller):
        assert text.id != text.en
        assert "\n" not in text.id + text.en


def test_any_changed_byte_changes_the_digest(folder: Path) -> None:
    before = digest_folder(folder)
    change(folder, "2026.1", "2026.2")
    assert digest_folder(folder) != before


def test_line_ends_of_another_system_do_not_change_the_digest(folder: Path) -> None:
    before = digest_folder(folder)
    path = folder / "policy.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_folder(folder) == before


def test_a_file_more_changes_the_digest(folder: Path) -> None:
    before = digest_folder(folder)
    (folder / "terms.toml").write_text("", encoding="utf-8")
    assert digest_folder(folder) != before


MISTAKES = [
    ('version = "2026.1"', "version = 2026.1", "version", "version is missing or no text"),
    ('id = "pakaian-bekas-impor"', 'id = "pakaian bekas"', "id", "use the same lower-case-words"),
    ("amount = 4\n", "amount = 0\n", "amount = 0", "whole number of at least 1"),
    ('unit = "hours"', 'unit = "hour"', 'unit = "hour"', "write one of hours, calendar_days, working_days"),
    ("valid_from = 2014-03-11", 'valid_from = "2014-03-11"', "valid_from", "without quotes"),
    ("valid_to = 2022-07-07", "valid_to = 2022-07-06", "valid_from = 2022-07-08", "must end on 2022-07-07"),
    ("valid_to = 2022-07-07", "valid_to = 2020-07-07", "valid_to = 2020-07-07", "lies before valid_from"),
    ("times = 3", "time = 3", "time = 3", "nobody reads 'time'"),
    ("at_least = 0.1\n", "at_least = 10\n", "at_least = 10", "a share lies between 0 and 1"),
    ('urgency = "live"', 'urgency = "urgent"', 'urgency = "urgent"', "has two deadlines"),
    ('name.en = "Blacklist"\n', "", 'name.id = "Daftar hitam"', "no en text"),
    ('follows = "permendag-40-2022"', 'follows = "permendag-4-2022"', "follows =", "does not stand above"),
]


@pytest.mark.parametrize(("old", "new", "near", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_mend(
    old: str, new: str, near: str, said: str, folder: Path
) -> None:
    change(folder, old, new)
    with pytest.raises(PolicyMistake) as told:
        load_policy(folder)
    message = str(told.value)
    assert said in message
    place = re.match(rf"{ID}/policy\.toml, line (\d+): ", message)
    assert place
    line = int(place[1])
    lines = (folder / "policy.toml").read_text(encoding="utf-8").splitlines()
    assert near in "\n".join(lines[line - 1 : line + 1])  # the line itself or the first key of its table


def test_a_file_that_is_no_toml_is_told_with_the_parser_s_line(folder: Path) -> None:
    change(folder, "[scope]", "[scope")
    with pytest.raises(PolicyMistake, match=r"line \d+.*mend it"):
        load_policy(folder)


def test_an_urgency_without_a_deadline_is_named(folder: Path) -> None:
    path = folder / "policy.toml"
    text = path.read_text(encoding="utf-8")
    begin = text.index('[[deadline]]\nkey = "live-4h"')
    path.write_text(text[:begin] + text[text.index("# ---", begin) :], encoding="utf-8")
    with pytest.raises(PolicyMistake, match="no deadline for live"):
        load_policy(folder)


def test_an_empty_place_is_told() -> None:
    with pytest.raises(PolicyMistake, match="no folder with a policy"):
        load_policies(Path(__file__).parent)


def test_a_folder_without_a_policy_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyMistake, match="add one"):
        load_policy(tmp_path)
