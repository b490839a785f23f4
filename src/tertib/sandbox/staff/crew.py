"""Keeps the five marketplaces' staff at work, whatever the other side does."""

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp

from tertib.sandbox.places import PLACES
from tertib.sandbox.serving import Marketplaces
from tertib.sandbox.staff import kioskilat, lapakraya, niagaid, pasarkita, sandangku
from tertib.sandbox.staff.api import Api
from tertib.sandbox.staff.conduct import Conduct
from tertib.sandbox.staff.desk import Desk
from tertib.sandbox.staff.hooked import take_call
from tertib.sandbox.staff.office import Office, log

_ROUND_SECONDS: Final = 0.2  # of the wall, between two rounds of one staff
_AFTER_A_FALL: Final = 2.0  # seconds of the wall until staff that fell gets up again

_WORK: Final[Mapping[str, tuple[Conduct, Callable[[Office], Awaitable[None]]]]] = {
    "lapakraya": (lapakraya.CONDUCT, lapakraya.work),
    "pasarkita": (pasarkita.CONDUCT, pasarkita.work),
    "niagaid": (niagaid.CONDUCT, niagaid.work),
    "sandangku": (sandangku.CONDUCT, sandangku.work),
    "kioskilat": (kioskilat.CONDUCT, kioskilat.work),
}
_HOOKED: Final = ("lapakraya", "kioskilat")


class Crew:
    """The staff of all marketplaces, in one event loop.

    `keys` is a JSON file, `{"lapakraya": {"api_key": "ttb_...", "webhook_secret": "whsec_..."}, ...}`. It may
    come later than the staff, and may change: it is read again whenever it is newer.
    """

    def __init__(
        self, marketplaces: Marketplaces, *, api: str, keys: Path | None, reply_mail: tuple[str, int]
    ) -> None:
        self._api_base = api
        self._keys_file = keys
        self._keys: dict[str, dict[str, str]] = {}
        self._keys_time = 0.0
        self._client: aiohttp.ClientSession | None = None
        self._tasks: list[asyncio.Task[None]] = []
        home = marketplaces.world.home
        self.offices = {
            slug: Office(
                place=PLACES[slug],
                world=marketplaces.world,
                clock=marketplaces.clock,
                desk=Desk(home / f"desk-{slug}.sqlite3"),
                conduct=conduct,
            )
            for slug, (conduct, _) in _WORK.items()
        }
        host, port = reply_mail
        self.offices["niagaid"].deliver = partial(niagaid.post, host=host, port=port)
        for slug in _HOOKED:
            marketplaces.hooks[slug] = partial(self._called, slug)

    async def start(self) -> None:
        """Let everyone begin to work."""
        self._client = aiohttp.ClientSession()
        self._tasks = [asyncio.create_task(self._keep_working(slug)) for slug in _WORK]

    async def stop(self) -> None:
        """Let everyone go home; what lies on the desks stays there."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
        for office in self.offices.values():
            office.desk.close()

    async def _called(self, slug: str, headers: Mapping[str, str], body: bytes) -> int:
        self._read_keys()
        secret = self._keys.get(slug, {}).get("webhook_secret", "")
        return await take_call(self.offices[slug], headers, body, secret=secret)

    async def _keep_working(self, slug: str) -> None:
        while True:
            rounds = asyncio.create_task(self._rounds(slug))
            try:
                await asyncio.wait([rounds])
            except asyncio.CancelledError:
                rounds.cancel()
                raise
            if fell := rounds.exception():
                log.error(
                    "%s's staff fell and gets up again: %s", slug, "".join(traceback.format_exception(fell))
                )
            await asyncio.sleep(_AFTER_A_FALL)

    async def _rounds(self, slug: str) -> None:
        office, work = self.offices[slug], _WORK[slug][1]
        while True:
            self._read_keys()
            key = self._keys.get(slug, {}).get("api_key", "")
            if self._client is not None and key:
                office.api = Api(self._client, self._api_base, key)
            await work(office)
            await asyncio.sleep(_ROUND_SECONDS)

    def _read_keys(self) -> None:
        if self._keys_file is None:
            return
        try:
            changed = self._keys_file.stat().st_mtime
            if changed == self._keys_time:
                return
            read = json.loads(self._keys_file.read_text(encoding="utf-8"))
            self._keys = {str(slug): dict(keys) for slug, keys in read.items()}
        except FileNotFoundError:
            return  # not written yet
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.error("keys file %s cannot be read (%s); it must be %s", self._keys_file, error, _KEYS_FORM)
            return
        self._keys_time = changed
        log.info("keys read for %s", ", ".join(sorted(self._keys)) or "nobody")


_KEYS_FORM: Final = '{"lapakraya": {"api_key": "...", "webhook_secret": "..."}, ...}'
