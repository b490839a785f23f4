"""How often a stranger may do a thing: counted in the database cache, so over all processes alike."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR_SECONDS = 3600


def is_too_often(request: HttpRequest, act: str, *, per_hour: int) -> bool:
    """Count one act of this address, and say whether it is one too many.

    Only a keyed hash of the address is kept, for an hour. Two acts at the very same moment may count as one.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    key = f"{act}:{salted_hmac('tertib.throttle', address).hexdigest()}"
    count = int(cache.get(key, 0)) + 1
    if count > per_hour:
        return True
    cache.set(key, count, HOUR_SECONDS)
    return False
