"""An installation of its own for a bench: its own home, SQLite or PostgreSQL, children in the site."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.figures import ROOT

from tools.postgres import running_postgres

DATABASES = ("sqlite", "postgres")
SANDBOX = ROOT / "src" / "tertib" / "sandbox"
IN_SITE = "import django; django.setup(); import sys; from {module} import main; sys.exit(main(sys.argv[1:]))"


@contextmanager
def ground(
    database: str, *, home: Path | None = None, url: str = "", **settings: str
) -> Iterator[dict[str, str]]:
    """The environment of an installation on `database`; a given `home` stays, else it goes with the block.

    `url` is a PostgreSQL that runs already; without it one is started and goes with the block.
    """
    with ExitStack() as stack:
        if home is None:
            home = Path(stack.enter_context(_folder()))
        home.mkdir(parents=True, exist_ok=True)
        if database == "postgres" and not url:
            url = stack.enter_context(running_postgres())
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TERTIB_")}
        yield kept | {
            "DJANGO_SETTINGS_MODULE": "tertib.site.settings",
            "TERTIB_HOME": str(home),
            "TERTIB_DATABASE_URL": url,
            "TERTIB_DEMO": "1",
            "TERTIB_SECOND_FACTOR": "0",
            "TERTIB_PLATFORM_FILES": str(SANDBOX / "platforms.toml"),
            "TERTIB_TEMPLATE_FILES": str(SANDBOX / "templates.toml"),
            "TERTIB_CONTROL_FILES": str(SANDBOX / "controls.toml"),
            **settings,
        }


@contextmanager
def _folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="tertib-bench-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tertib(environment: Mapping[str, str], *words: str) -> None:
    """Run one of our commands to its end. Raises CalledProcessError."""
    command = [sys.executable, "-m", "tertib.cli", *words]
    subprocess.run(command, env=dict(environment), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def in_site(environment: Mapping[str, str], module: str, *words: str) -> Any:
    """Run `main(words)` of a module within the site, in a process of its own; what it printed last, read as JSON."""
    command = [sys.executable, "-c", IN_SITE.format(module=module), *words]
    done = subprocess.run(command, env=dict(environment), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    lines = done.stdout.decode().splitlines()
    return json.loads(lines[-1]) if lines else None


def start(environment: Mapping[str, str], *words: str, log: Path) -> "subprocess.Popen[bytes]":
    """Start one of our commands and leave it running; what it says goes to the end of `log`."""
    command = [sys.executable, "-m", "tertib.cli", *words]
    with log.open("ab") as file:
        return subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=file, stderr=file)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End what `start` started, by force if it does not end by itself."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
