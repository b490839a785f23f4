"""The control pages of platforms, as data: listings that we know are up, and ids that cannot exist."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tertib.core.verification.controls import Control, ControlKind
from tertib.errors import SettingWrong


@dataclass(frozen=True, slots=True)
class ControlTable:
    """Controls by platform key, in the order of the files. `digest` is the SHA-256 over the files."""

    by_platform: Mapping[str, tuple[Control, ...]]
    digest: str

    def of(self, platform: str, kind: ControlKind) -> tuple[Control, ...]:
        """The platform's controls of one kind; empty if none is known."""
        return tuple(control for control in self.by_platform.get(platform, ()) if control.kind is kind)


def load_controls(*paths: Path | str) -> ControlTable:
    """Read files of `[[control]]` tables with `platform`, `kind` (positive or negative) and `url`.

    Raises SettingWrong naming file and entry if one cannot be read.
    """
    digest = hashlib.sha256()
    found: dict[str, list[Control]] = {}
    for path in map(Path, paths):
        try:
            content = path.read_bytes()
            entries = tomllib.loads(content.decode())["control"]
        except (OSError, ValueError, KeyError) as error:
            raise SettingWrong(
                f"controls file {path}: cannot be read ({error}); see the sandbox's for the form"
            ) from error
        digest.update(content)
        for number, entry in enumerate(entries, 1):
            try:
                control = Control(kind=ControlKind(entry["kind"]), url=str(entry["url"]))
                found.setdefault(str(entry["platform"]), []).append(control)
            except (KeyError, ValueError) as error:
                raise SettingWrong(
                    f"controls file {path}: entry {number} lacks or misspells {error}"
                ) from error
    return ControlTable(
        {platform: tuple(controls) for platform, controls in found.items()}, digest.hexdigest()
    )
