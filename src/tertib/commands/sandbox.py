"""`tertib sandbox`: a small outside world to try it in, and lists of links to hand in."""

import argparse
import asyncio
import logging
import signal
import sys
from collections import Counter
from pathlib import Path

import uvloop

from tertib.errors import BadInput
from tertib.sandbox.catalogue import catalogue, write_catalogue
from tertib.sandbox.orders import order_rows, write_order
from tertib.sandbox.places import PLACES
from tertib.sandbox.running import Settings, run_world

ROWS = 40_000
HOME = Path("var/sandbox")


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    does = parser.add_subparsers(dest="does", required=True, metavar="serve|order|listings")
    serve = does.add_parser(
        "serve",
        help="stand five invented marketplaces, their mail server and their staff on this machine",
        description="Stand five invented marketplaces on one port of this machine, told apart by their host "
        "names (lapakraya.localhost, ...), with a mail server and staff that answers notices. Ctrl-C stops it; "
        "started again with the same home it goes on.",
    )
    serve.add_argument("--home", type=Path, default=HOME, help=f"where its state is kept (default {HOME})")
    serve.add_argument("--port", type=int, default=8801, help="of the marketplaces (default 8801)")
    serve.add_argument("--mail-port", type=int, default=8825, help="of its mail server (default 8825)")
    serve.add_argument("--api", default="http://127.0.0.1:8800", metavar="URL", help="where Tertib answers")
    serve.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help='JSON: {"lapakraya": {"api_key": "...", "webhook_secret": "..."}, ...}; may be written later',
    )
    serve.add_argument(
        "--reply-mail",
        default="127.0.0.1:8824",
        metavar="HOST:PORT",
        help="where mailed replies are handed in, by LMTP or SMTP (default 127.0.0.1:8824)",
    )
    serve.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second (default 1)")
    serve.add_argument(
        "--clock-file",
        type=Path,
        metavar="FILE",
        help="follow this clock file of Tertib's instead of --speed",
    )
    serve.add_argument("--no-staff", action="store_true", help="marketplaces only: nobody answers anything")
    serve.add_argument("--walls", type=float, default=0.004, help="share of looks that meet a robot wall")
    serve.add_argument("--errors", type=float, default=0.002, help="share of looks that meet a server error")
    serve.add_argument(
        "--latency", type=float, default=1.0, help="factor on the marketplaces' waits (0: none; default 1)"
    )
    order = does.add_parser(
        "order",
        help="write a list of links as an officer hands it in, and the answers beside it",
        description="Write a list of links to the sandbox's listings, with all that is wrong in such lists, "
        "and beside it OUT.answers.json: what must become of each row.",
    )
    order.add_argument("--rows", type=int, default=ROWS, help=f"how many (default {ROWS})")
    order.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.xlsx|csv")
    order.add_argument("--port", type=int, default=8801, help="of the marketplaces (default 8801)")
    order.add_argument(
        "--beside",
        type=int,
        default=0,
        metavar="ROWS",
        help="another list of that many rows was handed in before",
    )
    order.add_argument(
        "--overlap", type=int, default=0, metavar="N", help="so many of its listings stand in this one too"
    )
    listings = does.add_parser(
        "listings",
        help="write listings of a marketplace as it hands them over to be judged",
        description="Write listings of one invented marketplace as JSON lines, some titles in disguise, for "
        "`tertib detect` and for feeds.",
    )
    listings.add_argument("--place", choices=sorted(PLACES), default="lapakraya", help="which marketplace")
    listings.add_argument("--rows", type=int, default=1_000, help="how many (default 1000)")
    listings.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.jsonl")
    listings.add_argument("--port", type=int, default=8801, help="of the marketplaces (default 8801)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped, or write a list. Raises BadInput or OSError."""
    return {"order": _order, "listings": _listings, "serve": _serve}[args.does](args)


def _listings(args: argparse.Namespace) -> int:
    try:
        write_catalogue(args.output, catalogue(PLACES[args.place], args.rows, port=args.port))
    except ValueError as error:
        raise BadInput(str(error)) from error
    print(f"{args.output}: {args.rows} listings", file=sys.stderr)
    return 0


def _order(args: argparse.Namespace) -> int:
    if args.rows < 1 or args.beside < 0 or args.overlap < 0:
        raise BadInput("--rows must be 1 or more, --beside and --overlap 0 or more")
    try:
        rows = order_rows(args.rows, port=args.port, beside=args.beside, overlap=args.overlap)
        beside = write_order(args.output, rows)
    except ValueError as error:
        raise BadInput(str(error)) from error
    counts = Counter(row.outcome.value for row in rows)
    parts = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    print(f"{args.output}: {len(rows)} rows ({parts}). What must become of them: {beside}", file=sys.stderr)
    return 0


def _serve(args: argparse.Namespace) -> int:
    host, _, port = args.reply_mail.rpartition(":")
    if not host or not port.isdecimal():
        raise BadInput(f"--reply-mail is {args.reply_mail!r}: write HOST:PORT, such as 127.0.0.1:8824")
    for name in ("walls", "errors"):
        if not 0 <= getattr(args, name) <= 1:
            raise BadInput(f"--{name} is {getattr(args, name)}: it is a share, from 0 to 1")
    settings = Settings(
        home=args.home,
        port=args.port,
        mail_port=args.mail_port,
        api=args.api,
        keys=args.keys,
        reply_mail=(host, int(port)),
        speed=args.speed,
        clock_file=args.clock_file,
        staffed=not args.no_staff,
        walls=args.walls,
        errors=args.errors,
        latency=args.latency,
    )
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_stopped(settings))
    except ValueError as error:
        raise BadInput(str(error)) from error
    return 0


async def _until_stopped(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    await run_world(settings, stop=stop, ready=lambda line: print(line, file=sys.stderr, flush=True))
