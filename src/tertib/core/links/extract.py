"""Finding the links in a text: mails, share-sheet text, glued table cells, pasted lists.

Journey of a link, 1: intake.
"""

import re
from bisect import bisect_right
from dataclasses import replace

from tertib.core.links.canonical import FULL_WIDTH, INVISIBLE, MAX_LINK_CHARS
from tertib.core.links.identity import Link, is_site, read_link
from tertib.core.links.platforms import Platforms
from tertib.vocabulary import LinkKind

# Where a link may begin: a scheme, also a misspelt or an app's one; or a dotted name.
_WEB = r"(?:hh?tt?p|hxxp|(?<![a-z])ttp)s?(?:[:;](?:\\*/){1,3}|(?:\\*/){2,3})"
_APP = r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:(?:\\*/){2}"
_BARE = r"(?<![\w@.%=/-])(?:(?<!:)//)?(?:[a-z0-9_-]+\.)+[a-z]{2,18}(?![\w@-])"
_BEGIN = re.compile(rf"(?P<web>{_WEB})|(?P<app>{_APP})|(?P<bare>{_BARE})", re.IGNORECASE)

# How far it may go. Brackets, quotes and commas inside are legal in a path and common in titles: they are
# looked at afterwards. A back-slash only as part of an escape that programs put before a slash, `&` or `?`.
_REST = re.compile(r"(?:[^\s<>\"`|^{}\\\x00-\x1f\x7f-\x9f]++|\\+/|\\u00[0-9a-fA-F]{2})*+")
_MAX_REACH = MAX_LINK_CHARS + 1
_ENDING_ENTITY = re.compile(
    r"&(?:quot|lt|gt|nbsp|apos|#0*(?:34|39|60|62|160)|#x0*(?:22|27|3c|3e|a0));?", re.IGNORECASE
)
_NEXT = re.compile(rf"(?<![=/])(?:{_WEB})|(?<=[;,|]){_APP}", re.IGNORECASE)
_SEPARATOR = re.compile(r"[;,]")
_ENTITY_BEFORE = re.compile(r"&(?:amp|sol|colon|period|quest|equals|commat|num|#\w{1,6})\Z", re.IGNORECASE)
_ALONE = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_.~!$'()*+:@/=%&?-]*[A-Za-z0-9/_=-])?\Z")
_OPENING = {")": "(", "]": "[", "}": "{"}
_TAIL = frozenset(".,;:!?'\"*~([{&")

_ODD = re.compile(f"[{INVISIBLE}\uff01-\uff5e]")
_STRAY = re.compile(f"[{INVISIBLE}]+")
# Quoted-printable mail: a line of 74 to 76 characters that ends with "=" goes on in the next (RFC 2045, 6.7).
_SOFT_BREAK = re.compile(r"(?m)(?:(?<=^.{73})|(?<=^.{74})|(?<=^.{75}))=\r?\n(?=\S)")
# "<https://...", broken over lines, "...>" (RFC 3986, appendix C)
_ANGLED = re.compile(rf"<{_WEB}[^\s<>]{{1,200}}(?:\r?\n[^\s<>]{{1,200}}){{1,8}}>", re.IGNORECASE)
_BREAK = re.compile(r"\r?\n")


def find_links(text: str, *, platforms: Platforms) -> list[Link]:
    """Every link that stands in a text, in order, each with its place there (`text[link.start:link.end]`).

    A dotted name without a scheme counts if a platform stands there or it ends as sites do and has a path; a
    bare name of a platform's host only if nothing else is in the text, since people speak of them. Text that
    holds none gives an empty list. Line breaks that a mail program put into a link are undone (step
    `line_break`).
    """
    if _ALONE.match(text) and text.find("http", 4) < 0:
        alone = read_link(text, platforms=platforms)
        return [] if alone.kind is LinkKind.NOT_A_LINK else [alone]
    seen = _Seen(text)
    links: list[Link] = []
    at = 0
    while begin := _BEGIN.search(seen.plain, at):
        end = _end_of(seen.plain, begin, platforms)
        link = (
            seen.read(begin.start(), end, platforms)
            if _may_begin(seen.plain, begin, end, platforms)
            else None
        )
        if link is None:
            at = begin.end() if begin["bare"] else begin.start() + 1
        else:
            at = end
            links.append(link)
    return links


