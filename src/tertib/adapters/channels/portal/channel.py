"""Delivers to the portal: the inbox row, which the action wrote, is the delivery."""

from datetime import datetime

from tertib.adapters.channels.contract import Address, Delivered, Outside, Parcel


class PortalChannel:
    """Nothing leaves. Whoever signs in sees the dispatch, so it is delivered as soon as it exists."""

    def __init__(self, outside: Outside) -> None:
        """Takes what every channel takes and needs none of it."""

    async def deliver(self, parcel: Parcel, address: Address, *, now: datetime) -> Delivered:
        """See `Channel.deliver`; raises nothing."""
        return Delivered(detail=f"{parcel.count} in the portal's inbox", receipt_id=parcel.key)
