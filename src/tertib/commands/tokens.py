"""`tertib tokens`: a member turns what ties its shops to a seller into keyed tokens, on its own machine.

Raw values never leave the process: the output holds tokens only, and no message shows a value. The key comes from a
file or from TERTIB_TOKEN_KEY, never from the command line, where others on the machine could read it.
"""

import argparse
import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tertib.core.sellers import TokenKey, account_value, new_key, read_key, shop_name, token
from tertib.errors import BadInput
from tertib.vocabulary import TokenKind

VARIABLE = "TERTIB_TOKEN_KEY"
NAMES = {
    "shop": ("shop", "toko", "shop_id", "nama_toko", "id_toko"),
    "phone": ("phone", "telepon", "telp", "hp", "wa", "whatsapp", "no_hp", "nomor_hp"),
    "bank": ("bank", "nama_bank"),
    "account": ("account", "rekening", "no_rekening", "nomor_rekening", "account_number"),
    "wallet": ("wallet", "e_wallet", "dompet", "dompet_elektronik"),
    "wallet_number": ("wallet_number", "nomor_dompet", "no_dompet"),
    "address": ("address", "alamat", "alamat_pengirim"),
    "photo": ("photo", "foto", "image_phash", "phash", "photo_hash"),
    "payout_name": ("payout_name", "nama_penerima", "payee", "atas_nama"),
    "listing": ("listing", "listing_id", "penawaran", "id_penawaran"),
}
"""Fields and the column names by which they are read, in small letters; a number behind makes a second one: phone_2."""

ALONE = {"phone": TokenKind.PHONE, "address": TokenKind.ADDRESS, "photo": TokenKind.PHOTO,
         "payout_name": TokenKind.PAYOUT_NAME}  # fmt: skip
IN_PAIRS = {"account": ("bank", TokenKind.BANK_ACCOUNT), "wallet_number": ("wallet", TokenKind.E_WALLET)}
SHOPS_A_LINE = 100  # one line is the body of one call
MOST_VALUES = 30  # a shop and key
MOST_LISTINGS = 200  # a shop; as the API takes them
LISTING_ID = re.compile(r"[A-Za-z0-9._~-]{1,120}")
MOST_CELL = 2_000  # characters
PROBLEMS_SHOWN = 10


@dataclass
class Reading:
    """What was read so far: tokens by shop, and what could not be used, by column and reason, with its first row."""

    shops: dict[str, set[str]] = field(default_factory=dict)
    listings: dict[str, set[str]] = field(default_factory=dict)
    rows: int = 0
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def refuse(self, row: int, column: str, why: str) -> None:
        """Count a value that cannot be used; it is not kept."""
        self.problems[column, why] += 1
        self.first_rows.setdefault((column, why), row)


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.allow_abbrev = False  # --key is no way to give a key
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="csv or tsv in UTF-8, with a header"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", default="-", help="OUT.jsonl, or - for standard output (-)"
    )
    parser.add_argument(
        "--key-file",
        metavar="KEY",
        type=Path,
        help=f"file with the association's key, one a line (two in an overlap); else {VARIABLE} is read",
    )
    parser.add_argument(
        "--new-key",
        metavar="KEY",
        type=Path,
        help="make a new key into this file and print its id; nothing else",
    )


def run(args: argparse.Namespace) -> int:
    """Write tokens, or make a key. Raises BadInput, never with a value or a key in it, or OSError."""
    if args.new_key is not None:
        return _make_key(args.new_key)
    if args.file is None:
        raise BadInput("give the FILE with your shops, or --new-key KEY")
    if args.output != "-" and Path(args.output).exists() and Path(args.output).samefile(args.file):
        raise BadInput(f"{args.output}: would overwrite the file that is read; give another name after -o")
    keys = _keys(args.key_file)
    reading = _read(args.file, keys)
    with _sink(args.output) as sink:
        for line in _lines(reading):
            sink.write(line + "\n")
    _tell(reading)
    return 0


def _make_key(path: Path) -> int:
    key = new_key()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadInput(f"{path}: is there already; a key is never written over") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.text + "\n")
    print(
        f"Key id {key.id}. Register this id on the page of the association; give the file itself to members only."
    )
    return 0


def _keys(path: Path | None) -> list[TokenKey]:
    try:
        text = path.read_text("utf-8", errors="replace") if path else os.environ.get(VARIABLE, "")
    except OSError as error:  # its name may be the key itself, put there by mistake
        raise BadInput(f"the file of --key-file cannot be read: {error.strerror}") from error
    words = text.split()
    if not words:
        raise BadInput(f"there is no key: name its file by --key-file, or set {VARIABLE}")
    if len(words) > 2:
        raise BadInput("there are more than two keys; an overlap has the old and the new one")
    return [read_key(word) for word in words]


