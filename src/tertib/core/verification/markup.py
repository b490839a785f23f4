"""The parts of an HTML page that rules look at, read in linear time from hostile text.

Not a browser: elements are not nested, nothing is executed. Comments, scripts and styles are no visible
text, attributes are only read inside tags, and character references are resolved, so text that a seller
wrote cannot pass for a marker of the platform. `html.parser` reads the same but takes quadratic time on
some inputs in the Python versions that we support (CVE-2025-6069).
"""

import html
import re
from dataclasses import dataclass

MAX_MARKUP_CHARS = 1_000_000  # more of a page is not looked at
MAX_TAG_CHARS = 16_384  # a longer tag is taken as text

_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,63}")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,128})(?:\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_BLANKS = re.compile(r"\s+")
_RAW = {"script", "style", "noscript", "template", "iframe", "noembed", "xmp"}
_RCDATA = {"title", "textarea"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What was read. Names are lower case; `title` and `text` are folded by `fold_text`."""

    title: str
    text: str
    raw_title: str
    markers: frozenset[tuple[str, str]]  # (attribute, whole value), and ("class", word) for each word
    metas: frozenset[tuple[str, str]]  # (name or property, content)
    canonical: str | None
    scripts: tuple[str, ...]
    json_ld: tuple[str, ...]


def fold_text(text: str) -> str:
    """Lower the case and make every run of blanks one blank."""
    return _BLANKS.sub(" ", text).strip().casefold()


def read_markup(body: str) -> Markup:
    """Read `body`; never raises, whatever it is."""
    source = body[:MAX_MARKUP_CHARS]
    lowered = source.lower() if len(source.lower()) == len(source) else source
    title: str | None = None
    words: list[str] = []
    markers: set[tuple[str, str]] = set()
    metas: set[tuple[str, str]] = set()
    canonical: str | None = None
    scripts: list[str] = []
    json_ld: list[str] = []
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        if opening < 0:
            words.append(source[at:])
            break
        words.append(source[at:opening])
        if source.startswith("<!--", opening):
            ending = source.find("-->", opening + 4)
            at = len(source) if ending < 0 else ending + 3
            continue
        if source.startswith(("<!", "<?"), opening):
            ending = source.find(">", opening)
            at = len(source) if ending < 0 else ending + 1
            continue
        is_closing = source.startswith("</", opening)
        name_match = _NAME.match(source, opening + (2 if is_closing else 1))
        ending = -1 if name_match is None else _tag_end(source, name_match.end())
        if name_match is None:
            words.append("<")
            at = opening + 1
            continue
        if ending < 0:  # skipped whole: to try again at its every "<" would take quadratic time
            at = min(len(source), name_match.end() + MAX_TAG_CHARS)
            words.append(source[opening:at])
            continue
        words.append(" ")
        at = ending + 1
        if is_closing:
            continue
        name = name_match.group().lower()
        attributes = _attributes(source[name_match.end() : ending])
        for attribute, value in attributes.items():
            markers.add((attribute, value))
            if attribute == "class":
                markers.update(("class", word) for word in value.split())
        if name == "meta":
            key = attributes.get("property") or attributes.get("name")
            if key is not None:
                metas.add((key.lower(), attributes.get("content", "")))
        elif name == "link" and attributes.get("rel", "").lower() == "canonical" and canonical is None:
            canonical = attributes.get("href")
        elif name in _RAW or name in _RCDATA:
            closing = lowered.find(f"</{name}", at)
            content = source[at:] if closing < 0 else source[at:closing]
            at = len(source) if closing < 0 else closing
            if name == "script":
                is_json_ld = attributes.get("type", "").lower().startswith("application/ld+json")
                (json_ld if is_json_ld else scripts).append(content)
            elif name == "title" and title is None:
                title = html.unescape(content)
    raw_title = _BLANKS.sub(" ", title or "").strip()
    return Markup(
        title=fold_text(raw_title),
        text=fold_text(html.unescape("".join(words))),
        raw_title=raw_title,
        markers=frozenset(markers),
        metas=frozenset(metas),
        canonical=canonical,
        scripts=tuple(scripts),
        json_ld=tuple(json_ld),
    )


def _tag_end(source: str, start: int) -> int:
    """Return where the `>` of a tag stands, minding quotes; -1 if it has none within MAX_TAG_CHARS."""
    limit = min(len(source), start + MAX_TAG_CHARS)
    at = start
    while at < limit:
        closing = source.find(">", at, limit)
        if closing < 0:
            return -1
        quotes = [
            place for place in (source.find('"', at, closing), source.find("'", at, closing)) if place >= 0
        ]
        if not quotes:
            return closing
        opened = min(quotes)
        closed = source.find(source[opened], opened + 1, limit)
        if closed < 0:
            return closing  # an odd quote: browsers differ, the first `>` is as good
        at = closed + 1
    return -1


def _attributes(inside: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        value = match.group(2) or match.group(3) or match.group(4) or ""
        attributes.setdefault(match.group(1).lower(), html.unescape(value))
    return attributes
