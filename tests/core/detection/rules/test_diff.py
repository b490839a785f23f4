"""Two versions side by side: each difference is named once, and an order is none."""

from collections.abc import Mapping

from tertib.core.detection.rules import write
from tertib.core.detection.rules.diff import Change, Kind, Part, changes, file_changes
from tertib.core.detection.versions import read_version
from tertib.core.policies import SHIPPED_POLICIES
from tertib.core.policies.versions import PACKED, files_of
from tertib.vocabulary import TermStatus

POLICY = "minyakita-het"
FILES = files_of(SHIPPED_POLICIES / POLICY)
KEY = read_version(FILES, policy_id=POLICY).rules.terms[0].key


def _with(**files: str) -> Mapping[str, str]:
    return {**FILES, **{f"{name}.toml": text for name, text in files.items()}}


def _changes(after: Mapping[str, str]) -> tuple[Change, ...]:
    old, new = (read_version(files, policy_id=POLICY).rules for files in (FILES, after))
    return changes(old, new)


def _edited(**fields: object) -> str:
    text = write.text_of_term(read_version(FILES, policy_id=POLICY).rules.terms[0])
    plain = {name: getattr(text, name) for name in write.TermText.__slots__}
    return write.write_term(FILES["terms.toml"], write.TermText(**{**plain, **fields}), instead_of=KEY)


def test_the_same_files_differ_in_nothing() -> None:
    assert _changes(FILES) == ()
    assert file_changes(FILES, FILES) == {}


def test_terms_that_come_and_go_are_one_change_each() -> None:
    found = _changes(_with(terms=_edited(key="minyak-curah", words=["minyak curah"])))
    assert {(one.kind, one.key) for one in found} == {(Kind.ADDED, "minyak-curah"), (Kind.REMOVED, KEY)}


def test_words_that_join_and_leave_are_named_by_themselves() -> None:
    words = read_version(FILES, policy_id=POLICY).rules.terms[0].words
    (change,) = _changes(_with(terms=_edited(words=[*words[1:], "minyak kita murah"])))
    assert change == Change(
        Kind.CHANGED, Part.TERM, KEY, "words", gone=(words[0],), come=("minyak kita murah",)
    )


def test_the_order_of_words_is_no_change() -> None:
    words = read_version(FILES, policy_id=POLICY).rules.terms[0].words
    assert _changes(_with(terms=_edited(words=list(reversed(words))))) == ()


def test_a_status_is_told_before_and_after() -> None:
    (change,) = _changes(_with(terms=_edited(status=TermStatus.CANDIDATE)))
    assert (change.field, change.before, change.after) == ("status", "active", "candidate")


def test_a_budget_that_is_raised_is_told() -> None:
    text = FILES["detection.toml"].replace("budget = 0.001", "budget = 0.5")
    (change,) = _changes(_with(detection=text))
    assert (change.part, change.key, change.before, change.after) == (
        Part.RULE,
        "false_alarm_budget",
        "0.001",
        "0.5",
    )


def test_lines_of_files_are_told_and_packed_files_only_by_size() -> None:
    text = FILES["terms.toml"] + "# a remark\n"
    found = file_changes({**FILES, "model.npz": PACKED + "AAAA"}, {**_with(terms=text), "model.npz": PACKED})
    assert "+# a remark" in found["terms.toml"]
    assert found["model.npz"] == ["-11", "+7"]
