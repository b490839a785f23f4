"""`tertib web`: the server, by gunicorn; its children die with it, so that a restart finds the port free."""

import argparse
import os
import sys
from pathlib import Path

CONFIG = Path(__file__).with_name("gunicorn_settings.py")


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--bind", default="127.0.0.1:8800", metavar="ADDRESS:PORT", help="default 127.0.0.1:8800"
    )
    parser.add_argument("--processes", type=int, default=2, help="how many processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each (default 4)")


def run(args: argparse.Namespace) -> int:
    """Become the server; comes back only if it cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertib.site.settings")
    command = web_command(args.bind, processes=args.processes, threads=args.threads)
    os.execv(command[0], command)  # noqa: S606  # no shell, our own arguments


def web_command(bind: str, *, processes: int, threads: int) -> list[str]:
    """The server's command line, for this command and those that start it beside others."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(CONFIG),
        "--bind",
        bind,
        "--workers",
        str(processes),
        "--threads",
        str(threads),
        "tertib.site.wsgi:application",
    ]
