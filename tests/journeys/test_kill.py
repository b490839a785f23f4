"""kill -9 of the real worker and server in the middle of everything, the short way; `make kill` is the long one."""

from pathlib import Path

from bench.kill import rounds

SEED = 41  # the moments of the kills


def test_nothing_acknowledged_is_lost_and_nothing_done_twice_when_programs_are_killed(tmp_path: Path) -> None:
    told = rounds(tmp_path / "home", server="", count=2, seed=SEED, backups=False)
    assert told.faults == []
    assert told.kills == 4
