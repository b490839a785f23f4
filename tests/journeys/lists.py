"""A list of links as an officer hands it in, with every kind of fault, and what must become of each row."""

from dataclasses import replace
from datetime import date

from tertib.sandbox.orders import Row, order_rows
from tertib.sandbox.places import PLACES, shop_path, short_path
from tertib.vocabulary import RowOutcome

FAULTS = (
    "(lihat lampiran)",
    "http://",
    "ftp://lapakraya.localhost/i.1.2",
    "javascript:alert(1)",
    "jaket second toko berkah, cari sendiri",
    "=HYPERLINK(A1)",
)


def small_list(rows: int, *, port: int) -> list[Row]:
    """The sandbox's list, and at its end short links, shops, texts that are no link, and rows that stand twice."""
    listed = order_rows(rows, port=port)
    lapak, kios = PLACES["lapakraya"], PLACES["kioskilat"]
    odd = [
        (f"http://{lapak.short_host}:{port}{short_path(lapak, 40)}", RowOutcome.SHORT, "lapakraya"),
        (f"http://{kios.short_host}:{port}{short_path(kios, 41)}", RowOutcome.SHORT, "kioskilat"),
        (f"http://{lapak.host}:{port}{shop_path(lapak, 9)}", RowOutcome.SHOP_OR_POST, "lapakraya"),
        (f"http://{kios.host}:{port}{shop_path(kios, 9)}", RowOutcome.SHOP_OR_POST, "kioskilat"),
        *((text, RowOutcome.NOT_A_LINK, None) for text in FAULTS),
    ]
    tail = [
        Row(
            text=text,
            shop="",
            note="",
            day=date(2026, 11, 20),
            outcome=outcome,
            platform=platform,
            listing=None,
            written=outcome.value,
            gone=False,
        )
        for text, outcome, platform in odd
    ]
    again = [replace(row, outcome=RowOutcome.TWICE) for row in listed[:5] if row.listing]
    return [*listed, *tail, *again]
