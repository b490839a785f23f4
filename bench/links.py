"""How fast and how rightly links are read, beside the loop that one would write oneself.

    python -m bench.links [--links FILE.gz] [--malformed FILE] [--rounds 5] [--random 20000] [--at-least 50000]

What each link names is computed a second time here, by splitting strings, without the table of platforms. Exit
code 1 if a link is named wrongly, one of the glued links is not found, anything raises, or the rate is lower
than --at-least. Without the data (TERTIB_BENCH_DATA names its folder) the rate
is measured on invented links, and it says so.
"""

import argparse
import gzip
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.figures import Figure, Outcome, main_of

from tertib.core.links import PLATFORMS, Link, find_links, read_link

DATA = Path(os.environ.get("TERTIB_BENCH_DATA", "../shared/data"))
SHORT_HOSTS = frozenset(
    (
        "id.shp.ee shp.ee shope.ee s.shopee.co.id tokopedia.link tk.tokopedia.com vt.tokopedia.com ta.tokopedia.com "
        "s.lazada.co.id c.lazada.co.id s.blibli.com carousell.app.link vt.tiktok.com vm.tiktok.com"
    ).split()
)
Names = tuple[str, str | None, str | None]  # kind, listing, shop


def expected(text: str) -> Names | None:
    """What a product, shop, post or short link names, by splitting it; null where we have no second opinion."""
    scheme, _, rest = text.partition("://")
    host, _, path = rest.split("?")[0].partition("/")
    parts = [part for part in path.split("/") if part]
    last = parts[-1] if parts else ""
    if scheme == "tokopedia":
        return (
            ("listing", f"tokopedia:{path}", None)
            if host == "product"
            else ("shop", None, f"tokopedia:{path}")
        )
    if host in SHORT_HOSTS or (host.endswith("facebook.com") and parts[0] == "share"):
        return "short", None, None
    bare = host.removeprefix("www.").removeprefix("m.")
    if bare == "shopee.co.id":
        return _shopee(parts, last)
    if bare == "tokopedia.com":
        return _tokopedia(parts)
    if host == "shop-id.tokopedia.com" and last.isdigit():
        return "listing", f"tiktok_shop:{last}", None
    if bare == "bukalapak.com" and parts[0] == "u":
        return "shop", None, f"bukalapak:{last}"
    if bare == "bukalapak.com":
        return "listing", f"bukalapak:{last.split('-')[0]}", None
    if bare == "lazada.co.id" and parts[0] == "shop":
        return "shop", None, f"lazada:{parts[1]}"
    if bare == "lazada.co.id" and last.endswith(".html"):
        before = last.removesuffix(".html")
        item = (
            before.rpartition("-i")[2].split("-s")[0] if parts[0] == "products" else before.rpartition("-")[2]
        )
        return "listing", f"lazada:{item}", None
    if bare == "blibli.com" and "s--" in last:
        code = last.partition("s--")[2].replace(".", "-").split("-")[:3]
        return "listing", f"blibli:{'-'.join(code)}", f"blibli:{'-'.join(code[:2])}"
    if bare == "blibli.com" and parts[0] == "merchant":
        return "shop", None, f"blibli:{last}"
    if host == "id.carousell.com":
        return "listing", f"carousell:{last.rpartition('-')[2]}", None
    if bare == "instagram.com":
        return (
            ("post", f"instagram:{parts[1]}", None)
            if parts[0] == "p"
            else ("shop", None, f"instagram:{last}")
        )
    if bare == "tiktok.com" and last.startswith("@"):
        return "shop", None, f"tiktok:{last}"
    if bare == "facebook.com" and last.isdigit():
        return "listing" if "item" in parts else "post", f"facebook:{last}", None
    return None


def _shopee(parts: list[str], last: str) -> Names | None:
    shop, _, item = last.rpartition("-i.")[2].partition(".")
    if "-i." in last and shop.isdigit() and item.isdigit():
        return "listing", f"shopee:{shop}.{item}", f"shopee:{shop}"
    if parts[-3:-2] == ["product"]:
        return "listing", f"shopee:{parts[-2]}.{last}", f"shopee:{parts[-2]}"
    if parts[0] == "shop":
        return "shop", None, f"shopee:{parts[1]}"
    if last.replace(".", "").replace("_", "").isalnum():
        return "shop", None, f"shopee:@{last}"
    return None  # words of a product that were cut off before the ids: names nothing


def _tokopedia(parts: list[str]) -> Names:
    shop = f"tokopedia:{parts[0]}"
    if len(parts) == 1 or parts[1] == "etalase":
        return "shop", None, shop
    tail = parts[1].rpartition("-")[2]
    return "listing", f"{shop}/{tail if len(tail) == 19 and tail.isdigit() else parts[1]}", shop


URL = re.compile(r"https?://[^\s<>\"']+")
NAIVE_SHAPES = (
    (re.compile(r"-i\.(\d+)\.(\d+)"), "shopee"),
    (re.compile(r"/products/.*-i(\d+)"), "lazada"),
    (re.compile(r"/p/.*/([0-9a-z]+)-jual-"), "bukalapak"),
    (re.compile(r"ps--([A-Z0-9-]+)"), "blibli"),
    (re.compile(r"tokopedia\.com/([^/?]+)/([^/?]+)"), "tokopedia"),
)


def naive(text: str) -> list[tuple[str, str]]:
    """The loop one would write oneself: a regex for links, urllib, tracking keys out, a regex a platform."""
    found = []
    for match in URL.findall(text):
        parts = urlsplit(match)
        query = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")])
        url = parts._replace(netloc=parts.netloc.lower(), query=query, fragment="").geturl()
        names = (f"{key}:{'.'.join(m.groups())}" for shape, key in NAIVE_SHAPES if (m := shape.search(url)))
        found.append((url, next(names, "")))
    return found


