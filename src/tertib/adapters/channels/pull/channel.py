"""Delivers to those who fetch: the API's cursor over the same inbox is the delivery."""

from datetime import datetime

from tertib.adapters.channels.contract import Address, Delivered, Outside, Parcel


class PullChannel:
    """Nothing leaves. The recipient's program finds the dispatch at its next look."""

    def __init__(self, outside: Outside) -> None:
        """Takes what every channel takes and needs none of it."""

    async def deliver(self, parcel: Parcel, address: Address, *, now: datetime) -> Delivered:
        """See `Channel.deliver`; raises nothing."""
        return Delivered(detail=f"{parcel.count} ready to be fetched", receipt_id=parcel.key)
