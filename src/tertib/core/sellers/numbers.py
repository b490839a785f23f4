"""Phone and account numbers as sellers write them, in the one form in which they are compared."""

import re
import unicodedata

from tertib.errors import BadInput

LOOKS_LIKE = str.maketrans(
    {"o": "0", "q": "0", "i": "1", "l": "1", "|": "1", "!": "1", "z": "2", "s": "5", "b": "8"}
)
"""Letters that stand for digits in numbers that hide from filters, after lower-casing."""

SPOKEN = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4",
    "lima": "5", "enam": "6", "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip
_SPOKEN = re.compile("|".join(sorted(SPOKEN, key=len, reverse=True)))
_CHAT = re.compile(r"^(?:https?://)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=)([^?&/#]*).*$")
_LABEL = re.compile(
    r"^(?:no(?:mor|\.)?\s*)?(?:whats\s?app|wa|telp(?:on)?|telepon|tel|phone|hp|sms|no)[\s.:]+"
)
_BETWEEN = re.compile(r"[\s.\-_()/\\*~,]+")
_DIGITS = re.compile(r"[0-9]+")

INDONESIA = "62"
SHORTEST, LONGEST = 7, 12  # digits of a national number without its zero: area 21 + 5 up to 8xx + 9
FOREIGN_SHORTEST, FOREIGN_LONGEST = 8, 15  # E.164
ACCOUNT_SHORTEST, ACCOUNT_LONGEST = 5, 20  # digits; Indonesian banks give 10 to 16
NIK = re.compile(r"[1-9]\d{5}(?:[0-6]\d|7[01])(?:0[1-9]|1[0-2])\d{2}\d{4}")
"""Six digits of a place, day (women: + 40), month, year, four running digits."""


def phone(text: str) -> str:
    """A phone number as country code and national number, digits only: `6281234567890`.

    `0812-3456-7890`, `+62 812 3456 7890`, `62812...`, `812...`, `wa.me/62812...`, `O8I2-34S6-789O` and digits
    in words are one number. A number that begins with `+` or `00` and another country keeps it.

    Raises BadInput, without the value, for a text that is no phone number.
    """
    folded = _folded(text)
    if (chat := _CHAT.match(folded)) is not None:
        folded = "+" + chat[1].lstrip("+")
    folded = _LABEL.sub("", folded)
    international = folded.lstrip(" (").startswith(("+", "00"))
    digits = _digits(folded.replace("+", "", 1) if international else folded, what="phone number")
    if international and digits.startswith("00"):
        digits = digits[2:]
    if digits.startswith(INDONESIA) and (international or len(digits) > SHORTEST + 2):
        national = digits[2:].lstrip("0")
    elif international:
        if not FOREIGN_SHORTEST <= len(digits) <= FOREIGN_LONGEST:
            raise _wrong("phone number", "give it with its country code, 8 to 15 digits")
        return digits
    else:
        national = digits.lstrip("0")
    if not SHORTEST <= len(national) <= LONGEST:
        raise _wrong("phone number", "give one such as 0812-3456-7890")
    return INDONESIA + national


def account_number(text: str) -> str:
    """The digits of an account without leading zeros, which spreadsheets eat.

    Raises BadInput, without the value, for a text that is no account number, or reads as an identity number (NIK).
    """
    digits = _digits(_folded(text), what="account number")
    if reads_as_nik(digits):
        raise _wrong("account number", "it reads as an identity number (NIK), which is never taken")
    if not ACCOUNT_SHORTEST <= len(digits) <= ACCOUNT_LONGEST:
        raise _wrong("account number", "give its 5 to 20 digits")
    return digits.lstrip("0") or "0"


def reads_as_nik(text: str) -> bool:
    """Whether the text, without what stands between digits, has the form of an Indonesian identity number."""
    return NIK.fullmatch(_BETWEEN.sub("", text)) is not None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Mn", "Me")).strip()


def _digits(folded: str, *, what: str) -> str:
    spoken = _SPOKEN.sub(lambda found: SPOKEN[found[0]], folded)
    digits = _BETWEEN.sub("", spoken).translate(LOOKS_LIKE)
    digits = "".join(str(unicodedata.digit(char, -1)) if char.isdigit() else char for char in digits)
    if _DIGITS.fullmatch(digits) is None:
        raise _wrong(what, "it has other signs than digits in it")
    return digits


def _wrong(what: str, mend: str) -> BadInput:
    return BadInput(f"This is no {what}: {mend}. The value is not shown here.")
