"""A person with a real browser: every page that is reached is looked at by axe, in light and dark, wide and narrow."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Locator, Page, Response

Found = TypeVar("Found")

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (rules) => {
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...rules});
    return found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 160)).join(" | "));
}"""
DESK, PHONE = (1280, 900), (375, 740)
PATIENCE_MS = 15_000
NOTED = re.compile("status of (403|404|422)")  # noted by the browser; that they came is the test's affair
FORM = """() => {
    const names = new Set();
    for (const one of document.querySelectorAll("body *")) {
        const path = [];
        for (let at = one; at && path.length < 4; at = at.parentElement) path.push(at.tagName + "." + at.className);
        names.add(path.join("<") + "[" + one.getAttributeNames().sort().join() + "]");
    }
    return [...names].sort().join("\\n");
}"""  # of what parts a page is made, whatever they say and however often they stand there
WIDEST = """() => [...document.querySelectorAll("body *")].filter(one => {
    for (let at = one.parentElement; at; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== "visible" && at.getBoundingClientRect().right <= innerWidth) return false;
    return one.getBoundingClientRect().right > innerWidth;
}).map(one => one.outerHTML.slice(0, 160)).join(" | ")"""  # of what no part of the page lets one scroll sideways
FOCUS = "document.activeElement"
SEEN_FOCUS = f"""(() => {{ const style = getComputedStyle({FOCUS});
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"; }})()"""


@dataclass
class Walker:
    """One person's browser. `script` False: no page may run any; `faults` is what was found wrong on the way."""

    page: Page
    devtools: CDPSession
    address: str
    language: str
    script: bool
    size: tuple[int, int]
    faults: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    known_forms: set[tuple[str, str]] = field(
        default_factory=set
    )  # of language and FORM: all walkers' together

    def visit(self, path: str, *, status: int = 200) -> None:
        """Open an address of ours."""
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        self.look()

    def press(self, selector: str, *, status: int = 200) -> None:
        """Press a button or a link that leads to another page; the only one, or the first that is seen."""
        with self.page.expect_navigation() as reached:
            self.seen(selector).click()
        answer: Response = reached.value
        assert answer.status == status, f"{selector} led to {self.path}: {answer.status}"
        self.look()

    def fill(self, selector: str, text: str) -> None:
        self.seen(selector).fill(text)

    def seen(self, selector: str) -> Locator:
        return self.page.locator(f"{selector}:visible").first

    def enter(self, *, status: int = 200) -> None:
        """Press the Enter key on what has the focus, which leads to another page."""
        with self.page.expect_navigation() as reached:
            self.page.keyboard.press("Enter")
        answer: Response = reached.value
        assert answer.status == status, f"Enter led to {self.path}: {answer.status}"
        self.look()

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def has(self, selector: str) -> bool:
        return self.page.locator(selector).count() > 0

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def wait(self, selector: str) -> None:
        """Wait until the page shows it: by itself where scripts run, else by loading it again."""
        if self.script:
            self.page.locator(selector).first.wait_for(state="attached")
        else:
            self.wait_for(lambda: self.has(selector))
        self.look(again=True)

    def wait_for(self, seen: Callable[[], Found], *, path: str = "") -> Found:
        """Load a page again and again until it shows what is waited for."""
        end = monotonic() + PATIENCE_MS / 1000
        while monotonic() < end:
            self.page.goto(self.address + (path or self.path))
            if found := seen():
                return found
            self.page.wait_for_timeout(200)
        raise AssertionError(f"waited in vain on {self.path}:\n{self.text()[:2000]}")

    def be(self, name: str) -> None:
        """Sign in as one of the demo's people, by the demo's page."""
        self.visit("/demo/")
        self.press(f'.people button:has-text("{name}")')

    def tab_to(self, selector: str) -> None:
        """Go there by the Tab key alone; the focus must be seen where it lands."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"selector => {FOCUS}.matches(selector)", selector):
                assert self.page.evaluate(SEEN_FOCUS), f"the focus on {selector} cannot be seen"
                return
        raise AssertionError(f"{selector} cannot be reached by the keyboard on {self.path}")

    def download(self, selector: str) -> str:
        """The text of the file that a link gives."""
        with self.page.expect_download() as coming:
            self.seen(selector).click()
        return coming.value.path().read_text(encoding="utf-8-sig")

    def look(self, *, again: bool = False) -> None:
        """Look at the page as it stands; each address once, unless it is another page by now."""
        where = self.path.partition("?")[0]
        if where in self.looked_at and not again:
            return
        self.looked_at.add(where)
        form = (self.language, str(self.page.evaluate(FORM)))
        if form not in self.known_forms:
            self.known_forms.add(form)
            self._ask_axe()
        self._set_width(PHONE)
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        if width > PHONE[0]:
            widest = self.page.evaluate(WIDEST)
            self.faults.append(f"{where} ({self.language}): {width} px wide on a phone: {widest}")
        self._set_width(self.size)
        language = self.page.locator("html").get_attribute("lang")
        if language != self.language:
            self.faults.append(f"{where}: is in {language}, not in {self.language}")

    def _ask_axe(self) -> None:
        with self._scripts_for_us():
            self.page.evaluate(AXE)
            self._note(self.page.evaluate(RUN, {}), "light")
            self.page.emulate_media(color_scheme="dark")
            self._note(self.page.evaluate(RUN, {"runOnly": ["color-contrast"]}), "dark")
            self.page.emulate_media(color_scheme="light")

    def heard(self, message: ConsoleMessage) -> None:
        """What the browser complains of: a broken policy, a script that fails, a file that is not there."""
        if message.type in ("error", "warning") and not NOTED.search(message.text):
            self.faults.append(f"{self.path}: {message.text}")

    def _note(self, violations: list[str], light: str) -> None:
        self.faults += [f"{self.path} ({self.language}, {light}): {one}" for one in violations]

    def _set_width(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    @contextmanager
    def _scripts_for_us(self) -> Iterator[None]:
        """axe is a script itself; the page's own were not run when it was loaded, and are not run now."""
        if self.script:
            yield
            return
        self.devtools.send("Emulation.setScriptExecutionDisabled", {"value": False})
        yield
        self.devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})


@contextmanager
def walking(
    browser: Browser,
    address: str,
    *,
    language: str,
    script: bool,
    size: tuple[int, int] = DESK,
    known_forms: set[tuple[str, str]] | None = None,
) -> Iterator[Walker]:
    """A fresh browser for one person; at the end it must have found nothing wrong."""
    context = browser.new_context(
        locale={"id": "id-ID", "en": "en-GB"}[language],
        viewport={"width": size[0], "height": size[1]},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    walker = Walker(
        page,
        devtools,
        address,
        language,
        script,
        size,
        known_forms=set() if known_forms is None else known_forms,
    )
    page.on("console", walker.heard)
    page.on("pageerror", lambda error: walker.faults.append(f"{walker.path}: {error}"))
    if not script:
        devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield walker
    finally:
        context.close()
    assert not walker.faults, "\n".join(walker.faults)