class _Seen:
    """A text as a reader sees it: without invisible characters and mail breaks, full-width letters as ASCII.

    `plain` is what is searched; places in it lead back to the text as it was written.
    """

    def __init__(self, text: str) -> None:
        spans: list[tuple[int, int]] = []
        if not text.isascii() and _ODD.search(text):
            spans += [found.span() for found in _STRAY.finditer(text)]
            text_seen = text.translate(FULL_WIDTH)
        else:
            text_seen = text
        soft = (
            [found.span() for found in _SOFT_BREAK.finditer(text)] if "=\n" in text or "=\r\n" in text else []
        )
        spans += soft
        if "<" in text and "\n" in text:
            for angled in _ANGLED.finditer(text_seen):
                spans += [found.span() for found in _BREAK.finditer(text, *angled.span())]
        self._text = text
        self._breaks = bool(spans)
        self._is_quoted_printable = bool(soft)
        self._cuts: list[int] = []  # places in `plain` before which something went, and how much in all
        self._gone: list[int] = []
        pieces, last, total = [], 0, 0
        for start, end in sorted(set(spans)):
            if start < last:
                continue
            pieces.append(text_seen[last:start])
            self._cuts.append(start - total)
            total += end - start
            self._gone.append(total)
            last = end
        self.plain = "".join((*pieces, text_seen[last:])) if spans else text_seen

    def read(self, start: int, end: int, platforms: Platforms) -> Link | None:
        """Read plain[start:end]; null if it is no link after all."""
        first, last = self._place(start), self._place(end - 1) + 1
        written = self._text[first:last]
        mended = written
        if self._breaks and "\n" in written:
            mended = _BREAK.sub("", written.replace("=\r\n", "").replace("=\n", ""))
        if self._is_quoted_printable:
            mended = mended.replace("=3D", "=")
        link = read_link(mended, platforms=platforms, start=first)
        if link.kind is LinkKind.NOT_A_LINK:
            return None
        if mended == written:
            return link
        return replace(link, text=written, end=last, steps=("line_break", *link.steps))

    def _place(self, at: int) -> int:
        before = bisect_right(self._cuts, at)
        return at + self._gone[before - 1] if before else at


def _may_begin(plain: str, begin: re.Match[str], end: int, platforms: Platforms) -> bool:
    """A scheme always may, if it is one we read; a bare name if it is a site with a path, or alone."""
    if begin["web"]:
        return end > begin.end()
    if begin["app"]:
        return end > begin.end() and begin["app"].partition(":")[0].lower() in platforms.app_schemes
    host = begin["bare"].lstrip("/").lower()
    path = plain[begin.end() : end]
    if path.startswith(":"):
        path = path.lstrip(":0123456789")
    if is_site(host, path or "/"):
        return True
    known = host in platforms.rules or f"{host}:*" in platforms.rules
    return known and (path not in {"", "/"} or plain[begin.start() : end] == plain.strip())


def _end_of(plain: str, begin: re.Match[str], platforms: Platforms) -> int:
    """Where the link that begins there ends: before the next cell or link, without a sentence's marks."""
    start, head = begin.start(), begin.end()
    rest = _REST.match(plain, head, head + _MAX_REACH)
    end = rest.end() if rest is not None else head
    if "&" in plain[head:end] and (entity := _ENDING_ENTITY.search(plain, head, end)):
        end = entity.start()
    if following := _NEXT.search(plain, head, end):
        end = following.start()
    markdown = plain.find("](", head, end)  # [https://...](https://...)
    if markdown >= 0:
        end = markdown
    end = _trimmed(plain, start, end)
    for separator in _SEPARATOR.finditer(plain, head, end):
        at = separator.start()
        if separator[0] == ";" and _ENTITY_BEFORE.search(plain, max(head, at - 9), at):
            continue
        if separator[0] == "," and not _cuts_at_comma(plain, start, at, end, platforms):
            continue
        return _trimmed(plain, start, at)
    return end


def _cuts_at_comma(plain: str, start: int, at: int, end: int, platforms: Platforms) -> bool:
    """A comma ends a link to a platform, since none of theirs has one, but for a listing whose words hold it.

    On other hosts a comma is part of the link unless another separator follows it.
    """
    if plain[at + 1] in ",;":
        return True
    cut = read_link(plain[start:at], platforms=platforms)
    if cut.platform is None:
        return False
    if cut.listing is not None or "/" in plain[at:end].partition("?")[0]:
        return True
    return read_link(plain[start:end], platforms=platforms).kind is not LinkKind.LISTING


def _trimmed(plain: str, start: int, end: int) -> int:
    """The end without the marks that belong to the sentence, a quotation or a bracket around the link."""
    emphasised = start > 0 and plain[start - 1] == "_"  # _https://..._ in chat programs
    while end > start:
        mark = plain[end - 1]
        if mark in _OPENING:
            if plain.count(_OPENING[mark], start, end) >= plain.count(mark, start, end):
                break
        elif mark == "_" and emphasised:
            emphasised = False
        elif mark not in _TAIL and (mark.isascii() or mark.isalnum()):
            break
        end -= 1
    return end
