"""`tertib simulate`: a campaign of many days against sellers who adapt, every shown figure against the truth."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from tertib import sandbox
from tertib.commands.simulation.compare import compare
from tertib.commands.simulation.eyes import Eyes, Told
from tertib.commands.simulation.fetched import Fetched
from tertib.commands.simulation.loops import Loop
from tertib.commands.simulation.office import AFTERCARE_DAYS, Office
from tertib.commands.simulation.report import write_report
from tertib.commands.simulation.tables import Without, worth
from tertib.errors import BadInput
from tertib.sandbox.campaign.serving import NOBODYS_KEY, UP_KEY
from tertib.sandbox.campaign.world import Size, World

USUAL = Size()
TEMPLATES = Path(sandbox.__file__).with_name("templates.toml")
MOST_DAYS = 400


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("--days", type=int, default=USUAL.days, help=f"days of the campaign ({USUAL.days})")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same campaign (1)")
    parser.add_argument(
        "--dealers", type=int, default=USUAL.dealers, help=f"sellers who adapt ({USUAL.dealers})"
    )
    parser.add_argument("--honest", type=int, default=USUAL.honest, help=f"honest sellers ({USUAL.honest})")
    parser.add_argument(
        "--http", action="store_true", help="look over real HTTP at served pages: minutes instead of seconds"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=[one.value for one in Loop],
        metavar="LOOP",
        help=f"go the campaign once more without this loop, to see what it is worth ({', '.join(Loop)}); may be repeated",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="DIR",
        required=True,
        help="folder for the report, made if it is not there",
    )


def run(args: argparse.Namespace) -> int:
    """Run the campaign without and with the product, and less a loop where asked; write the report; 1: an aim missed."""
    size = _size(args)
    if args.report.exists() and not args.report.is_dir():
        raise BadInput(f"--report {args.report}: is a file; give a folder")
    idle = World(seed=args.seed, size=size)
    idle.outside().advance(size.days * 24.0)
    nothing = idle.truth().on_sale([day * 24.0 for day in range(size.days + 1)])
    office, world = _campaign(args, size)
    outcome = compare(office, world.truth(), nothing, days=size.days)
    without = []
    for loop in dict.fromkeys(map(Loop, args.without)):
        less, other = _campaign(args, size, without=loop)
        without.append(Without(loop, compare(less, other.truth(), nothing, days=size.days)))
    files = write_report(
        args.report, office, world.truth(), outcome, without=without, days=size.days, seed=args.seed
    )
    for one in outcome.held:
        mark = {None: "", True: "ok", False: "MISSED"}[one.kept]
        values = f"shown {one.written(one.shown):>10}   true {one.written(one.true):>12}"
        print(f"{one.en:44} {values}   {one.aim:32} {mark}".rstrip())
    for name, prevalence, *_ in worth(outcome, without).rows if without else ():
        print(f"{name.partition(' / ')[2]:44} up, against doing nothing {prevalence}")
    print(f"written: {len(files)} files in {args.report}; begin with {args.report / 'report.html'}")
    if outcome.missed:
        print(f"aims missed: {', '.join(one.key for one in outcome.missed)}", file=sys.stderr)
    return 1 if outcome.missed else 0


def _campaign(args: argparse.Namespace, size: Size, *, without: Loop | None = None) -> tuple[Office, World]:
    """The product's days in a world of its own."""
    world = World(seed=args.seed, size=size)
    said = f" without {without}" if without else ""
    with ExitStack() as stack:
        eyes = _over_http(world, stack) if args.http else Told(world.outside())
        office = Office(world.outside(), eyes, without=frozenset(filter(None, [without])))
        office.run(size.days, tell=lambda day: _tell(day, size.days, said))
    return office, world


def _over_http(world: World, stack: ExitStack) -> Eyes:
    """Serve the world's pages on loopback, and look at them with the fetcher; both end with the stack."""
    served = world.served()
    ports = served.start()
    stack.callback(served.stop)
    platforms = world.outside().platforms
    return stack.enter_context(Fetched(platforms, ports, templates=TEMPLATES, keys=(UP_KEY, NOBODYS_KEY)))


def _size(args: argparse.Namespace) -> Size:
    for name, least, most in (("days", 1, MOST_DAYS), ("dealers", 1, 5_000), ("honest", 0, 100_000)):
        if not least <= getattr(args, name) <= most:
            raise BadInput(f"--{name} {getattr(args, name)}: give {least} to {most}")
    return Size(days=args.days, dealers=args.dealers, honest=args.honest)


def _tell(day: int, days: int, said: str) -> None:
    if sys.stderr.isatty():
        part = f"day {day} of {days}" if day < days else f"watching on, day {day} of {days + AFTERCARE_DAYS}"
        print(
            f"\r\033[K{part}{said}",
            end="\r" if day < days + AFTERCARE_DAYS - 1 else "\r\033[K",
            file=sys.stderr,
            flush=True,
        )
