"""The signals: each reads a batch by itself and gives reasons; one contract test runs over all of them."""

from tertib.core.detection.signals.contract import SIGNALS, Signal

__all__ = ["SIGNALS", "Signal"]
