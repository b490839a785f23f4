"""Reads prices, counters and ratings as sellers and platforms write them, one value at a time."""

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from tertib.adapters.feeds.columns import COLUMNS

MAX_MINOR = 10**17  # a thousand million million: no listing costs more, and int64 holds it
MAX_COUNT = 10**12
MAX_STARS = 5
UNITS = {
    "": 1,
    "rb": 10**3,
    "ribu": 10**3,
    "k": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "mio": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
}
# In "1.500rb" the dot parts thousands, in "1.250jt" it is the decimal sign: that is how the two are used.
DECIMAL_UNITS = frozenset({"jt", "juta", "mio", "miliar", "milyar"})
CURRENCIES = {
    "": None,
    "rp": "IDR",
    "idr": "IDR",
    "rupiah": "IDR",
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "s$": "SGD",
    "sgd": "SGD",
    "rm": "MYR",
    "myr": "MYR",
    "€": "EUR",
    "eur": "EUR",
}
NUMBER = r"\d[\d.,' ]*"
PRICE = re.compile(
    rf"(?P<sign>rp|idr|us\$|usd|s\$|sgd|rm|myr|€|eur|\$)?[.:]?\s*(?P<number>{NUMBER})\s*"
    r"(?P<unit>rb|ribu|k|jt|juta|mio|miliar|milyar)?\.?\s*(?P<after>rupiah|idr|usd|sgd|myr|eur)?\s*(?:,-|\.-|-)?"
    r"\s*(?:/\s*\w{1,12}|per\s+\w{1,12}|\+|\d{1,2} ?% ?off)?"
)
RANGE = re.compile(r"\s*(?:[-–—~]|s\.?/?d\.?|sampai|hingga|to)\s*(?=[\d$€rsium])")
COUNT = re.compile(
    rf"(?:[>≥±~:]|lebih dari|terjual|sold|stok|stock|sisa|tersisa|qty|jumlah|\s)*(?P<number>{NUMBER})\s*"
    r"(?P<unit>rb|ribu|k|jt|juta)?\s*(?:\+|lebih)?"
    r"(?:terjual|sold|pcs|pc|buah|item|items|unit|barang|produk|tersisa|left|x|\+|\s)*"
)
NOUGHT = frozenset({"habis", "stok habis", "sold out", "kosong", "belum terjual", "belum ada penjualan"})
RATING = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?:/\s*5(?:[.,]0)?)?\s*(?:\([^()]*\)|★|stars?|bintang)?")

Value = str | int | float | Decimal | bool | None


def read_price(value: Value) -> tuple[int | None, str | None, str]:
    """Read a price: (hundredths, currency if the text says one, why it is no price or "").

    Of a range the lower end counts. Both None and no reason: nothing is said.

    >>> read_price("Rp150.000"), read_price("1,5 jt"), read_price("150rb"), read_price(108000.0)
    ((15000000, 'IDR', ''), (150000000, None, ''), (15000000, None, ''), (10800000, None, ''))
    """
    if isinstance(value, str):
        text = _plain(value)
        if _is_silent(text):
            return None, None, ""
        return _price(text)
    amount = _amount(value)
    if amount is None:
        return None, None, "" if value is None else "is no price"
    return _minor(amount, None)


def read_count(value: Value) -> tuple[int | None, str]:
    """Read a counter: (what it shows at least, why it is none or "").

    >>> read_count("50+ terjual"), read_count("1,1RB"), read_count("10RB+"), read_count(25.0)
    ((50, ''), (1100, ''), (10000, ''), (25, ''))
    """
    if isinstance(value, str):
        text = _plain(value)
        if _is_silent(text):
            return None, ""
        if text in NOUGHT:
            return 0, ""
        match = COUNT.fullmatch(text)
        unit = match["unit"] or "" if match else ""
        amount = number(match["number"], unit=unit) if match else None
        amount = None if amount is None else amount * UNITS[unit]
    else:
        amount = _amount(value)
    if amount is None:
        return None, "" if value is None else "is no count"
    if amount != amount.to_integral_value() or not 0 <= amount <= MAX_COUNT:
        return None, "is no count"
    return int(amount), ""


def read_rating(value: Value) -> tuple[float | None, str]:
    """Read stars, 0 to 5: (stars, why it is no rating or "")."""
    if isinstance(value, str):
        text = _plain(value)
        if _is_silent(text):
            return None, ""
        match = RATING.fullmatch(text)
        amount = Decimal(match["number"].replace(",", ".")) if match else None
    else:
        amount = _amount(value)
    if amount is None:
        return None, "" if value is None else "is no rating"
    return (float(amount), "") if 0 <= amount <= MAX_STARS else (None, "is no rating of 0 to 5 stars")


def number(text: str, *, unit: str = "") -> Decimal | None:
    """Read digits with points, commas, spaces or apostrophes between; null if they make no number.

    >>> [str(number(text)) for text in ("1.500.000", "1.500", "1.5", "1,500.25", "1.500,25", "108000.0", "1.2.3")]
    ['1500000', '1500', '1.5', '1500.25', '1500.25', '108000.0', 'None']
    """
    digits = text.strip().replace(" ", "").replace("'", "").rstrip(".,")
    points, commas = digits.count("."), digits.count(",")
    mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    if points and commas:
        whole, _, rest = digits.rpartition(mark)
        other = "." if mark == "," else ","
        return (
            _parsed(f"{whole.replace(other, '')}.{rest}") if mark not in whole and _grouped(whole) else None
        )
    if not points and not commas:
        return _parsed(digits)
    whole, _, rest = digits.partition(mark)
    if points + commas > 1 or (len(rest) == 3 and 0 < len(whole) <= 3 and whole[0] != "0"):
        if points + commas > 1 or unit not in DECIMAL_UNITS:
            return _parsed(digits.replace(mark, "")) if _grouped(digits) else None
    return _parsed(f"{whole}.{rest}")


def _price(text: str) -> tuple[int | None, str | None, str]:
    match = PRICE.fullmatch(text)
    if match:
        unit = match["unit"] or ""
        amount = number(match["number"], unit=unit)
        if amount is None:
            return None, None, "is no price"
        return _minor(amount * UNITS[unit], CURRENCIES[match["sign"] or match["after"] or ""])
    ends = RANGE.split(text)
    if len(ends) != 2:
        return None, None, "is no price"
    low, high = PRICE.fullmatch(ends[0]), PRICE.fullmatch(ends[1])
    if not low or not high:
        return None, None, "is no price"
    if not low["unit"] and high["unit"] and "." not in low["number"]:
        ends[0] += high["unit"]  # "50-100rb" is from fifty thousand
    (first, sign, wrong), (second, other, also_wrong) = _price(ends[0]), _price(ends[1])
    if first is None or second is None:
        return None, None, wrong or also_wrong
    return min(first, second), sign or other, ""


def _minor(amount: Decimal, currency: str | None) -> tuple[int | None, str | None, str]:
    minor = (amount * 100).to_integral_value() if abs(amount) < MAX_MINOR else amount * 100
    if not 0 <= minor <= MAX_MINOR:
        return None, None, "is no price"
    return int(minor), currency, ""


def _amount(value: int | float | Decimal | bool | None) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact if exact.is_finite() else None


def _grouped(digits: str) -> bool:
    groups = re.split(r"[.,]", digits)
    return (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])) or len(groups) == 1


def _parsed(digits: str) -> Decimal | None:
    try:
        return Decimal(digits) if len(digits) <= 40 else None
    except InvalidOperation:
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:200]).strip().lower()


def _is_silent(text: str) -> bool:
    return not text or text in COLUMNS.words["silent"]
