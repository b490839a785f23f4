"""`tertib pages classify`: what saved pages show, one JSON object a line; how verdicts are tried out and checked."""

import argparse
import codecs
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tertib.commands.output import writing
from tertib.core.links import Platforms, load_platforms
from tertib.core.verification import Hop, Page, PageError, Templates, load_templates
from tertib.core.verification.classify import Classified, classify
from tertib.core.verification.general import GENERAL_RULES, GeneralRules
from tertib.errors import BadInput
from tertib.vocabulary import PageState, Verdict

MAX_BODY_BYTES = 8 << 20  # of a saved page; the largest product pages have 2 MB
MAX_RECORD_BYTES = 1 << 20
MAX_HEADERS = 500
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}["']?([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
# Encodings that pages use. Python knows more, some of them slow or no text.
_CHARSETS = tuple(
    "ascii us-ascii iso-8859- iso8859 latin windows- cp125 cp932 gb big5 shift_jis shift-jis sjis x-sjis euc- koi8- "
    "tis-620".split()
)


# Control characters but for blanks and ESC, by which ISO-2022 changes its letters.
_NO_TEXT = bytes({*range(9), *range(14, 32), 127} - {27})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page, and what is odd about how it was saved; with `trouble` there is no page to judge."""

    name: str
    platform: str
    page: Page
    notes: tuple[str, ...] = ()
    trouble: str = ""


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    does = parser.add_subparsers(dest="does", required=True, metavar="classify")
    command = does.add_parser(
        "classify",
        help="say what saved pages show",
        description="Say what saved pages show: one JSON object a page, by name. A page is NAME.json (platform, "
        "asked_url, final_url, status, headers, body_file, error) and the file that body_file names. One that "
        "cannot be read is ERROR with the reason, and cannot tell.",
    )
    command.add_argument("folder", metavar="DIR", help="the folder of saved pages")
    command.add_argument(
        "-o", "--output", metavar="OUT.jsonl", default="-", help="default: standard output (-)"
    )
    for what in ("platforms", "templates"):
        command.add_argument(
            f"--{what}",
            metavar="FILE.toml",
            action="append",
            default=[],
            help=f"more {what}, in the form of the packaged table",
        )


def run(args: argparse.Namespace) -> int:
    """Judge every page of the folder and write what came out. Raises BadInput, SettingWrong or OSError."""
    folder = Path(args.folder)
    if not folder.is_dir():
        raise BadInput(f"{folder}: is no folder; name the folder of saved pages (NAME.json and its body)")
    records = sorted(folder.glob("*.json"), key=lambda path: path.stem)
    if not records:
        raise BadInput(
            f"{folder}: holds no page; a page is NAME.json beside the file that its body_file names"
        )
    output = Path(args.output)
    if args.output != "-" and (output.is_dir() or not output.parent.is_dir()):
        raise BadInput(
            f"{output}: cannot be written; name a file in a folder that is there, or - for standard output"
        )
    platforms, templates = load_platforms(*args.platforms), load_templates(*args.templates)
    lines = _lines(records, platforms, templates)
    if args.output == "-":
        for line in lines:
            sys.stdout.write(line)
    else:
        with writing(output) as out:
            out.writelines(lines)
    return 0


def _lines(records: list[Path], platforms: Platforms, templates: Templates) -> Iterator[str]:
    dump = json.JSONEncoder(ensure_ascii=False).encode
    unread = down = 0
    for path in records:
        saved = read_saved(path)
        seen = judge(saved, platforms=platforms, templates=templates)
        unread += bool(saved.trouble)
        down += seen.verdict is Verdict.DOWN
        said = {
            "name": saved.name,
            "state": seen.state,
            "verdict": seen.verdict,
            "reasons": list(seen.reasons),
        }
        yield dump(said).encode("utf-8", "replace").decode() + "\n"
    print(f"tertib: {len(records):,} pages; {down:,} down; {unread:,} could not be read", file=sys.stderr)


def judge(
    saved: Saved, *, platforms: Platforms, templates: Templates, rules: GeneralRules = GENERAL_RULES
) -> Classified:
    """What one saved page shows; ERROR with `unread:<why>` if it could not be read."""
    if saved.trouble:
        return Classified(
            state=PageState.ERROR, verdict=Verdict.CANNOT_TELL, reasons=(f"unread:{saved.trouble}",)
        )
    seen = classify(
        saved.page, platform=saved.platform, platforms=platforms, templates=templates, rules=rules
    )
    return Classified(state=seen.state, verdict=seen.verdict, reasons=(*seen.reasons, *saved.notes))


def read_saved(path: Path) -> Saved:
    """Read NAME.json and its body; never raises for what they hold. What cannot be read has `trouble`."""
    name, nothing = path.stem, Page(asked_url="", final_url="")
    try:
        if not path.is_file():  # a folder; a pipe, which would be waited for without end
            return Saved(name, "", nothing, trouble="not_a_file")
        with path.open("rb") as file:
            raw = file.read(MAX_RECORD_BYTES + 1)
        if len(raw) > MAX_RECORD_BYTES:
            return Saved(name, "", nothing, trouble="record_too_large")
        record = json.loads(raw.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return Saved(name, "", nothing, trouble="broken_json")
    if not isinstance(record, dict):
        return Saved(name, "", nothing, trouble="not_an_object")
    return _read_record(name, path.parent, record)


def _read_record(name: str, folder: Path, record: dict[str, Any]) -> Saved:
    platform, asked, final = (record.get(key) for key in ("platform", "asked_url", "final_url"))
    status, headers, error = record.get("status"), record.get("headers") or {}, record.get("error")
    final = asked if final is None else final
    nothing = Page(asked_url="", final_url="")
    if not isinstance(asked, str) or not isinstance(final, str):
        return Saved(name, "", nothing, trouble="no_asked_url")
    if isinstance(status, str) and status.isascii() and status.isdigit() and len(status) == 3:
        status = int(status)
    if (type(status) is not int and status is not None) or not isinstance(headers, dict):
        return Saved(name, "", nothing, trouble="bad_status_or_headers")
    kept = {str(key).lower(): str(value) for key, value in list(headers.items())[:MAX_HEADERS]}
    page_error = None if not error else _error(str(error))
    body = ""
    notes: tuple[str, ...] = ()
    if page_error is None and record.get("body_file") is not None:
        found = _read_body(folder, record["body_file"])
        if isinstance(found, str):
            return Saved(name, "", nothing, trouble=found)
        body = decode(found[:MAX_BODY_BYTES], content_type=kept.get("content-type", ""))
        notes = ("cut",) if len(found) > MAX_BODY_BYTES else ()
        if _is_binary(found):
            return Saved(name, "", nothing, trouble="binary_body")
    elif page_error is None:
        return Saved(name, "", nothing, trouble="no_body_file")
    hops = () if final == asked else (Hop(status=302, url=final),)
    page = Page(
        asked_url=asked,
        final_url=final,
        status=status,
        headers=kept,
        body=body,
        error=page_error,
        redirects=hops,
        truncated=bool(notes),
    )
    return Saved(name, platform if isinstance(platform, str) else "", page, notes=notes)


def _error(said: str) -> PageError:
    """Whatever the error was, no page came; ours keep their code."""
    return PageError(said) if said in set(PageError) else PageError.PROTOCOL


def _read_body(folder: Path, body_file: object) -> bytes | str:
    """The first bytes of the body, or why there are none. A body lies beside its record, nowhere else."""
    if not isinstance(body_file, str) or not body_file or "\0" in body_file:
        return "no_body_file"
    path = folder / body_file
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return "body_outside_folder"
        if not path.is_file():
            return "body_missing"
        with path.open("rb") as file:
            return file.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError):
        return "body_unreadable"


def _is_binary(body: bytes) -> bool:
    """A picture, an archive: more than 1 in 100 bytes that stand in no text, and not two bytes a letter."""
    head = body[:4096]
    strange = len(head) - len(head.translate(None, _NO_TEXT))
    return strange > len(head) // 100 and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decode(body: bytes, *, content_type: str) -> str:
    """The text of a body: by its mark, as UTF-8 if it is that, by what header or page say, else western letters.

    UTF-8 goes before what is said: other text hardly ever is valid UTF-8, and headers are often wrong.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(
            body
        )  # a letter cut in two at the end is left out
    except UnicodeDecodeError:
        pass
    in_page = _META_CHARSET.search(body[:8192])
    in_header = _CHARSET.search(content_type)
    for said in (
        in_header.group(1) if in_header else "",
        in_page.group(1).decode("ascii") if in_page else "",
    ):
        name = said.lower()
        if name.startswith(_CHARSETS):
            try:
                return body.decode(name, "replace")
            except LookupError:
                continue
    return body.decode(
        "utf-8" if body.count(b"\xc3") + body.count(b"\xe3") > len(body) // 200 else "cp1252", "replace"
    )
