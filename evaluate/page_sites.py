"""How far the general rules carry beyond the sites that they have seen: each site judged without its own wording.

For every site of the saved pages the rules lose each word and mark that shows on that site and on no other, and the
site's pages are judged by what is left. It says how much of the result hangs on single sites. Words that were written
from general knowledge and happen to show on one site only are lost too; paths, hosts and forms of sentences stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tertib.core.verification import Page
from tertib.core.verification.general.address import read_address
from tertib.core.verification.general.rules import GeneralRules, Sign
from tertib.core.verification.general.traits import Traits

# A piece of wording: the sign it belongs to, the condition, and its text or pair.
Wording = tuple[str, str, str | tuple[str, str]]
_CONDITIONS = ("title", "text", "body", "marker", "header")
_SECOND_LEVEL = frozenset("ac co com edu go gov gob gouv net or org web".split())


def site_of(url: str) -> str:
    """The registrable part of a URL's host, near enough for telling sites apart.

    >>> site_of("https://www.shop.example.co.id/a"), site_of("http://m.example.com")
    ('example.co.id', 'example.com')
    """
    labels = read_address(url).host.removeprefix("www.").split(".")
    wanted = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-wanted:])


def lonely_wording(pages: Iterable[Page], *, rules: GeneralRules) -> dict[str, frozenset[Wording]]:
    """For each site the wording that shows on its pages and on no other site's."""
    shown: defaultdict[Wording, set[str]] = defaultdict(set)
    sites: set[str] = set()
    for page in pages:
        site = site_of(page.asked_url)
        sites.add(site)
        for wording in _shown(Traits(page), rules):
            shown[wording].add(site)
    alone: defaultdict[str, set[Wording]] = defaultdict(set)
    for wording, where in shown.items():
        if len(where) == 1:
            alone[min(where)].add(wording)
    return {site: frozenset(alone[site]) for site in sites}


def without(rules: GeneralRules, lost: frozenset[Wording]) -> GeneralRules:
    """The rules without that wording. A sign of which a whole condition was lost goes: it would match too much."""
    return replace(rules, signs=tuple(kept for sign in rules.signs if (kept := _cut(sign, lost)) is not None))


def _cut(sign: Sign, lost: frozenset[Wording]) -> Sign | None:
    left: dict[str, tuple[str | tuple[str, str], ...]] = {}
    for condition in _CONDITIONS:
        before = getattr(sign, condition)
        after = tuple(each for each in before if (sign.name, condition, each) not in lost)
        if before and not after:
            return None
        left[condition] = after
    return replace(sign, **left)


def _shown(traits: Traits, rules: GeneralRules) -> Iterable[Wording]:
    """Every piece of wording that the page shows, whether or not its sign holds as a whole."""
    for sign in rules.signs:
        for condition in _CONDITIONS:
            for each in getattr(sign, condition):
                if traits.has(_alone(sign.name, sign, condition, each)):
                    yield sign.name, condition, each


def _alone(name: str, sign: Sign, condition: str, piece: str | tuple[str, str]) -> Sign:
    """A sign of that one piece."""
    parts: Mapping[str, tuple[str | tuple[str, str], ...]] = {condition: (piece,)}
    return Sign(name=name, kind=sign.kind, state=sign.state, **parts)
