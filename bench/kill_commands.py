"""Kill `tertib backup` and `tertib migrate` at random moments: each leaves all or nothing, and works the next time."""

import os
import random
import shutil
import sqlite3
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import ROOT

from tertib.commands.children import tertib
from tests.journeys.system import System, own_database
from tools.postgres import installed_binaries

LONGEST_SECONDS = 4.0  # in which a command is killed; it may be done by then
DATABASE = {"tertib.sqlite", "tertib.pgdump"}


def backup(system: System, chance: random.Random, *, number: int) -> Iterator[str]:
    """Kill a backup of the running installation, then make it; both archives are whole or not there."""
    target = system.home.parent / f"backup-{number}.tar.gz"
    path = f"{installed_binaries()}{os.pathsep}{os.environ.get('PATH', '')}"  # pg_dump of the same PostgreSQL
    environment = system.environment | {"PATH": path}
    killed = _kill(("backup", str(target)), environment, chance)
    if target.exists():
        yield from _whole(target, "a killed backup")
        target.unlink()
    done = _run(("backup", str(target)), environment)
    if done.returncode:
        yield f"after a killed backup ({killed}) the next one says: {done.stderr.strip()[-300:]}"
    else:
        yield from _whole(target, "a backup after a killed one")
        target.unlink()
    left = [*system.home.glob("tertib-backup-*"), *target.parent.glob(f"{target.name}*")]
    yield from (f"a killed backup left {one.name} behind" for one in left)
    for one in left:
        shutil.rmtree(one, ignore_errors=True) if one.is_dir() else one.unlink()


def _whole(archive: Path, what: str) -> Iterator[str]:
    try:
        with tarfile.open(archive) as held:
            names = set(held.getnames())
            if not DATABASE & names or "secret.key" not in names:
                yield f"{what} holds only {sorted(names)[:5]}"
            if "tertib.sqlite" in names:
                copy = archive.with_suffix(".sqlite")
                with held.extractfile("tertib.sqlite") as source, copy.open("wb") as file:  # type: ignore[union-attr]
                    shutil.copyfileobj(source, file)
                with closing(sqlite3.connect(copy)) as database:
                    if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                        yield f"{what} holds a damaged database"
                copy.unlink()
    except (tarfile.TarError, OSError, EOFError) as error:
        yield f"{what} cannot be read: {error}"


def migrate(folder: Path, *, server: str, chance: random.Random, times: int) -> Iterator[str]:
    """Kill the first start of a fresh installation again and again; then it starts, and `tertib check` is content."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TERTIB_")}
    for number in range(times):
        home = folder / f"fresh-{number}"
        with own_database(server) as url:
            environment = kept | {
                "TERTIB_HOME": str(home),
                "TERTIB_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "tertib.site.settings",
            }
            killed = [_kill(("migrate", "--quiet"), environment, chance) for _ in range(2)]
            for words in (("migrate", "--quiet"), ("check", "--data")):
                done = _run(words, environment)
                if done.returncode:
                    said = (done.stderr or done.stdout).strip()[-300:]
                    yield f"after {' and '.join(killed)} tertib {words[0]} says: {said}"
        shutil.rmtree(home, ignore_errors=True)


def _kill(words: tuple[str, ...], environment: dict[str, str], chance: random.Random) -> str:
    """Start a command and kill it at a random moment; says when."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(tertib(*words), env=environment, cwd=ROOT, stdout=quiet, stderr=quiet)
    after = chance.uniform(0.3, LONGEST_SECONDS)
    end = time.monotonic() + after
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    code = process.wait()
    return f"tertib {words[0]} killed after {after:.2f} s" if code else f"tertib {words[0]} done in time"


def _run(words: tuple[str, ...], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        tertib(*words), env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
