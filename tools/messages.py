"""Compile the translations: the parts of every locale (locale/*/parts/*.po) into one LC_MESSAGES/django.mo.

    .venv/bin/python tools/messages.py [--check | --missing]

A part is one area's texts, so that areas do not meet in one file. The .mo files are committed, so that nobody
who runs or installs the program needs gettext. With --check nothing is written; exit code 1 names each file
that is stale, each text without a translation, each unsure one, and each text of the source that no part has.
With --missing only the last are printed, ready to be translated.
"""

import io
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src"
PORTAL = SOURCE / "tertib" / "portal"
PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
IN_CONTEXT = ("_p", "pgettext", "pgettext_lazy", "npgettext")
KEYWORDS: Mapping[str, None] = dict.fromkeys((*PLAIN, *IN_CONTEXT))
"""The calls whose texts are translated; those in context name the context first."""

MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in the header: always the same, so that the same texts give the same bytes."""

Text = tuple[str | None, str]
"""Context and English text."""


def main() -> int:
    """Compile, or check what was compiled."""
    checking, missing = "--check" in sys.argv[1:], "--missing" in sys.argv[1:]
    faults: list[str] = []
    used = dict(texts_used()) if checking or missing else {}
    for locale in sorted(SOURCE.glob("**/locale/*")):
        catalog, found = merged(locale)
        faults += found
        mo = locale / "LC_MESSAGES" / "django.mo"
        if missing or checking:
            faults += [
                f"{where}: {text!r} has no translation"
                for text, where in used.items()
                if not has(catalog, text)
            ]
        if checking and (not mo.exists() or mo.read_bytes() != compile_catalog(catalog)):
            faults.append(f"{_shown(mo)}: stale; run `make messages` and commit it")
        if not checking and not missing:
            mo.parent.mkdir(exist_ok=True)
            mo.write_bytes(compile_catalog(catalog))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def merged(locale: Path) -> tuple[Catalog, list[str]]:
    """One catalog of all parts of a locale, and what is wrong with them. Two parts may say the same, not differ."""
    catalog = Catalog(
        locale=locale.name,
        charset="utf-8",
        project="Tertib",
        version="1",
        creation_date=MADE,
        revision_date=MADE,
    )
    faults: list[str] = []
    for po in sorted((locale / "parts").glob("*.po")):
        with po.open("rb") as file:
            part = read_po(file, locale=locale.name, abort_invalid=True)
        faults += [f"{_shown(po)}: {fault}" for fault in faults_of(part)]
        catalog.mime_headers = [("Plural-Forms", part.plural_forms)]  # Babel knows no rule for Indonesian
        for message in part:
            if not message.id:  # the header
                continue
            earlier = catalog.get(message.id, message.context)
            if earlier is not None and earlier.string != message.string:
                faults.append(
                    f"{_shown(po)}: line {message.lineno}: {message.id!r} differs from an earlier part"
                )
            catalog.add(message.id, message.string, context=message.context)
    return catalog, faults


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


def texts_used() -> Iterator[tuple[Text, str]]:
    """Every text that pages and portal code translate, with where it stands."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    for path in sorted(PORTAL.rglob("*")):
        if path.suffix == ".html":
            calls = templatize(path.read_text("utf-8"), origin=str(path))
            flush = "\n".join(
                line.lstrip() for line in calls.split("\n")
            )  # the reader takes indents for Python's
            yield from _texts_of(path, flush.encode())
        elif path.suffix == ".py":
            yield from _texts_of(path, path.read_bytes())


def has(catalog: Catalog, text: Text) -> bool:
    """Whether a catalog translates a text."""
    message: Message | None = catalog.get(text[1], text[0])
    return message is not None and bool(message.string)


def _texts_of(path: Path, source: bytes) -> Iterator[tuple[Text, str]]:
    found: Any = extract_python(  # its types say the fields in another order than they come
        io.BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"}
    )
    for line, name, said, _comments in found:
        texts = [text for text in (said if isinstance(said, tuple) else (said,)) if isinstance(text, str)]
        context = texts.pop(0) if name in IN_CONTEXT and len(texts) > 1 else None
        if texts and texts[0]:
            yield (context, texts[0]), f"{_shown(path)}:{line}"


def _shown(path: Path) -> str:
    return str(path.relative_to(SOURCE.parent))


if __name__ == "__main__":
    sys.exit(main())
