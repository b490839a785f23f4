"""A program for tests of backups: fill an installation, or go on filling it until it is told to stop.

python -m tests.commands.filling [STOP_FILE]
"""

import sys
from itertools import count
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up before its models are known

import tertib.sandbox  # noqa: E402
from tertib.adapters.files import Files  # noqa: E402
from tests.actions.world import World, acted, link, make_world  # noqa: E402


def fill(world: World, start: int) -> None:
    """One order on its way: five listings, one answered, its file kept."""
    order = world.hand_in(*(link(number) for number in range(start, start + 5)))
    order.file_key = Files(settings.TERTIB_FILES_URL).put(f"daftar {start}".encode())
    order.save(update_fields=["file_key"])
    [first, *_] = world.ask()
    world.say(acted(first.key, f"r-{start}", world.now))


def main() -> None:
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    world = make_world()
    for start in count(1, 5):
        fill(world, start)
        if len(sys.argv) < 2 or Path(sys.argv[1]).exists():
            return


if __name__ == "__main__":
    main()
