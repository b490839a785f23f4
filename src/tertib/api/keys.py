"""Who calls: the bearer key, the party and role that it stands for, and how often it may call."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.errors import Throttled
from ninja.security import HttpBearer

from tertib.actions.actor import Actor, actor_of_key
from tertib.actions.parties.keys import key_by_text

KEY_CALLS = 600  # a minute and key: a pull every second, with room for answers
STRANGER_CALLS = 120  # a minute and address, without a key
WRONG_KEYS = 30  # a minute and address
REPORTS = 20  # an hour and address: a school class behind one address is not shut out
MINUTE, HOUR = 60, 3600


class ApiRequest(HttpRequest):
    """A call; `now` is the moment it came in. `actor` is there where the operation asks for a key."""

    now: datetime
    actor: Actor


class Key(HttpBearer):
    """An API key that is in force, as `Authorization: Bearer ttb_...`. Made on the page "Kunci API"."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor = super().__call__(request)
        if actor is None:
            count_call(request, "refused", address_of(request), most=WRONG_KEYS, seconds=MINUTE)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a known key. Raises Throttled when it calls too often."""
        api_key = key_by_text(token, now=moment_of(request))
        if api_key is None:
            return None
        count_call(request, "key", api_key.public_id, most=KEY_CALLS, seconds=MINUTE)
        request.actor = actor_of_key(api_key)  # type: ignore[attr-defined]
        return actor_of_key(api_key)


def moment_of(request: HttpRequest) -> datetime:
    """When the call came in, as the clock middleware noted it."""
    moment: datetime = request.now  # type: ignore[attr-defined]
    return moment


def address_of(request: HttpRequest) -> str:
    """A keyed hash of the caller's address; behind our proxy the one that the proxy saw."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE:
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    return salted_hmac("tertib.api.address", address).hexdigest()[:40]


def count_call(request: HttpRequest, kind: str, who: str, *, most: int, seconds: int) -> None:
    """Count a call in its window of `seconds`, over all processes. Raises Throttled when it is one too many.

    Two calls at the very same moment may count as one: the limit protects, it bills nobody.
    """
    now = int(moment_of(request).timestamp())
    window, ends_in = now // seconds, seconds - now % seconds
    name = f"api:{kind}:{who}:{window}"
    if cache.add(name, 1, timeout=2 * seconds):
        return
    count = int(cache.get(name, 0)) + 1
    if count > most:
        raise Throttled(wait=ends_in)
    cache.set(name, count, timeout=2 * seconds)


def count_stranger(request: HttpRequest) -> None:
    """Count a call without a key. Raises Throttled."""
    count_call(request, "stranger", address_of(request), most=STRANGER_CALLS, seconds=MINUTE)
