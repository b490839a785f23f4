"""Lists of links as an officer hands them in, with all that is wrong in such lists, and their answers."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

from tertib.sandbox.draw import draw, pick, share
from tertib.sandbox.goods import Offer, offer_at
from tertib.sandbox.places import PLACES, Place, listing_id, product_path, shop_path, short_path
from tertib.sandbox.standing import CANARIES, Standing, at_first
from tertib.vocabulary import RowOutcome

COLUMNS: Final = ("No", "Tautan", "Nama Toko", "Keterangan", "Tanggal temuan")
FIRST_DAY: Final = date(2026, 11, 2)  # listings were found from here on, over three weeks

# The largest marketplace stands in 35 % of the rows.
SHARES: Final = {"lapakraya": 0.35, "pasarkita": 0.25, "niagaid": 0.20, "sandangku": 0.12, "kioskilat": 0.08}
TWICE: Final = 0.055
SHORT: Final = 0.012
SHOPS: Final = 0.008
NO_LINKS: Final = 0.008
LAWFUL: Final = 0.03  # of the listings: goods that no one should have named

NOTES: Final = (
    "baju bekas impor",
    "jual bal",
    "ada tulisan second import",
    "thrift eks Korea",
    "lihat foto",
    "pakaian bekas",
    "",
    "toko banyak menjual barang sejenis",
    "judul memakai kata thrift",
    "karungan",
    "",
    "label luar negeri terlihat di foto",
)
NO_LINK_TEXTS: Final = (
    "(lihat lampiran)",
    "-",
    "sudah dilaporkan lewat telepon",
    "jaket second toko berkah, cari sendiri",
    "foto di WA",
    "tautan hilang",
    "sama dengan nomor sebelumnya",
    "siaran langsung tadi malam",
)
TRACKING: Final = {
    "lapakraya": "?lr_src=search&xptdk={n:x}",
    "pasarkita": "?extParam=ivf%3D{n}%26src%3Dsearch",
    "niagaid": "?spm=a2o4j.{n}&scm=1007",
    "sandangku": "?dari=beranda&ref={n}",
    "kioskilat": "?kk_ref=app&share={n}",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as handed in, and what must become of it. `listing`: "platform:id", where it names one."""

    text: str
    shop: str
    note: str
    day: date
    outcome: RowOutcome
    platform: str | None
    listing: str | None
    written: str  # how the link stands in the cell
    gone: bool  # gone before the list was handed in


def order_rows(rows: int, *, port: int, seed: int = 2026, beside: int = 0, overlap: int = 0) -> list[Row]:
    """A list of so many rows.

    `beside`: another list of that many rows was handed in before; this one shares `overlap` listings with it
    (their outcome is `known`) and otherwise names none of its listings.
    Raises ValueError if the world has not enough listings for it.
    """
    counts = {slug: int(rows * part) for slug, part in SHARES.items()}
    counts["lapakraya"] += rows - sum(counts.values())
    wanted: list[Row] = []
    for slug, count in counts.items():
        wanted += _of_place(
            PLACES[slug], count, port=port, seed=seed, beside=beside, share_of=overlap, rows=rows
        )
    order = sorted(range(len(wanted)), key=lambda n: draw(seed, 103, beside, n))
    return _outcomes([wanted[n] for n in order])


def _of_place(
    place: Place, count: int, *, port: int, seed: int, beside: int, share_of: int, rows: int
) -> Iterator[Row]:
    odd = {
        kind: int(count * part)
        for kind, part in (("twice", TWICE), ("short", SHORT), ("shop", SHOPS), ("no", NO_LINKS))
    }
    distinct = count - sum(odd.values())
    pool = _pool(place, seed=seed)
    taken = _first_distinct(place, beside) if beside else 0
    common = min(distinct, taken, round(share_of * count / rows)) if beside else 0
    items = pool[:common] + pool[taken : taken + distinct - common]
    if len(items) < distinct:
        raise ValueError(
            f"{place.name} has no {distinct} listings left for this list: ask for fewer rows (40,000 or so)"
        )
    for n, item in enumerate(items):
        yield _listing_row(place, item, n, port=port, seed=seed, known=n < common)
    for n in range(odd["twice"]):
        yield _listing_row(
            place, items[draw(seed, 107, n) % distinct], n + 7, port=port, seed=seed, known=False
        )
    for n in range(odd["short"]):
        yield _odd_row(place, pool[-1 - n], "short", n, port=port, seed=seed)
    for n in range(odd["shop"]):
        yield _odd_row(place, pool[-1 - n], "shop", n, port=port, seed=seed)
    for n in range(odd["no"]):
        yield _odd_row(place, pool[-1 - n], "no link", n, port=port, seed=seed)


def _first_distinct(place: Place, rows: int) -> int:
    """How many listings of a marketplace a list of so many rows names."""
    count = int(rows * SHARES[place.slug])
    if place.slug == "lapakraya":
        count = rows - sum(int(rows * part) for slug, part in SHARES.items() if slug != "lapakraya")
    return count - sum(int(count * part) for part in (TWICE, SHORT, SHOPS, NO_LINKS))


def _pool(place: Place, *, seed: int) -> list[int]:
    """The listings that an officer would name, in the order in which they were found."""
    found = []
    for item in range(place.listings):
        mix = draw(seed, place.no, 101, item)
        if item not in CANARIES and (offer_at(place, item, seed=seed).used or share(mix) < LAWFUL):
            found.append((mix, item))
    return [item for _, item in sorted(found)]


