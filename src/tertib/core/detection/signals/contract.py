"""What a signal is, and the table of all of them: a new one is one line."""

from typing import Protocol

from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.evidence import Evidence
from tertib.core.detection.memory import Memory
from tertib.core.detection.reading import Reading
from tertib.core.detection.signals.images import images
from tertib.core.detection.signals.learned import learned
from tertib.core.detection.signals.sellers import sellers
from tertib.core.detection.signals.signs import signs
from tertib.core.detection.signals.terms import terms


class Signal(Protocol):
    """Pure: the same reading, policy and memory give the same reasons; a row's never hang on another row."""

    def __call__(self, reading: Reading, policy: CompiledPolicy, memory: Memory) -> list[Evidence]: ...


SIGNALS: dict[str, Signal] = {
    "terms": terms,
    "signs": signs,
    "learned": learned,
    "sellers": sellers,
    "images": images,
}
