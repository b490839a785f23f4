"""Delivers by webhook: a thin signed message that says that notices wait."""

import json
from datetime import UTC, datetime
from typing import Final

from tertib.adapters.channels.contract import Address, Delivered, Outside, Parcel
from tertib.adapters.channels.webhook.certificate import certificate_end
from tertib.adapters.channels.webhook.signature import read_secrets, signed_headers
from tertib.core.verification.page import Page, PageError
from tertib.errors import AddressForbidden, DeliveryRefused, OutsideError, SettingWrong

MAX_BODY_BYTES: Final = 20_000  # specification 1.0.0, "Payload size": a thin message stays below
GONE: Final = 410  # the receiver wants no more; specification, "Delivery"


class WebhookChannel:
    """Posts `{"type", "timestamp", "data"}`; the notices themselves are fetched, so that each look is known.

    `webhook-id` is the parcel's key: a receiver that has seen it answers 2xx and does nothing.
    """

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def deliver(self, parcel: Parcel, address: Address, *, now: datetime) -> Delivered:
        """See `Channel.deliver`. Only a 2xx is success; 410 and a target that is no URL are refused for good."""
        body = message(parcel)
        if not parcel.key.isascii() or not parcel.key.isprintable() or " " in parcel.key:
            raise DeliveryRefused("the dispatch's key cannot stand in a header")
        try:
            secrets = read_secrets(address.secret)
        except SettingWrong as e:
            raise DeliveryRefused(str(e)) from e
        headers = signed_headers(key=parcel.key, now=now, body=body, secrets=secrets)
        page = await self._outside.fetcher.post(
            address.target, body, {**headers, "content-type": "application/json"}
        )
        detail = _taken(page)
        end = await certificate_end(address.target) if self._outside.certificates else None
        return Delivered(detail=detail, receipt_id=parcel.key, certificate_expires_at=end)


def message(parcel: Parcel) -> bytes:
    """The message's bytes: the same for the same parcel at every attempt.

    Raises DeliveryRefused if the summary is not thin.
    """
    body = json.dumps(
        {
            "type": parcel.event,
            "timestamp": parcel.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "data": dict(parcel.summary),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    if len(body) >= MAX_BODY_BYTES:
        raise DeliveryRefused(
            f"the summary makes a message of {len(body)} bytes; {MAX_BODY_BYTES} is too many"
        )
    return body


def _taken(page: Page) -> str:
    """What a page says of a delivery: a line for the operator if it was taken, else an error."""
    match page.error:
        case PageError.FORBIDDEN_ADDRESS:
            raise AddressForbidden("the webhook's URL leads to an address or port that we never reach")
        case PageError.BAD_URL:
            raise DeliveryRefused("the webhook's URL is no http(s) URL; correct the contact")
        case PageError.BAD_REDIRECT if page.status is not None:
            raise OutsideError(f"the webhook answered {page.status}, a redirect; give the final URL")
        case PageError() as error:
            raise OutsideError(f"the webhook did not answer: {error} {page.detail}".strip())
    if page.status == GONE:
        raise DeliveryRefused("the webhook answered 410: the recipient wants no more messages there")
    if page.status is None or not 200 <= page.status < 300:
        raise OutsideError(f"the webhook answered {page.status}")
    return f"the webhook answered {page.status}"
