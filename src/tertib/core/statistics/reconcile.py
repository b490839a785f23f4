"""Whether a table of figures adds up: every published table is checked, ours and others'."""

from dataclasses import dataclass

from tertib.errors import FiguresDoNotReconcile


@dataclass(frozen=True, slots=True)
class Line:
    """One printed figure and the unit it is printed with."""

    label: str
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A total and the parts that are said to make it up. A part may be the total of another."""

    total: Line
    parts: tuple[Line, ...]


def reconcile(*tables: PublishedTotal) -> None:
    """Refuse tables whose parts do not add up, or count another thing than their total.

    Raises FiguresDoNotReconcile with every fault and its difference:
    - the parts' sum is not the total
    - a part has another unit than the total (links and shops cannot be added)
    - a count is below zero
    - one label stands in two tables with two counts
    """
    faults = [fault for table in tables for fault in _faults(table)]
    faults += _contradictions(tables)
    if faults:
        raise FiguresDoNotReconcile("; ".join(faults))


def _faults(table: PublishedTotal) -> list[str]:
    total, parts = table.total, table.parts
    faults = [
        f"{part.label} counts {part.unit}, {total.label} counts {total.unit}: they cannot be added"
        for part in parts
        if part.unit != total.unit
    ]
    faults += [f"{line.label} is below zero: {line.count:,}" for line in (total, *parts) if line.count < 0]
    added = sum(part.count for part in parts)
    if added != total.count:
        faults.append(
            f"{total.label}: the parts add up to {added:,} {total.unit}, the total says {total.count:,}; "
            f"difference {added - total.count:+,}"
        )
    return faults


def _contradictions(tables: tuple[PublishedTotal, ...]) -> list[str]:
    first: dict[str, int] = {}
    lines = [line for table in tables for line in (table.total, *table.parts)]
    return [
        f"{line.label} is {first[line.label]:,} in one place and {line.count:,} in another"
        for line in lines
        if first.setdefault(line.label, line.count) != line.count
    ]
