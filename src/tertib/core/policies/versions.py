"""Policies that are edited in the house: a version's files as texts, laid out as a folder that the readers know."""

import base64
import binascii
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from tertib.core.policies.load import SHIPPED_POLICIES, digest_folder, load_policies, load_policy
from tertib.core.policies.model import Policy
from tertib.errors import PolicyMistake

PACKED = "base64:"  # before a file that is no text, such as a model
SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
DIGEST_LETTERS = 24  # of the digest, as the folder's name: 96 bits


def files_of(folder: Path) -> dict[str, str]:
    """Every file of a policy folder by its name, as text; what is no text is packed. `lay_out` is the reverse."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            content = path.read_bytes()
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                text = PACKED + base64.b64encode(content).decode("ascii")
            found[path.relative_to(folder).as_posix()] = text
    return found


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write a version's files into a folder. Raises PolicyMistake for a name that leads out of it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if not SAFE_NAME.fullmatch(name):
            raise PolicyMistake(f"{name[:80]!r} is no name of a policy's file; use letters, digits, - and _")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(name, text))


def lay_out(files: Mapping[str, str], *, policy_id: str, reference: str, kept: Path) -> Path:
    """The folder of a version under `kept`, written if it is not there or not whole. It appears at once or not at all.

    Raises PolicyMistake if the files do not have the digest that `reference` (id@version#digest) names.
    """
    digest = reference.partition("#")[2]
    home = kept / policy_id / digest.partition(":")[2][:DIGEST_LETTERS]
    folder = home / policy_id
    if folder.is_dir() and digest_folder(folder) == digest:
        return folder
    kept.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=kept))
    try:
        write_files(files, fresh / policy_id)
        if digest_folder(fresh / policy_id) != digest:
            raise PolicyMistake(
                f"the kept files of {reference} do not have its digest; restore them from a backup"
            )
        home.parent.mkdir(exist_ok=True)
        if home.exists():  # damaged, or another process was quicker
            os.rename(home, fresh / "former")
        os.rename(_aside(fresh, policy_id), home)
    except OSError:
        if not (
            folder.is_dir() and digest_folder(folder) == digest
        ):  # two of us at the same moment: one has won
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def live_folder(
    policy_id: str, live: Mapping[str, str], *, files: Callable[[str], Mapping[str, str]], kept: Path
) -> Path:
    """The folder by which a policy is judged now: the live version's (`live`: id -> reference), else the shipped one.

    `files` gives the files of a reference; it is asked once for each.
    """
    reference = live.get(policy_id)
    if reference is None:
        return SHIPPED_POLICIES / policy_id
    known = _LAID_OUT.get((kept, reference))
    if known is None or not known.is_dir():
        known = lay_out(files(reference), policy_id=policy_id, reference=reference, kept=kept)
        _LAID_OUT[kept, reference] = known
    return known


def live_policies(
    live: Mapping[str, str], *, files: Callable[[str], Mapping[str, str]], kept: Path
) -> dict[str, Policy]:
    """Every policy by its id: live versions, and the shipped ones of which none is live."""
    found = dict(_shipped())
    for policy_id in sorted(live):
        found[policy_id] = _loaded(live_folder(policy_id, live, files=files, kept=kept), live[policy_id])
    return found


_LAID_OUT: dict[tuple[Path, str], Path] = {}  # a folder never changes: it is named by its digest


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Policy]:
    return load_policies()


@lru_cache(maxsize=64)
def _loaded(folder: Path, reference: str) -> Policy:
    return load_policy(folder)


def _aside(fresh: Path, policy_id: str) -> Path:
    """The written folder in one of its own, so that a single rename puts it in place."""
    whole = fresh / "whole"
    whole.mkdir()
    os.rename(fresh / policy_id, whole / policy_id)
    return whole


def _bytes(name: str, text: str) -> bytes:
    if not text.startswith(PACKED):
        return text.encode("utf-8")
    try:
        return base64.b64decode(text.removeprefix(PACKED), validate=True)
    except binascii.Error as error:
        raise PolicyMistake(f"{name} is kept as {PACKED}..., but that cannot be read; restore it") from error
