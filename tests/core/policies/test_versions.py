"""A policy's files as texts, and laid out again: the same folder, at once or not at all, under its digest."""

import shutil
from pathlib import Path

import pytest

from tertib.core.policies import SHIPPED_POLICIES, digest_folder, load_policies, load_policy
from tertib.core.policies.versions import (
    PACKED,
    files_of,
    lay_out,
    live_folder,
    live_policies,
    write_files,
)
from tertib.errors import PolicyMistake

ID = "pakaian-bekas-impor"
SHIPPED = load_policies()[ID]


@pytest.fixture
def files() -> dict[str, str]:
    """A version that says something else than the shipped one, with a file that is no text."""
    found = files_of(SHIPPED_POLICIES / ID)
    found["policy.toml"] = found["policy.toml"].replace('version = "', 'version = "9.', 1)
    found["model.npz"] = PACKED + "/wD+"
    return found


@pytest.fixture
def reference(files: dict[str, str], tmp_path: Path) -> str:
    write_files(files, tmp_path / "aside" / ID)
    return load_policy(tmp_path / "aside" / ID).reference


@pytest.mark.parametrize("policy_id", sorted(load_policies()))
def test_a_folder_goes_to_texts_and_back_without_a_change(policy_id: str, tmp_path: Path) -> None:
    shipped = SHIPPED_POLICIES / policy_id
    write_files(files_of(shipped), tmp_path / policy_id)
    assert digest_folder(tmp_path / policy_id) == digest_folder(shipped)


def test_what_is_no_text_is_packed_and_comes_back(files: dict[str, str], tmp_path: Path) -> None:
    write_files(files, tmp_path / ID)
    assert (tmp_path / ID / "model.npz").read_bytes() == b"\xff\x00\xfe"
    assert files_of(tmp_path / ID) == files


@pytest.mark.parametrize("name", ["../a.toml", "/etc/a.toml", "a/../../b", ".hidden", "", "a//b", "a\nb"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyMistake):
        write_files({name: "x"}, tmp_path / ID)


def test_a_packed_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyMistake, match=r"model\.npz"):
        write_files({"model.npz": f"{PACKED}???"}, tmp_path / ID)


def test_a_version_is_laid_out_once_and_mended_when_it_was_damaged(
    files: dict[str, str], reference: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    folder = lay_out(files, policy_id=ID, reference=reference, kept=kept)
    assert load_policy(folder).reference == reference
    assert lay_out(files, policy_id=ID, reference=reference, kept=kept) == folder
    (folder / "terms.toml").write_text("damaged")
    assert lay_out(files, policy_id=ID, reference=reference, kept=kept) == folder
    assert load_policy(folder).reference == reference
    assert [path.name for path in kept.iterdir()] == [ID]


def test_files_that_do_not_have_the_digest_of_the_version_are_refused(
    files: dict[str, str], reference: str, tmp_path: Path
) -> None:
    with pytest.raises(PolicyMistake, match="digest"):
        lay_out(files | {"terms.toml": ""}, policy_id=ID, reference=reference, kept=tmp_path / "kept")
    assert not list((tmp_path / "kept").glob("*"))


def test_the_live_version_takes_the_place_of_the_shipped_folder(
    files: dict[str, str], reference: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    asked: list[str] = []

    def give(name: str) -> dict[str, str]:
        asked.append(name)
        return files

    live = live_policies({ID: reference}, files=give, kept=kept)
    assert live[ID].reference == reference
    assert set(live) == set(load_policies())
    assert live_folder(ID, {ID: reference}, files=give, kept=kept).name == ID
    assert asked == [reference]
    assert live_folder(ID, {}, files=give, kept=kept) == SHIPPED_POLICIES / ID
    assert live_policies({}, files=give, kept=kept)[ID].reference == SHIPPED.reference


def test_a_folder_that_was_taken_away_is_laid_out_again(
    files: dict[str, str], reference: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    folder = live_folder(ID, {ID: reference}, files=lambda _: files, kept=kept)
    shutil.rmtree(kept)
    assert live_folder(ID, {ID: reference}, files=lambda _: files, kept=kept) == folder
    assert load_policy(folder).reference == reference
