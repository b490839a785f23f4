"""What the journeys in a browser share: one running system, and a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tertib.commands.web import web_command
from tests.journeys.acts import approve_all, hand_in, of_cases, wait_until_seen
from tests.journeys.lists import small_list
from tests.journeys.system import System, free_ports, running_system
from tests.journeys.walker import DESK, PHONE, Walker, walking

SPEED = 3_600.0  # an hour a second: the prompt marketplaces answer while one looks

VERIFIED = 8  # cases that somebody said to be done and looks saw gone: then every page has something to tell

# The same journey twice: as most go it, and as it must be possible as well.
READERS = {
    "id, with scripts, at a desk": ("id", True, DESK),
    "en, without scripts, on a phone": ("en", False, PHONE),
}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium; closed before tests with a database run, which must not share a thread with it."""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield program
        program.close()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The demo's programs, and beside them a server that asks everybody for a second factor."""
    home = tmp_path_factory.mktemp("browsing") / "home"
    with running_system(home, speed=SPEED, TERTIB_SECOND_READING_SHARE="0.5") as running:
        guarded = free_ports().web
        address = f"http://127.0.0.1:{guarded}"
        running.start(
            "guarded",
            web_command(f"127.0.0.1:{guarded}", processes=1, threads=2),
            TERTIB_SECOND_FACTOR="1",
            TERTIB_DEMO="0",
            TERTIB_URL=address,
        )
        running.wait("the guarded server", lambda: running.answers(guarded))
        running.environment["GUARDED"] = address
        yield running


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A list of links that was approved and, in part, taken down and verified; nothing outside moves any more."""
    with running_system(tmp_path_factory.mktemp("lived") / "home", speed=4 * SPEED) as running:
        order = hand_in(
            running, small_list(80, port=running.ports.sandbox), letter="B-72/PKTN-CONTOH/XI/2026"
        )
        wait_until_seen(running)
        approve_all(running, order=order)
        running.wait(
            "claims that looks verified",
            lambda: of_cases(running, "claimed_at IS NOT NULL AND down_at IS NOT NULL") >= VERIFIED,
        )
        running.stop("sandbox", "looks")
        yield running


@pytest.fixture(scope="session")
def known_forms() -> set[tuple[str, str]]:
    """What axe was asked of already, by language."""
    return set()


@pytest.fixture(params=READERS, ids=str)
def walker(
    request: pytest.FixtureRequest, browser: Browser, system: System, known_forms: set[tuple[str, str]]
) -> Iterator[Walker]:
    """A person's browser at the demo; nothing may be wrong with any page that was reached."""
    language, script, size = READERS[request.param]
    with walking(
        browser, system.address, language=language, script=script, size=size, known_forms=known_forms
    ) as person:
        yield person