def _listing_row(place: Place, item: int, n: int, *, port: int, seed: int, known: bool) -> Row:
    offer = offer_at(place, item, seed=seed)
    mix = draw(seed, place.no, 109, item, n)
    written, text = _written(place, offer, mix, port=port)
    return Row(
        text=text,
        shop=offer.shop.name if mix % 4 else "",
        note=pick(NOTES, mix >> 8),
        day=FIRST_DAY + timedelta(days=mix % 21),
        outcome=RowOutcome.KNOWN if known else RowOutcome.NEW,
        platform=place.slug,
        listing=f"{place.slug}:{listing_id(place, item)}",
        written=written,
        gone=at_first(place, item, seed=seed) in (Standing.GONE, Standing.SHOP_CLOSED),
    )


def _written(place: Place, offer: Offer, mix: int, *, port: int) -> tuple[str, str]:
    """How a link stands in its cell, and the cell."""
    base = f"http://{place.host}:{port}"
    tracked = base + offer.path + TRACKING[place.slug].format(n=mix >> 40)
    mood = share(mix)
    if mood < 0.60:
        return "plain", base + offer.path
    if mood < 0.82:
        return "tracked", tracked
    if mood < 0.90:
        # the seller changed the title since, or someone shortened it: the words in a path are decoration
        return "other words", base + product_path(place, offer.item, offer.slug.split("-", 1)[-1] or "barang")
    if mood < 0.96:
        return "shared", f"Cek {offer.title} di {place.name}, harga {offer.price_text}! {tracked}"
    if mood < 0.98:
        return "glued", f"{base}{offer.path};{offer.shop.name};{offer.price}"
    return "spaced", f"  {base}{offer.path} \n"


def _odd_row(place: Place, item: int, kind: str, n: int, *, port: int, seed: int) -> Row:
    offer = offer_at(place, item, seed=seed)
    mix = draw(seed, place.no, 113, item, n)
    if kind == "short" and place.short_host:
        text, outcome = f"http://{place.short_host}:{port}{short_path(place, item)}", RowOutcome.SHORT
    elif kind != "no link":
        text, outcome = (
            f"http://{place.host}:{port}{shop_path(place, offer.shop.place)}",
            RowOutcome.SHOP_OR_POST,
        )
    else:
        text, outcome = pick(NO_LINK_TEXTS, mix), RowOutcome.NOT_A_LINK
    return Row(
        text=text,
        shop=offer.shop.name,
        note=pick(NOTES, mix >> 8),
        day=FIRST_DAY + timedelta(days=mix % 21),
        outcome=outcome,
        platform=None if outcome is RowOutcome.NOT_A_LINK else place.slug,
        listing=None,
        written=outcome.value,
        gone=False,
    )


def _outcomes(rows: list[Row]) -> list[Row]:
    """In the order of the list: the first row of a listing opens its case, any further one is `twice`."""
    known = {row.listing for row in rows if row.outcome is RowOutcome.KNOWN}
    seen: set[str] = set()
    settled = []
    for row in rows:
        outcome = row.outcome
        if row.listing is not None:
            outcome = RowOutcome.KNOWN if row.listing in known else RowOutcome.NEW
            outcome = RowOutcome.TWICE if row.listing in seen else outcome
            seen.add(row.listing)
        settled.append(replace(row, outcome=outcome))
    return settled


def answers(rows: list[Row]) -> dict[str, object]:
    """What must become of a list: counts, and for each row its outcome and listing."""
    opened = [row for row in rows if row.outcome in (RowOutcome.NEW, RowOutcome.KNOWN)]
    return {
        "rows": len(rows),
        "outcomes": dict(Counter(row.outcome.value for row in rows)),
        "platforms": dict(Counter(row.platform for row in rows if row.platform)),
        "listings": len({row.listing for row in opened}),
        "already_gone": sum(row.gone for row in opened),
        "written": dict(Counter(row.written for row in rows)),
        "answers": [[row.outcome.value, row.listing] for row in rows],
    }


def write_order(path: Path, rows: list[Row]) -> Path:
    """Write a list as .xlsx or .csv, and its answers beside it; gives the path of the answers.

    Raises ValueError for any other ending.
    """
    match path.suffix.lower():
        case ".xlsx":
            _write_xlsx(path, rows)
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows(
                    (n, row.text, row.shop, row.note, row.day.strftime("%d/%m/%Y"))
                    for n, row in enumerate(rows, 1)
                )
        case other:
            raise ValueError(
                f"{path}: a list is written as .xlsx or .csv, not as {other or 'a file without ending'}"
            )
    beside = path.with_name(path.name + ".answers.json")
    beside.write_text(json.dumps(answers(rows), ensure_ascii=False), encoding="utf-8")
    return beside


def _write_xlsx(path: Path, rows: list[Row]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet("Temuan")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    for column, width in enumerate((7, 90, 28, 34, 14)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, COLUMNS, bold)
    for n, row in enumerate(rows, 1):
        sheet.write_number(n, 0, n)
        sheet.write_string(n, 1, row.text)
        sheet.write_string(n, 2, row.shop)
        sheet.write_string(n, 3, row.note)
        sheet.write_datetime(n, 4, row.day, day)
    book.close()
