"""The `tertib` program: finds the command in one table and runs it.

Exit codes: 0 done, 1 the answer is "no", 2 the input or the call is wrong (one line says what, where and how
to mend it), 130 stopped by the keyboard.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from tertib import __version__
from tertib.errors import TertibError

# name -> (module with add(parser) and run(args) -> exit code, what it does, whether it needs the site). A module
# is loaded only when its command is called: commands on files start fast and need neither database nor settings.
COMMANDS = {
    "demo": ("tertib.commands.demo", "a whole small world on this machine, to try it in", False),
    "up": ("tertib.commands.up", "server and worker with the embedded database", False),
    "web": ("tertib.commands.web", "the server alone", False),
    "work": ("tertib.commands.work", "a worker alone", True),
    "migrate": ("tertib.commands.migrate", "bring the database's tables up to date", True),
    "first-person": (
        "tertib.commands.first_person",
        "make the first party and person, and print how to sign in",
        True,
    ),
    "greet": (
        "tertib.commands.greet",
        "say where the installation is, and make its operator if nobody is there",
        True,
    ),
    "check": ("tertib.commands.check", "check the settings, and list every one", True),
    "backup": ("tertib.commands.backup", "write everything that is kept into one file", True),
    "restore": ("tertib.commands.restore", "put a backup into an empty installation", True),
    "pages": ("tertib.commands.pages", "say what saved pages show: up, down or cannot tell", False),
    "links": ("tertib.commands.links", "read the links in a table or text file", False),
    "terms": ("tertib.commands.terms", "new words after a takedown, ranked, with error control", False),
    "tokens": (
        "tertib.commands.tokens",
        "turn what ties shops to a seller into keyed tokens, on your own machine",
        False,
    ),
    "train": (
        "tertib.commands.train",
        "learn from labelled listings what a policy's rules leave open",
        False,
    ),
    "detect": ("tertib.commands.detect", "look through listings by a policy and write the findings", False),
    "returns": (
        "tertib.commands.returns",
        "find removed listings that are offered again, with reasons",
        False,
    ),
    "simulate": (
        "tertib.commands.simulate",
        "a campaign against sellers who adapt, with every figure held against the truth",
        False,
    ),
    "policy": ("tertib.commands.policy", "check policy folders and say what they say", False),
    "sandbox": (
        "tertib.commands.sandbox",
        "run a small outside world to try it in, or write lists for it",
        False,
    ),
    "demo-world": ("tertib.commands.demo_world", "put the demo's invented parties and people in", True),
}
SITE_SETTINGS = "tertib.site.settings"


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See: {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; `argv` is without the program's name."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_help())
        return 0
    if words[0] in {"--version", "-V"}:
        print(f"tertib {__version__}")
        return 0
    if words[0] not in COMMANDS:
        print(f"tertib: there is no command {words[0]!r}. There are: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    module_name, summary, needs_site = COMMANDS[words[0]]
    try:
        if needs_site:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", SITE_SETTINGS)
            import_module("django").setup()
        module = import_module(module_name)
    except TertibError as error:
        print(f"tertib: {error}", file=sys.stderr)
        return 2
    parser = OneLineParser(prog=f"tertib {words[0]}", description=f"{summary[0].upper()}{summary[1:]}.")
    module.add(parser)
    args = parser.parse_args(words[1:])
    try:
        code: int = module.run(args)
        sys.stdout.flush()
    except TertibError as error:
        print(f"tertib: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone, as `head` does: nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"tertib: {where}{error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("tertib: stopped", file=sys.stderr)
        return 130
    return code


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {summary}" for name, (_, summary, _) in COMMANDS.items()]
    return "\n".join(
        (
            "usage: tertib COMMAND ...",
            "From a link to a takedown that is verified, stays down, and can be proved.",
            "",
            *lines,
            "",
            "tertib COMMAND --help says more of one; tertib --version says which version this is.",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