def _read(path: Path, keys: list[TokenKey]) -> Reading:
    reading = Reading()
    csv.field_size_limit(1 << 20)
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            head = file.readline()
            file.seek(0)
            rows = csv.reader(file, delimiter=max("\t;,", key=head.count))
            columns = _columns(next(rows, []))
            for number, cells in enumerate(rows, 2):
                _take(reading, number, cells, columns, keys)
        except UnicodeDecodeError as error:
            raise BadInput(f"{path.name}: is not in UTF-8; save it as CSV UTF-8") from error
        except csv.Error as error:
            raise BadInput(f"{path.name}: cannot be read as csv; see that quotes are closed") from error
    return reading


def _columns(header: list[str]) -> dict[tuple[str, str], int]:
    """(field, number behind its name) -> column. A header may hold a person's data by mistake: it is never shown."""
    found: dict[tuple[str, str], int] = {}
    for at, text in enumerate(header):
        name = re.sub(r"[\s\-]+", "_", text.strip().lower())
        plain = re.fullmatch(r"(.*?)_?(\d*)", name)
        for known, names in NAMES.items():
            if plain is not None and plain[1] in names:
                found.setdefault((known, plain[2]), at)
    if ("shop", "") not in found:
        raise BadInput(
            "there is no column shop; the first row must name the columns: shop, phone, bank, account, ..."
        )
    for known, number in found:
        if known in IN_PAIRS and (IN_PAIRS[known][0], number) not in found:
            raise BadInput(f"the column {known} needs the column {IN_PAIRS[known][0]} beside it")
    if not any(known in ALONE or known in IN_PAIRS for known, _ in found):
        raise BadInput(f"there is no column to make tokens of; there can be {', '.join((*ALONE, *IN_PAIRS))}")
    return found


def _take(
    reading: Reading, number: int, cells: list[str], columns: dict[tuple[str, str], int], keys: list[TokenKey]
) -> None:
    if not any(cell.strip() for cell in cells):
        return
    reading.rows += 1

    def cell(known: str, behind: str) -> str:
        at = columns[known, behind]
        return cells[at].strip() if at < len(cells) else ""

    try:
        shop = shop_name(cell("shop", ""))
    except BadInput as error:
        reading.refuse(number, "shop", str(error))
        return
    tokens = reading.shops.setdefault(shop, set())
    if ("listing", "") in columns and (listing := cell("listing", "")):
        listings = reading.listings.setdefault(shop, set())
        if LISTING_ID.fullmatch(listing) is None:
            reading.refuse(number, "listing", "This is no id of a listing: letters, digits and . _ ~ - only.")
        elif len(listings) >= MOST_LISTINGS and listing not in listings:
            reading.refuse(
                number, "listing", f"The shop has more than {MOST_LISTINGS}; this one is left out."
            )
        else:
            listings.add(listing)
    for known, behind in columns:
        if known in ALONE:
            kind, value, given = ALONE[known], cell(known, behind), cell(known, behind)
        elif known in IN_PAIRS:
            beside, kind = IN_PAIRS[known]
            given = cell(known, behind)
            value = account_value(cell(beside, behind), given)
        else:
            continue
        if not given:
            continue
        try:
            if len(value) > MOST_CELL:
                raise BadInput(f"This is longer than {MOST_CELL} characters.")
            made = {token(kind, value, key=key) for key in keys}
        except BadInput as error:
            reading.refuse(number, known, str(error))
            continue
        if len(tokens | made) > MOST_VALUES * len(keys):
            reading.refuse(
                number, known, f"The shop has more than {MOST_VALUES} values; this one is left out."
            )
            continue
        tokens |= made


def _lines(reading: Reading) -> Iterable[str]:
    shops: list[dict[str, object]] = [
        {"shop": shop, "tokens": sorted(tokens)} for shop, tokens in sorted(reading.shops.items())
    ]
    for one in shops:
        if listings := reading.listings.get(str(one["shop"])):
            one["listings"] = sorted(listings)
    for start in range(0, len(shops), SHOPS_A_LINE):
        yield json.dumps({"shops": shops[start : start + SHOPS_A_LINE]}, ensure_ascii=False)


def _tell(reading: Reading) -> None:
    for (column, why), count in reading.problems.most_common(PROBLEMS_SHOWN):
        row = reading.first_rows[column, why]
        print(f"{column}: {count:,} left out, first in row {row}: {why}", file=sys.stderr)
    made = sum(map(len, reading.shops.values()))
    print(f"{reading.rows:,} rows, {len(reading.shops):,} shops, {made:,} tokens", file=sys.stderr)


@contextmanager
def _sink(output: str) -> Iterator[IO[str]]:
    if output == "-":
        yield sys.stdout
    else:
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            yield file
