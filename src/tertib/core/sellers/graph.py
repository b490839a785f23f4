"""Which shops one seller runs: `components` of the graph of what they share, each member with its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tertib.vocabulary import TokenKind, TokenWeight

WEIGHTS: Mapping[TokenKind, TokenWeight] = {
    TokenKind.BANK_ACCOUNT: TokenWeight.STRONG,  # money is paid out to it, and the platform has checked it
    TokenKind.E_WALLET: TokenWeight.WEAKER,  # a phone number, and numbers are given out again
    TokenKind.PHONE: TokenWeight.WEAKER,
    TokenKind.ADDRESS: TokenWeight.WEAKER,  # markets, warehouses and boarding houses have many tenants
    TokenKind.PHOTO: TokenWeight.WEAKER,  # dropshippers of one supplier use its photos
    TokenKind.PAYOUT_NAME: TokenWeight.SUPPORTING,  # many people have one name
}
FAMILIES: Mapping[TokenKind, str] = {
    TokenKind.BANK_ACCOUNT: "account",
    TokenKind.E_WALLET: "number",  # one number seen twice is one piece of evidence
    TokenKind.PHONE: "number",
    TokenKind.ADDRESS: "place",
    TokenKind.PHOTO: "picture",
    TokenKind.PAYOUT_NAME: "name",
}
"""Two kinds are independent if they are of two families."""

NEEDED_WEAKER = 2
HUB_CAP = 20
"""A token of more shops than this is a hub (a dropshipper's phone, a warehouse). Source: reference simulation of
50,000 and 200,000 accounts, where without a cap one call centre's number joined a quarter of them."""

ALARM_SIZE = 20
"""A component of more shops than this is looked at by a person before anything rests on it."""


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """A shop (`platform:id`) carries a token."""

    shop: str
    kind: TokenKind
    token: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two shops that are joined, and by what: (kind, token), the strongest kinds first. `by_person`: a person said so."""

    one: str
    other: str
    evidence: tuple[tuple[TokenKind, str], ...]
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Hub:
    """A token that too many shops share: shown as evidence, joins nobody."""

    kind: TokenKind
    token: str
    spread: int  # shops that carry it, over all


@dataclass(frozen=True, slots=True)
class Component:
    """Shops that one seller seems to run: at least two, in the order of the alphabet.

    `links` is a tree over all shops: each is joined by one link at least. `hubs` are hubs that members carry, and
    `names` payout names that members share: both joined nobody.
    """

    shops: tuple[str, ...]
    links: tuple[Link, ...]
    hubs: tuple[Hub, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()  # token -> shops

    def path(self, shop: str) -> tuple[Link, ...]:
        """The links by which a shop hangs on the first shop; empty for that shop itself. Raises KeyError for others."""
        steps: dict[str, tuple[Link, ...]] = {self.shops[0]: ()}
        waiting = list(self.links)
        while waiting:
            left = []
            for link in waiting:
                if link.one in steps:
                    steps[link.other] = (*steps[link.one], link)
                elif link.other in steps:
                    steps[link.one] = (*steps[link.other], link)
                else:
                    left.append(link)
            waiting = left
        return steps[shop]


def components(
    ties: Iterable[Tie],
    *,
    hub_cap: int,
    apart: Iterable[tuple[str, str]] = (),
    together: Iterable[tuple[str, str]] = (),
    spread: Mapping[tuple[TokenKind, str], int] | None = None,
) -> tuple[Component, ...]:
    """Shops in components, the largest first; a shop that nothing joins is in none.

    - Two shops are joined by one strong token that both carry, or by weaker ones of two families.
    - A payout name joins nobody and completes nothing.
    - A token of more than `hub_cap` shops is a hub and joins nobody.
    - A pair in `apart` (a person said: not the same) is never in one component, even by way of others: the link
      that would bring it about is left out, weakest first.
    - A pair in `together` (a person said: the same) is joined.

    The order of `ties` changes nothing, nor does a tie given twice. `spread` says how many shops carry a token over
    all, where `ties` are a part of the whole graph.
    """
    carriers: dict[tuple[TokenKind, str], set[str]] = defaultdict(set)
    for tie in ties:
        carriers[tie.kind, tie.token].add(tie.shop)
    counts = {key: max(len(shops), (spread or {}).get(key, 0)) for key, shops in carriers.items()}
    hubs = {key: count for key, count in counts.items() if count > hub_cap}
    joined = _joined(_links(carriers, hubs, together), apart)
    carried: dict[str, list[tuple[TokenKind, str]]] = defaultdict(list)
    for key, shops in carriers.items():
        for shop in shops:
            carried[shop].append(key)
    return tuple(
        _component(shops, links, carried, hubs)
        for shops, links in sorted(joined, key=lambda one: (-len(one[0]), one[0]))
    )


def alarming(found: Iterable[Component], *, size: int = ALARM_SIZE) -> tuple[Component, ...]:
    """Those of more than `size` shops: either a large seller, or a mistake that joined strangers."""
    return tuple(one for one in found if len(one.shops) > size)


def _counts(kind: TokenKind) -> bool:
    return WEIGHTS[kind] is not TokenWeight.SUPPORTING


def _is_enough(evidence: tuple[tuple[TokenKind, str], ...]) -> bool:
    if any(WEIGHTS[kind] is TokenWeight.STRONG for kind, _ in evidence):
        return True
    return len({FAMILIES[kind] for kind, _ in evidence}) >= NEEDED_WEAKER


def _sorted(keys: Iterable[tuple[TokenKind, str]]) -> tuple[tuple[TokenKind, str], ...]:
    order = list(WEIGHTS)
    return tuple(sorted(keys, key=lambda key: (order.index(key[0]), key[1])))


def _links(
    carriers: Mapping[tuple[TokenKind, str], set[str]],
    hubs: Mapping[tuple[TokenKind, str], int],
    together: Iterable[tuple[str, str]],
) -> list[Link]:
    """Every pair that is joined, the best joined first: those that persons joined, then strong, then by families."""
    shared: dict[tuple[str, str], list[tuple[TokenKind, str]]] = defaultdict(list)
    for key, shops in carriers.items():
        if key in hubs or not _counts(key[0]) or len(shops) < 2:
            continue
        listed = sorted(shops)
        for at, one in enumerate(listed):
            for other in listed[at + 1 :]:
                shared[one, other].append(key)
    said = {(min(pair), max(pair)) for pair in together if pair[0] != pair[1]}
    links = [
        Link(*pair, evidence, pair in said)
        for pair, keys in shared.items()
        if _is_enough(evidence := _sorted(keys)) or pair in said
    ]
    links += [Link(*pair, (), True) for pair in said - shared.keys()]
    return sorted(links, key=_rank)


def _rank(link: Link) -> tuple[bool, int, int, str, str]:
    strong = sum(WEIGHTS[kind] is TokenWeight.STRONG for kind, _ in link.evidence)
    families = len({FAMILIES[kind] for kind, _ in link.evidence})
    return (not link.by_person, -strong, -families, link.one, link.other)


def _joined(links: list[Link], apart: Iterable[tuple[str, str]]) -> list[tuple[tuple[str, ...], list[Link]]]:
    """Union of links in their order, each refused that would bring a pair of `apart` together."""
    root: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    used: dict[str, list[Link]] = {}
    foes: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        if one != other:
            foes[one].add(other)
            foes[other].add(one)

    def top(shop: str) -> str:
        if shop not in root:
            root[shop], members[shop], used[shop] = shop, {shop}, []
        while root[shop] != shop:
            root[shop] = root[root[shop]]
            shop = root[shop]
        return shop

    for link in links:
        ours, theirs = top(link.one), top(link.other)
        if ours == theirs:
            continue
        if len(members[ours]) < len(members[theirs]):
            ours, theirs = theirs, ours
        if not foes[theirs].isdisjoint(members[ours]) or not foes[ours].isdisjoint(members[theirs]):
            continue
        root[theirs] = ours
        members[ours] |= members.pop(theirs)
        used[ours] += [*used.pop(theirs), link]
        foes[ours] |= foes.pop(theirs)
    return [(tuple(sorted(shops)), used[at]) for at, shops in members.items() if len(shops) > 1]


def _component(
    shops: tuple[str, ...],
    links: list[Link],
    carried: Mapping[str, list[tuple[TokenKind, str]]],
    hubs: Mapping[tuple[TokenKind, str], int],
) -> Component:
    names: dict[str, list[str]] = defaultdict(list)
    met: set[tuple[TokenKind, str]] = set()
    for shop in shops:
        for key in carried[shop]:
            if key in hubs:
                met.add(key)
            elif key[0] is TokenKind.PAYOUT_NAME:
                names[key[1]].append(shop)
    return Component(
        shops=shops,
        links=tuple(sorted(links, key=_rank)),
        hubs=tuple(Hub(*key, hubs[key]) for key in _sorted(met)),
        names=tuple((name, tuple(sorted(of))) for name, of in sorted(names.items()) if len(of) > 1),
    )
