"""Find the Chromium that the browser tests drive, or fetch one; print its path.

    .venv/bin/python tools/browser.py [--fetch]

Looked for in this order: TERTIB_CHROMIUM, `chromium` and `google-chrome` under their usual names on the PATH,
then Playwright's own. With --fetch: as root on Debian or Ubuntu its package, else Playwright's own download.
Exit code 1, with one line that says what to do, when there is none: the browser tests never silently skip.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_MEND = (
    "no Chromium found: install `chromium` or `google-chrome`, or set TERTIB_CHROMIUM to the program's path"
)


def find_chromium() -> Path | None:
    """The program to start, or None. A TERTIB_CHROMIUM that names nothing is an error, not a fallback."""
    named = os.environ.get("TERTIB_CHROMIUM")
    if named:
        if not shutil.which(named):
            raise SystemExit(f"TERTIB_CHROMIUM names {named!r}, which is no program here")
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def fetch_chromium() -> None:
    """Install one, by the system's package as root, else by Playwright into the user's cache."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Fetching Chromium: apt-get install chromium", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # fonts-noto-core: without a font, pages are boxes and widths are wrong
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-core"]
        for command in (["apt-get", "update", "-q"], install):
            if subprocess.call(command, env=quiet, stdout=sys.stderr, stdin=subprocess.DEVNULL) != 0:
                break
        else:
            return
    print("Fetching Chromium: playwright install chromium", file=sys.stderr)
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False
    )


def main() -> int:
    """Print the path of a Chromium that starts."""
    found = find_chromium()
    if found is None and "--fetch" in sys.argv[1:]:
        fetch_chromium()
        found = find_chromium()
    if found is None:
        print(HOW_TO_MEND, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