def rate(read: Callable[[str], object], texts: list[str], rounds: int) -> float:
    """Texts a second on one core, the median of the rounds."""
    rates = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for text in texts:
            read(text)
        rates.append(len(texts) / (time.perf_counter() - begun))
    return sorted(rates)[len(rates) // 2]


def ours(text: str) -> list[Link]:
    return find_links(text, platforms=PLATFORMS)


def ours_alone(text: str) -> Link:
    return read_link(text, platforms=PLATFORMS)


def invented(count: int) -> list[str]:
    chance = random.Random(7)
    shapes = (
        "https://shopee.co.id/Jaket-Bekas-Impor-{0}-i.{0}.{1}?sp_atk=a-{0}&xptdk=a-{0}",
        "https://www.tokopedia.com/toko-{0}/jaket-bekas-1{1:018}?extParam=ivf%3Dfalse%26src%3Dsearch",
        "https://www.bukalapak.com/p/mode/jaket/{0:x}-jual-jaket-bekas",
    )
    ids = [(chance.randrange(1, 10**9), chance.randrange(1, 10**10)) for _ in range(count)]
    return [chance.choice(shapes).format(*pair) for pair in ids]


PIECES = (
    *"htps:/.-i12@%?&#=;,\\[]()<>\"' \n\r\t\0\u200b\ufeffｈ：é🙂\ud800",
    *(
        "https://",
        "http:/",
        "shopee.co.id",
        "tokopedia.com/",
        "tokopedia://",
        "&amp;",
        "=3D",
        "=\r\n",
        "-i.1.2",
    ),
)


def random_texts(count: int) -> Iterator[str]:
    chance = random.Random(11)
    for _ in range(count):
        yield "".join(chance.choices(PIECES, k=chance.randrange(60)))


def named_rightly(texts: list[str]) -> int:
    """Compare with the second opinion, print counts a platform and every mismatch; gives how many."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong = unknown = 0
    for text in texts:
        link, other = ours_alone(text), expected(text)
        counts[link.platform or "-", link.kind] += 1
        found = ours(text)
        if found != [link]:
            wrong += 1
            print(f"  WRONG {text}\n        found in it: {[one.text for one in found]}")
        elif other is None:
            unknown += 1
        elif (link.kind, link.listing, link.shop) != other:
            wrong += 1
            print(
                f"  WRONG {text}\n        ours {link.kind} {link.listing} {link.shop}, by splitting {other}"
            )
    for (platform, kind), count in sorted(counts.items()):
        print(f"  {platform:12} {kind:10} {count:>7,}")
    print(
        f"  {len(texts):,} links: {wrong} named wrongly; {unknown} (search, cut words) without a second opinion"
    )
    others = [other for text in texts if "shopee.co.id/" in text and (other := expected(text)) is not None]
    ids = {listing for _, listing, _ in others if listing is not None}
    keys = {
        link.listing for text in texts if (link := ours_alone(text)).platform == "shopee" and link.listing
    }
    print(f"  Shopee: {len(ids):,} listings by splitting, {len(keys):,} keys of ours")
    return wrong + abs(len(ids) - len(keys))


def glued_found(rows: list[str]) -> int:
    """Each link of glued cells, by cutting at every separator; gives how many are missed or too many."""
    missed = total = 0
    for row in rows:
        cells = [cell.rstrip(".") for cell in re.split(r"[;,\s]", row) if "://" in cell]
        found = [link.text for link in ours(row)]
        total += len(cells)
        if cells != found:
            missed += 1
            print(f"  DIFFERS {row[:200]}\n        {found}")
    print(f"  {len(rows):,} glued rows, {total:,} links: {missed} rows read otherwise than cut at separators")
    return missed


def run(argv: Sequence[str]) -> Outcome:
    """Compare what is named, then measure the rates."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=Path, default=DATA / "links.txt.gz")
    parser.add_argument("--malformed", type=Path, default=DATA / "links_malformed.txt")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--random", type=int, default=20_000)
    parser.add_argument("--at-least", type=float, default=50_000, help="links a second")
    args = parser.parse_args(argv)
    figures, notes, bad = [], [], 0
    if args.links.exists():
        with gzip.open(args.links, "rt", encoding="utf-8") as file:
            texts = file.read().splitlines()
        wrong = named_rightly(texts)
        figures.append(Figure(f"{len(texts):,} real links named", f"{wrong} wrong", "a second opinion"))
        bad += wrong
    else:
        texts = invented(40_000)
        notes.append(f"Real links were not there: the rate is that of {len(texts):,} invented ones.")
    if args.malformed.exists():
        rows = args.malformed.read_text(encoding="utf-8").splitlines()
        missed = glued_found(rows)
        figures.append(
            Figure(f"{len(rows):,} real glued rows taken apart", f"{missed} otherwise", "cut at separators")
        )
        bad += missed
    for text in random_texts(args.random):  # whatever raises ends the bench
        ours(text)
        ours_alone(text)
    figures.append(Figure(f"{args.random:,} random texts read", "0 raised", "0"))
    naive_rate = rate(naive, texts, args.rounds)
    aim = f"aim {args.at_least:,.0f}; a regex and urllib loop {naive_rate:,.0f}"
    speeds = [("one link read, one core", ours_alone), ("links found in a text, one core", ours)]
    for name, read in speeds:
        speed = rate(read, texts, args.rounds)
        bad += speed < args.at_least
        figures.append(Figure(name, f"{speed:,.0f} a second", aim))
    return Outcome(title="Links", figures=figures, kept=not bad, notes=notes)


if __name__ == "__main__":
    sys.exit(main_of(run))
