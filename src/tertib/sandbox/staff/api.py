"""Speaks Tertib's public API as any marketplace would: a Bearer key, JSON, idempotency keys."""

import json
from typing import Any, Final

import aiohttp

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class TryLater(Exception):
    """The other side is away or asks to wait. `seconds` is how long it asked for, 0 if it did not say."""

    def __init__(self, why: str, *, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class SaidNo(Exception):
    """The other side refused for good; trying the same again is of no use."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status}: {why}")
        self.status = status


class Api:
    """One marketplace's access."""

    def __init__(self, client: aiohttp.ClientSession, base: str, key: str) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._key = key

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """Read. Raises TryLater or SaidNo."""
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: str, *, key: str) -> dict[str, Any]:
        """Write a JSON text under an idempotency key. Raises TryLater or SaidNo."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return await self._ask("POST", path, headers=headers, data=body.encode())

    async def _ask(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        headers |= how.pop("headers", {})
        try:
            async with self._client.request(
                method, self._base + path, headers=headers, timeout=_TIMEOUT, **how
            ) as answer:
                text = await answer.text()
                wait = answer.headers.get("Retry-After", "")
                if answer.status in _AGAIN:
                    seconds = float(wait) if wait.isdecimal() else 0.0
                    raise TryLater(f"{method} {path} answered {answer.status}", seconds=seconds)
                if answer.status >= 400:
                    raise SaidNo(answer.status, f"{method} {path}: {text[:300]}")
                found = json.loads(text) if text else {}
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLater(f"{method} {path}: {type(error).__name__}") from error
        except ValueError as error:
            raise TryLater(f"{method} {path} answered no JSON") from error
        if not isinstance(found, dict):
            raise TryLater(f"{method} {path} answered no JSON object")
        return found
