"""Takes from a mail's text what its sender wrote, and leaves the letter that is quoted."""

import re
from html.parser import HTMLParser
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


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        if tag == "blockquote" or ("class", "gmail_quote") in attrs:
            self.pieces.append("\n> ")
            self._quoted += tag == "blockquote"
        elif tag in BLOCKS:
            self.pieces.append("\n> " if self._quoted else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN and self._hidden:
            self._hidden -= 1
        elif tag == "blockquote" and self._quoted:
            self._quoted -= 1
            self.pieces.append("\n")
        elif tag in BLOCKS:
            self.pieces.append("\n> " if self._quoted else "\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(" ".join(data.split()) if data.strip() else " ")


def plain_from_html(html: str) -> str:
    """The text of an HTML mail with its line ends; quoted blocks are marked with ">". Nothing is fetched."""
    reader = _Text()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError, RecursionError):  # markup that the parser gives up on
        return "".join(reader.pieces)
    return "".join(reader.pieces)
