"""Compile the translations: every locale/*/LC_MESSAGES/*.po of the source to the .mo beside it.

    .venv/bin/python tools/messages.py [--check]

The .mo files are committed, so that nobody who runs or installs the program needs gettext. With --check
nothing is written; exit code 1 names each file that is stale, each text without a translation and each
unsure one.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "src"


def main() -> int:
    """Compile, or check what was compiled."""
    checking = "--check" in sys.argv[1:]
    faults: list[str] = []
    for po in sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parents[1].name, abort_invalid=True)
        compiled = compile_catalog(catalog)
        mo = po.with_suffix(".mo")
        if checking:
            faults += [f"{_shown(po)}: {fault}" for fault in faults_of(catalog)]
            if not mo.exists() or mo.read_bytes() != compiled:
                faults.append(f"{_shown(mo)}: stale; run `make messages` and commit it")
        else:
            mo.write_bytes(compiled)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def compile_catalog(catalog: Catalog) -> bytes:
    """The bytes of the .mo file; the same catalog always gives the same bytes."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def faults_of(catalog: Catalog) -> list[str]:
    """Texts that would be shown in the wrong language: untranslated, or marked as unsure ("fuzzy")."""
    found = []
    for message in catalog:
        if not message.id:  # the header
            continue
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.fuzzy:
            found.append(f"line {message.lineno}: {message.id!r} is marked fuzzy")
        elif not all(texts):
            found.append(f"line {message.lineno}: {message.id!r} has no translation")
    return found


def _shown(path: Path) -> str:
    return str(path.relative_to(SOURCE.parent))


if __name__ == "__main__":
    sys.exit(main())
