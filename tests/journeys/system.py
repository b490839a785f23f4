"""The real system as separate processes in a home of its own: server, workers, sandbox with its staff, a fast clock."""

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from tertib.commands.children import tertib
from tertib.commands.demo import Ports, demo_children, demo_environment
from tertib.site.clock import set_pace

Found = TypeVar("Found")

STARTS_AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 09:00 in Jakarta
READY_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.1


@dataclass
class System:
    """A running installation. Its clock began at STARTS_AT and runs `speed` fold."""

    home: Path
    ports: Ports
    environment: dict[str, str]
    speed: float
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def hours(self) -> float:
        """Simulated hours since the start."""
        return (time.monotonic() - self.started) * self.speed / 3600

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of our own commands to its end; a test says what its exit code must be."""
        return subprocess.run(
            tertib(*words), env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )

    def start(self, name: str, command: list[str], **environment: str) -> None:
        """Start a program; what it says goes into `<home>/<name>.log`."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=self.environment | environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def stop(self, *names: str) -> None:
        """Stop programs as an operator does; what is under way is finished."""
        going = [self.processes.pop(name) for name in names or list(self.processes)]
        for process in going:
            process.send_signal(signal.SIGTERM)
        for process in going:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, beside the system; plain SQL that both databases know."""
        url = self.environment["TERTIB_DATABASE_URL"]
        if url:
            with psycopg.connect(url) as connection:
                return list(connection.execute(sql.encode()))
        with closing(sqlite3.connect(f"file:{self.home}/tertib.sqlite?mode=ro", uri=True)) as file:
            return file.execute(sql).fetchall()

    def wait(self, what: str, seen: Callable[[], Found], *, seconds: float = 30) -> Found:
        """Wait until `seen` gives something true, and give it; fails with the programs' last words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := seen():
                return found
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended:
                break
            time.sleep(POLL_SECONDS)
        said = "\n".join(f"--- {name}\n{self.log(name)[-2000:]}" for name in self.processes)
        raise AssertionError(f"waited {seconds:g} s for {what} in vain\n{said}")

    def answers(self, port: int) -> bool:
        """Whether something answers HTTP at this port."""
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as server:
            try:
                server.request("GET", "/")
                return server.getresponse().status < 500
            except (OSError, HTTPException):
                return False


@contextmanager
def running_system(home: Path, *, speed: float, **given: str) -> Iterator[System]:
    """Start everything and wait until it answers; on PostgreSQL in a database of its own on the tests' server. `given`
    are settings of the house."""
    home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as left:
        ports = free_ports()
        settings = (
            demo_environment(home, ports)
            | given
            | {
                "TERTIB_DATABASE_URL": left.enter_context(
                    own_database(os.environ.get("TERTIB_DATABASE_URL", ""))
                )
            }
        )
        system = System(home, ports, os.environ | settings, speed)
        set_pace(home / "clock.json", speed=1, told=STARTS_AT)
        for words in (
            ("migrate", "--quiet"),
            ("demo-world", "--keys", f"{home}/keys.json", "--port", f"{ports.sandbox}"),
        ):
            done = system.run(*words)
            assert done.returncode == 0, done.stderr
        left.callback(system.stop)
        for child in demo_children(home, ports):
            system.start(child.name, list(child.command))
        system.wait("the server", lambda: system.answers(ports.web), seconds=READY_SECONDS)
        system.wait("the sandbox", lambda: system.answers(ports.sandbox), seconds=READY_SECONDS)
        system.wait(
            "the workers", lambda: "is at work" in system.log("desk") and "is at work" in system.log("looks")
        )
        set_pace(home / "clock.json", speed=speed, told=STARTS_AT)
        system.started = time.monotonic()
        yield system


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database, dropped afterwards; empty for SQLite."""
    if not server:
        yield ""
        return
    name = f"tertib_journey_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def free_ports() -> Ports:
    """Four ports that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(4)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        web, sandbox, lmtp, mail = (one.getsockname()[1] for one in sockets)
    return Ports(web=web, sandbox=sandbox, lmtp=lmtp, mail=mail)
