"""The secret key of an installation: made once, whole, by whoever comes first."""

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tertib.site.environment import kept_secret

NUMBERS = count()


def slowly() -> str:
    number = next(NUMBERS)
    time.sleep(0.05)
    return f"{number:03d}" * 20


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERTIB_SECRET_KEY", raising=False)


def test_programs_that_start_together_have_one_key_and_never_half_of_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_secret(tmp_path / "home", slowly), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 60
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret.key"]


def test_the_key_is_for_its_owner_only_and_stays(tmp_path: Path) -> None:
    key = kept_secret(tmp_path, slowly)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert kept_secret(tmp_path, slowly) == key


def test_a_start_that_was_killed_while_it_made_the_key_leaves_none(tmp_path: Path) -> None:
    def killed() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_secret(tmp_path, killed)
    assert not (tmp_path / "secret.key").exists()
    assert len(kept_secret(tmp_path, slowly)) == 60
