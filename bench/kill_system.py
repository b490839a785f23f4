"""The installation of the kill rounds: its programs, how they are killed, and what they were doing just then."""

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
from bench.ground import in_site

from tertib.commands.children import tertib
from tertib.commands.demo import demo_environment
from tertib.commands.web import web_command
from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import PLACES
from tertib.sandbox.standing import CANARIES
from tertib.site.clock import set_pace
from tests.journeys.system import STARTS_AT, System, free_ports, own_database

SPEED = 600.0  # ten minutes a second: a delivery that failed twice is tried again soon
READY_SECONDS = 60
LONG_AGO = "2000-01-01 00:00:00+00:00"
HELD = "SELECT errand, count(*) FROM store_outbox WHERE lease_until IS NOT NULL AND done_at IS NULL GROUP BY errand"


class Killed:
    """A running installation whose worker (`work`) and server (`web`) are killed and started again."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.caught: Counter[str] = Counter()  # what was under way at the kills
        self._said: dict[str, int] = {}  # how much each log held when its program was started
        self._commands = {
            "work": tertib("work"),
            "web": web_command(f"127.0.0.1:{system.ports.web}", processes=2, threads=4),
        }

    def start(self, name: str) -> None:
        """Start a program; does not wait."""
        self._said[name] = len(self.system.log(name)) if (self.system.home / f"{name}.log").exists() else 0
        self.system.start(name, self._commands[name])

    def wait(self, name: str) -> None:
        """Wait until a program that was started does its work."""
        system = self.system
        if name == "web":
            system.wait("the server", lambda: system.answers(system.ports.web), seconds=READY_SECONDS)
        else:
            said = self._said[name]
            system.wait(
                "the worker", lambda: "is at work" in system.log("work")[said:], seconds=READY_SECONDS
            )

    def kill(self, name: str, chance: random.Random, *, under_way: int) -> None:
        """kill -9: the worker, or the server (whole, or one of its processes, which it starts again by itself)."""
        process = self.system.processes[name]
        if name == "web":
            self.caught["calls of others"] += under_way
            children = _children(process.pid)
            if children and chance.random() < 0.4:
                os.kill(chance.choice(children), signal.SIGKILL)
                return
        process.kill()
        process.wait()
        del self.system.processes[name]
        if name == "work":
            for errand, count in self.system.rows(HELD):
                self.caught[errand] += count
            self._let_leases_end()

    def _let_leases_end(self) -> None:
        """As if the minutes of the dead worker's leases had passed."""
        url = self.system.environment["TERTIB_DATABASE_URL"]
        statements = [
            f"UPDATE {table} SET lease_until = '{LONG_AGO}' WHERE lease_until IS NOT NULL"
            for table in ("store_outbox", "store_lane")
        ]
        if url:
            with psycopg.connect(url) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
            return
        with closing(sqlite3.connect(self.system.home / "tertib.sqlite", timeout=30)) as file, file:
            for statement in statements:
                file.execute(statement.replace("+00:00", ""))


def _children(pid: int) -> list[int]:
    """The processes that a process started (Linux)."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def installation(home: Path, *, server: str, hook_port: int) -> Iterator[tuple[Killed, str]]:
    """Everything running but worker and server, on SQLite or on `server`; and the office's key."""
    home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as left:
        ports = free_ports()
        settings = demo_environment(home, ports)
        settings["TERTIB_SANDBOX_HOSTS"] += f",hooks.localhost=127.0.0.1:{hook_port}"
        settings["TERTIB_DATABASE_URL"] = left.enter_context(own_database(server))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TERTIB_")}
        system = System(home, ports, kept | settings, SPEED)
        set_pace(home / "clock.json", speed=SPEED, told=STARTS_AT)
        for words in (
            ("migrate", "--quiet"),
            ("demo-world", "--keys", f"{home}/keys.json", "--port", f"{ports.sandbox}"),
        ):
            done = system.run(*words)
            if done.returncode:
                raise RuntimeError(f"tertib {words[0]}: {done.stderr}")
        key = in_site(system.environment, "bench.kill_setup", str(hook_port))["office"]
        left.callback(system.stop)
        place = ("--home", str(home / "sandbox"), "--port", str(ports.sandbox), "--mail-port", "0")
        clock = ("--clock-file", str(home / "clock.json"), "--latency", "0.3")
        system.start("sandbox", tertib("sandbox", "serve", *place, *clock, "--no-staff"))
        system.wait("the sandbox", lambda: system.answers(ports.sandbox), seconds=READY_SECONDS)
        system.started = time.monotonic()
        yield Killed(system), key


def links(port: int) -> Iterator[str]:
    """Addresses of the sandbox's listings, one marketplace after another, none twice."""
    for item in range(max(place.listings for place in PLACES.values())):
        for place in PLACES.values():
            if item < place.listings and item not in CANARIES:
                yield f"http://{place.host}:{port}{offer_at(place, item, seed=2026).path}"
