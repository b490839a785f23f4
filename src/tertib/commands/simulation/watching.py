"""Looks used, and how late each true change was seen, against a loop that looks at every listing in turn."""

from collections.abc import Iterable

from tertib.commands.simulation.aims import Held, Unit
from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import hour_of
from tertib.commands.simulation.lives import turns_of
from tertib.sandbox.campaign.truth import Truth


def looks_held(files: Iterable[File], truth: Truth) -> list[Held]:
    """The fixed loop looks as often as it must to see changes as early in the mean, at each listing as long as we did."""
    looks, watched, delays = 0, 0.0, []
    for file in files:
        if not file.looks:
            continue
        looks += len(file.looks)
        begun, ended = hour_of(file.looks[0].at), hour_of(file.looks[-1].at)
        watched += ended - begun
        for hour, gone in turns_of(truth.listing(file.id)):
            if begun < hour <= ended:
                told = file.gone if gone else file.there
                seen = next((hour_of(at) for at in told if hour_of(at) >= hour), None)
                if seen is not None:
                    delays.append(seen - hour)
    mean = sum(delays) / max(1, len(delays))
    fixed = watched / max(1.0, 2 * mean)  # a look every so many hours is late by half of them
    saved = 1 - looks / max(1.0, fixed)
    return [
        Held(key="looks", id="Pemeriksaan halaman", en="Looks", unit=Unit.COUNT, shown=looks),
        Held(
            key="looks_hourly",
            id="Pemeriksaan oleh putaran tiap jam",
            en="Looks of an hourly loop",
            unit=Unit.COUNT,
            true=watched,
        ),
        Held(
            key="look_delay",
            id="Keterlambatan melihat perubahan (rata-rata)",
            en="How late a change is seen (mean)",
            unit=Unit.HOURS,
            true=mean,
        ),
        Held(
            key="looks_saved",
            id="Pemeriksaan dihemat pada keterlambatan yang sama",
            en="Looks saved at the same delay",
            unit=Unit.SHARE,
            true=saved,
            aim="at least 60 %",
            kept=saved >= 0.6,
        ),
    ]
