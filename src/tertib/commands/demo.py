"""`tertib demo`: a whole small world on this machine: server, workers, sandbox marketplaces, people, a large order."""

import argparse
import json
import os
import subprocess
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from importlib.resources import files
from pathlib import Path

from tertib.commands.children import Child, run_together, tertib
from tertib.commands.web import web_command
from tertib.errors import BadInput
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
PORT_WEB, PORT_SANDBOX, PORT_LMTP, PORT_MAIL = 8800, 8801, 8824, 8825
SPEED = 360.0  # a day in four minutes
DESK = ",".join(errand for errand in Errand if errand is not Errand.LOOK)
READY_SECONDS = 60


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


def run(args: argparse.Namespace) -> int:
    """Set the world up, run it until told to stop; started again it goes on where it stood."""
    if not 1 <= args.speed <= 3_600:
        raise BadInput("--speed is between 1 (real time) and 3600 (an hour a second).")
    if not 1 <= args.rows <= 40_000:
        raise BadInput("--rows is between 1 and 40000.")
    home: Path = args.home.resolve()
    (home / "demo").mkdir(parents=True, exist_ok=True)
    _set_clock(home / "clock.json", args.speed)
    environment = demo_environment(home)
    os.environ.update(environment)
    print("setting up the demo's world ...", flush=True)
    for words in _preparation(home, args.rows):
        done = subprocess.run(tertib(*words), check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return done.returncode
    stop = threading.Event()
    for watch in (lambda: _keep_clock(home / "clock.json", stop), lambda: _say_when_ready(stop)):
        threading.Thread(target=watch, daemon=True).start()
    run_together(_children(home), environment=environment, stop=stop)
    return 0


def demo_environment(home: Path) -> dict[str, str]:
    """The settings of the demo's programs."""
    sandbox = files("tertib") / "sandbox"
    hosts = ",".join(f"{host}.localhost=127.0.0.1:{PORT_SANDBOX}" for host in HOSTS)
    return {
        "DJANGO_SETTINGS_MODULE": "tertib.site.settings",
        "TERTIB_HOME": str(home),
        "TERTIB_DATABASE_URL": "",
        "TERTIB_DEMO": "1",
        "TERTIB_SECOND_FACTOR": "0",
        "TERTIB_URL": f"http://127.0.0.1:{PORT_WEB}",
        "TERTIB_CLOCK_FILE": str(home / "clock.json"),
        "TERTIB_PLATFORM_FILES": str(sandbox / "platforms.toml"),
        "TERTIB_TEMPLATE_FILES": str(sandbox / "templates.toml"),
        "TERTIB_CONTROL_FILES": str(sandbox / "controls.toml"),
        "TERTIB_SANDBOX_HOSTS": hosts,
        "TERTIB_SMTP_URL": f"smtp://127.0.0.1:{PORT_MAIL}",
        "TERTIB_LMTP": f"127.0.0.1:{PORT_LMTP}",
    }


def _preparation(home: Path, rows: int) -> list[tuple[str, ...]]:
    steps: list[tuple[str, ...]] = [
        ("migrate", "--quiet"),
        ("demo-world", "--keys", str(home / "keys.json"), "--port", str(PORT_SANDBOX)),
    ]
    order = home / "demo" / f"daftar-{rows}-tautan.xlsx"
    if not order.is_file():
        steps.append(("sandbox", "order", "--rows", str(rows), "-o", str(order)))
    return steps


def _children(home: Path) -> list[Child]:
    sandbox = tertib(
        "sandbox",
        "serve",
        "--home",
        str(home / "sandbox"),
        "--port",
        str(PORT_SANDBOX),
        "--mail-port",
        str(PORT_MAIL),
        "--api",
        f"http://127.0.0.1:{PORT_WEB}",
        "--keys",
        str(home / "keys.json"),
        "--reply-mail",
        f"127.0.0.1:{PORT_LMTP}",
        "--clock-file",
        str(home / "clock.json"),
        "--latency",
        "0.3",
    )
    return [
        Child("web", web_command(f"127.0.0.1:{PORT_WEB}", processes=2, threads=4)),
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


def _say_when_ready(stop: threading.Event) -> None:
    for _ in range(READY_SECONDS * 5):
        with closing(HTTPConnection("127.0.0.1", PORT_WEB, timeout=2)) as server:
            try:
                server.request("GET", "/")
                server.getresponse()
            except (OSError, HTTPException):
                if stop.wait(0.2):
                    return
                continue
        address = f"http://127.0.0.1:{PORT_WEB}/"
        print(
            f"\n  The demo stands. Open {address}\n  Ctrl-C stops it; it goes on where it stood.\n",
            flush=True,
        )
        return
