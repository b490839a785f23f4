"""`tertib demo`: a whole small world on this machine: server, workers, sandbox marketplaces, people, a large order."""

import argparse
import json
import os
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.resources import files
from pathlib import Path

from tertib.commands.children import Child, run_together, tertib
from tertib.commands.web import web_command
from tertib.errors import BadInput
from tertib.sandbox.controls import controls_toml
from tertib.vocabulary import Errand

HOSTS = (
    "lapakraya",
    "pasarkita",
    "niagaid",
    "sandangku",
    "kioskilat",
    "s.lapakraya",
    "pk.pasarkita",
    "kk.kioskilat",
)
PORT = 8800
PACKAGED_SANDBOX = ":8801/"  # where the sandbox's own table of platforms says that it stands
SPEED = 360.0  # a day in four minutes
DESK = ",".join(errand for errand in Errand if errand is not Errand.LOOK)
READY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the demo's programs listen, all on loopback."""

    web: int
    sandbox: int
    lmtp: int
    mail: int

    @classmethod
    def from_first(cls, web: int) -> "Ports":
        """The server's port, and those of the others beside it."""
        return cls(web=web, sandbox=web + 1, lmtp=web + 24, mail=web + 25)


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--home", type=Path, default=Path("var/demo"), help="where its state is kept (var/demo)"
    )
    parser.add_argument(
        "--speed", type=float, default=SPEED, help=f"how fast its clock runs (default {SPEED:.0f})"
    )
    parser.add_argument(
        "--rows", type=int, default=40_000, help="rows of the order to hand in (default 40000)"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=PORT,
        help=f"of its server (default {PORT}); the next one, and those 24 and 25 further, are taken too",
    )


def run(args: argparse.Namespace) -> int:
    """Set the world up, run it until told to stop; started again it goes on where it stood."""
    if not 1 <= args.speed <= 3_600:
        raise BadInput("--speed is between 1 (real time) and 3600 (an hour a second).")
    if not 1 <= args.rows <= 40_000:
        raise BadInput("--rows is between 1 and 40000.")
    if not 1024 <= args.port <= 65_510:
        raise BadInput("--port is between 1024 and 65510.")
    home: Path = args.home.resolve()
    ports = Ports.from_first(args.port)
    home.mkdir(parents=True, exist_ok=True)
    _set_clock(home / "clock.json", args.speed)
    environment = demo_environment(home, ports)
    os.environ.update(environment)
    print("setting up the demo's world ...", flush=True)
    for words in _preparation(home, ports, rows=args.rows):
        done = subprocess.run(tertib(*words), check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return done.returncode
    stop = threading.Event()
    for watch in (lambda: _keep_clock(home / "clock.json", stop), lambda: _say_when_ready(ports.web, stop)):
        threading.Thread(target=watch, daemon=True).start()
    run_together(demo_children(home, ports), environment=environment, stop=stop)
    return 0


def demo_environment(home: Path, ports: Ports) -> dict[str, str]:
    """The settings of the demo's programs. Writes the sandbox's tables, as they are at these ports, into the home."""
    (home / "demo").mkdir(parents=True, exist_ok=True)
    sandbox = files("tertib") / "sandbox"
    platforms = (sandbox / "platforms.toml").read_text(encoding="utf-8")
    (home / "platforms.toml").write_text(
        platforms.replace(PACKAGED_SANDBOX, f":{ports.sandbox}/"), encoding="utf-8"
    )
    (home / "controls.toml").write_text(controls_toml(port=ports.sandbox), encoding="utf-8")
    hosts = ",".join(f"{host}.localhost=127.0.0.1:{ports.sandbox}" for host in HOSTS)
    return {
        "DJANGO_SETTINGS_MODULE": "tertib.site.settings",
        "TERTIB_HOME": str(home),
        "TERTIB_DATABASE_URL": "",
        "TERTIB_DEMO": "1",
        "TERTIB_SECOND_FACTOR": "0",
        "TERTIB_URL": f"http://127.0.0.1:{ports.web}",
        "TERTIB_CLOCK_FILE": str(home / "clock.json"),
        "TERTIB_PLATFORM_FILES": str(home / "platforms.toml"),
        "TERTIB_TEMPLATE_FILES": str(sandbox / "templates.toml"),
        "TERTIB_CONTROL_FILES": str(home / "controls.toml"),
        "TERTIB_SANDBOX_HOSTS": hosts,
        "TERTIB_SMTP_URL": f"smtp://127.0.0.1:{ports.mail}",
        "TERTIB_LMTP": f"127.0.0.1:{ports.lmtp}",
    }


def _preparation(home: Path, ports: Ports, *, rows: int) -> list[tuple[str, ...]]:
    steps: list[tuple[str, ...]] = [
        ("migrate", "--quiet"),
        ("demo-world", "--keys", str(home / "keys.json"), "--port", str(ports.sandbox)),
    ]
    order = home / "demo" / f"daftar-{rows}-tautan.xlsx"
    if not order.is_file():
        steps.append(
            ("sandbox", "order", "--rows", str(rows), "--port", str(ports.sandbox), "-o", str(order))
        )
    return steps


def demo_children(home: Path, ports: Ports) -> list[Child]:
    """The demo's programs."""
    sandbox = tertib(
        "sandbox",
        "serve",
        "--home",
        str(home / "sandbox"),
        "--port",
        str(ports.sandbox),
        "--mail-port",
        str(ports.mail),
        "--api",
        f"http://127.0.0.1:{ports.web}",
        "--keys",
        str(home / "keys.json"),
        "--reply-mail",
        f"127.0.0.1:{ports.lmtp}",
        "--clock-file",
        str(home / "clock.json"),
        "--latency",
        "0.3",
    )
    return [
        Child("web", web_command(f"127.0.0.1:{ports.web}", processes=2, threads=4)),
        Child("desk", tertib("work", "--only", DESK)),
        Child("looks", tertib("work", "--only", str(Errand.LOOK), "--no-mail")),
        Child("sandbox", sandbox),
    ]


def _real() -> float:
    return time.time()  # noqa: TID251  # the demo's clock is made here; no other program of ours asks


def _set_clock(path: Path, speed: float) -> None:
    """Go on from where the clock stood; the first time, from now."""
    try:
        told = float(json.loads(path.read_text())["told"])
    except (OSError, ValueError, KeyError):
        told = _real()
    _write_clock(path, told, speed)


def _keep_clock(path: Path, stop: threading.Event) -> None:
    """Note every other second where the clock stands, so that a stop does not let hours pass unseen."""
    while not stop.wait(2.0):
        pace = json.loads(path.read_text())
        told = pace["told"] + (_real() - pace["real"]) * pace["speed"]
        _write_clock(path, told, pace["speed"])


def _write_clock(path: Path, told: float, speed: float) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps({"real": _real(), "told": told, "speed": speed}))
    fresh.replace(path)


def _say_when_ready(port: int, stop: threading.Event) -> None:
    for _ in range(READY_SECONDS * 5):
        with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as server:
            try:
                server.request("GET", "/")
                server.getresponse()
            except (OSError, HTTPException):
                if stop.wait(0.2):
                    return
                continue
        address = f"http://127.0.0.1:{port}/"
        print(
            f"\n  The demo stands. Open {address}\n  Ctrl-C stops it; it goes on where it stood.\n",
            flush=True,
        )
        return
