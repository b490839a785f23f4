"""Takes from a mail's text what its sender wrote, and leaves the letter that is quoted."""

import re
from html import unescape
from typing import Final

MAX_LINES: Final = 5_000
QUOTE: Final = re.compile(r"\s*[>|»]")
ATTRIBUTION: Final = re.compile(
    r"(?i)^\s*(?:(?:on|pada|le|am)\b.{0,300}\b(?:wrote|menulis|écrit|schrieb)\s*:?\s*$"
    r"|.{0,200}\b(?:menulis|wrote)\s*:\s*$)"
)
FORWARDED: Final = re.compile(
    r"(?i)^\s*(?:-{2,}\s*(?:original message|pesan asli|pesan asal|forwarded message|pesan (?:yang )?diteruskan)"
    r"|_{5,}\s*$|(?:from|dari|von)\s*:\s.*\S)"
)
SIGNATURE: Final = re.compile(r"^-- ?$")
BLOCKS: Final = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})
HIDDEN: Final = frozenset({"script", "style", "head", "title"})
TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})\b")


def written_part(text: str) -> str:
    """The lines above the first that quotes, cites or signs; below the quote if nothing stands above it.

    >>> written_part("SELESAI\\n\\nPada Sel, 24 Nov 2026, Tertib menulis:\\n> Yth. Tim")
    'SELESAI'
    """
    lines = text.split("\n")[:MAX_LINES]
    above: list[str] = []
    for at, line in enumerate(lines):
        # mail programs break a long "On ... wrote:" in two
        joined = f"{line.strip()} {lines[at + 1].strip()}" if at + 1 < len(lines) else line
        starts = re.match(r"(?i)\s*(?:on|pada)\b", line) is not None
        if (
            QUOTE.match(line)
            or ATTRIBUTION.match(line[:600])
            or (starts and ATTRIBUTION.match(joined[:600]))
            or FORWARDED.match(line[:600])
            or SIGNATURE.match(line)
        ):
            break
        above.append(line.rstrip())
    written = "\n".join(above).strip()
    if written:
        return written
    below = [line.rstrip() for line in lines if not QUOTE.match(line) and not ATTRIBUTION.match(line[:600])]
    end = next(
        (at for at, line in enumerate(below) if SIGNATURE.match(line) or FORWARDED.match(line[:600])), None
    )
    return "\n".join(below[:end]).strip()


def meaningful_line(text: str) -> str:
    """The first line that has a letter or a digit.

    >>> meaningful_line("\\n ---\\n  Selesai. \\nterima kasih")
    'Selesai.'
    """
    return next((line.strip() for line in text.split("\n") if any(c.isalnum() for c in line)), "")


def plain_from_html(html: str) -> str:
    """The text of an HTML mail with its line ends; quoted blocks are marked with ">". Nothing is fetched.

    One pass from left to right, in time that grows with the length alone: the standard library's parser
    takes the square of it on tags that are never closed.
    """
    pieces: list[str] = []
    hidden = quoted = at = 0
    while at < len(html):
        opens = html.find("<", at)
        if opens < 0:
            opens = len(html)
        if opens > at and not hidden:
            pieces.append(_words(html[at:opens]))
        if html.startswith("<!--", opens):
            ends = html.find("-->", opens)
            at = ends + 3 if ends >= 0 else len(html)
            continue
        ends = html.find(">", opens)
        if ends < 0:
            break
        at = ends + 1
        tag = TAG.match(html, opens, at)
        if tag is None:
            continue
        closes, name = bool(tag[1]), tag[2].lower()
        if name in HIDDEN:
            hidden = max(hidden + (-1 if closes else 1), 0)
        elif name == "blockquote":
            quoted = max(quoted + (-1 if closes else 1), 0)
            pieces.append("\n" if closes else "\n> ")
        elif "gmail_quote" in html[opens : min(at, opens + 500)]:
            pieces.append("\n> ")
        elif name in BLOCKS:
            pieces.append("\n> " if quoted else "\n")
    return "".join(pieces)


def _words(text: str) -> str:
    try:
        plain = unescape(text)
    except ValueError:  # a character reference of thousands of digits
        plain = text
    words = " ".join(plain.split())
    # the space at an edge keeps the words of neighbouring tags apart
    return f"{' ' if plain[:1].isspace() else ''}{words}{' ' if words and plain[-1:].isspace() else ''}"
