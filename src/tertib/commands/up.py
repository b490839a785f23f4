"""`tertib up`: server and worker with the embedded database; on the first start it prints how to sign in."""

import argparse
import os
import subprocess
import threading

from tertib.commands.children import Child, run_together, tertib
from tertib.commands.web import web_command


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--bind", default="127.0.0.1:8800", metavar="ADDRESS:PORT", help="default 127.0.0.1:8800"
    )


def run(args: argparse.Namespace) -> int:
    """Bring the tables up to date, then run until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertib.site.settings")
    done = subprocess.run(tertib("migrate", "--quiet"), check=False)
    if done.returncode:
        return done.returncode
    subprocess.run(tertib("greet"), check=False)
    children = [Child("web", web_command(args.bind, processes=2, threads=4)), Child("work", tertib("work"))]
    run_together(children, environment={}, stop=threading.Event())
    return 0
