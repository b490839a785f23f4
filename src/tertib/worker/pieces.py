"""One piece of work by itself: what it raises stops no other piece; it is tried again, and at last waits for a person."""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from tertib.actions import outbox
from tertib.adapters.channels import retry_delay
from tertib.errors import LeaseLost, TertibError
from tertib.worker.context import Context

log = logging.getLogger("tertib.worker")


@contextmanager
def one_piece(claim: outbox.Claim, context: Context) -> Iterator[None]:
    """Whatever is raised within is this piece's own affair: it is put back, and buried when it failed too often.

    Passes on OperationalError: the database is busy or away, which no piece is to blame for.
    """
    try:
        yield
    except LeaseLost as error:  # another worker has it, or it was called off; nothing of ours was saved
        log.info("%s: %s", claim.key, error)
    except OperationalError:
        raise
    except TertibError as error:
        log.warning("%s: %s: %s", claim.key, error.code, error)
        come_back(claim, context, error=f"{error.code}: {error}")
    except Exception as error:  # the traceback goes to the operator's log
        log.exception("%s: failed", claim.key)
        come_back(claim, context, error=f"{type(error).__name__} (see the log)")


def come_back(claim: outbox.Claim, context: Context, *, error: str) -> None:
    """Later again, less and less often; after the last time it is buried."""
    now = context.clock()
    delay = retry_delay(claim.attempts, jitter=random.random())
    if delay is None:
        outbox.bury([claim], now=now, error=error)
    else:
        outbox.put_back([claim], due_at=now + delay, error=error)
