"""The API under /api/v1/: its operations, put together. Its description is at /api/v1/openapi.json."""

from tertib.api import (
    cases,
    check,
    claims,
    dispatches,
    feeds,
    figures,
    findings,
    identity,
    notices,
    offices,
    orders,
    reports,
    returns,
    sellers,
    tables,
    words,
)
from tertib.api.front import FrontAPI

DESCRIPTION = """\
Tertib takes links to illegal listings from authorities to platforms, and checks what became of them.

- Keys: `Authorization: Bearer ttb_...`. A key stands for one party in one role, and sees what that party may see;
  what is another's is answered like what does not exist.
- Writes need `Idempotency-Key`. The same key with the same body gives the stored answer; with another body it is
  refused (`idempotency_key_reused`). A refused call keeps nothing.
- Lists give `items` and `next`; pass `next` as `after`, with the same filters, until it is null.
- What went wrong is application/problem+json (RFC 9457) with a stable `code`, `retry`, and `errors` by field.
- What a notice, a reply and a file of words hold is said by JSON schemas, with examples: `/skema/`.
- Times are UTC. Webhooks are signed by Standard Webhooks and name the dispatch to fetch.
"""

api = FrontAPI(title="Tertib", version="1", description=DESCRIPTION, urls_namespace="api")

for part in (
    notices,
    dispatches,
    orders,
    cases,
    figures,
    claims,
    reports,
    check,
    tables,
    offices,
    feeds,
    findings,
    returns,
    sellers,
    identity,
    words,
):
    api.add_router("", part.router)
