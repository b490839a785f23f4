"""The world outside of a worker, real and on loopback: marketplaces with pages and hooks, and a mail server."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from standardwebhooks import Webhook

from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.sandbox.clock import start_clock
from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import PLACES
from tertib.sandbox.serving import Marketplaces
from tertib.sandbox.standing import Change, Standing
from tertib.sandbox.standing import World as Shops
from tertib.site.clock import wall
from tertib.worker.context import Context
from tests.actions.world import World
from tests.adapters.channels.receivers import MailReceiver
from tests.sandbox.world import CALM

SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0LTAxMjM0NTY3ODk="


@dataclass
class Outside:
    """What the marketplaces were told, and what they answer: `statuses` in turn, the last for ever."""

    shops: Shops
    marketplaces: Marketplaces
    mail: MailReceiver
    folder: Path
    statuses: list[int] = field(default_factory=lambda: [202])
    told: Counter[str] = field(default_factory=Counter)
    messages: list[Any] = field(default_factory=list)

    async def hook(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take a webhook; one with a wrong signature is an error."""
        self.messages.append(Webhook(SECRET).verify(body, dict(headers)))
        self.told[headers["webhook-id"]] += 1
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def url(self, item: int, slug: str = "lapakraya") -> str:
        """The address of a listing's page."""
        place = PLACES[slug]
        return (
            f"http://{place.host}:{self.marketplaces.port}{offer_at(place, item, seed=self.shops.seed).path}"
        )

    def take_down(self, *items: int, world: World, slug: str = "lapakraya") -> None:
        changes = [Change(item, Standing.GONE, "staff", "diminta") for item in items]
        self.shops.change(PLACES[slug], changes, at=world.now)

    def context(self, world: World, *, name: str = "one") -> Context:
        """What a worker is given: the world's clock, real time for leases, and ways to the outside."""
        port = self.marketplaces.port
        return Context(
            worker=name,
            clock=lambda: world.now,
            wall=wall,
            files=Files(str(self.folder / "files")),
            agent_contact="https://tertib.example/kontak",
            hosts={place.host: ("127.0.0.1", port) for place in PLACES.values()},
            mail=MailServer(host="127.0.0.1", port=self.mail.port, timeout_seconds=5),
        )


def up_items(shops: Shops, count: int, slug: str = "lapakraya") -> list[int]:
    """Listings that are up, beside the control pages."""
    place = PLACES[slug]
    found = (item for item in range(10, place.listings) if shops.standing(place, item) is Standing.UP)
    return [next(found) for _ in range(count)]


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Everything outside runs in a thread with a loop of its own, as it is another machine's work."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(20)

    stack = AsyncExitStack()
    home = folder / "shops"
    home.mkdir()
    made = Outside(Shops(home), None, None, folder)  # type: ignore[arg-type]
    made.marketplaces = Marketplaces(made.shops, start_clock(home, speed=3600.0), moods=CALM)
    made.marketplaces.hooks["lapakraya"] = made.hook
    wait_for(made.marketplaces.start(0))
    made.mail = wait_for(stack.enter_async_context(MailReceiver()))
    try:
        yield made
    finally:
        wait_for(stack.aclose())
        wait_for(made.marketplaces.stop())
        made.shops.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def table(urls: list[str]) -> bytes:
    """A list as officers write it."""
    lines = ["No;Tautan;Keterangan", *(f"{number};{url};bal" for number, url in enumerate(urls, 1))]
    return "\n".join(lines).encode()
