"""Names of shops as links give them; what may be a person's data is refused."""

import re

from tertib.core.sellers.numbers import reads_as_nik
from tertib.errors import BadInput

_SHOP = re.compile(r"[^\s:|\x00-\x1f]{1,160}")
_PHONE = re.compile(r"(?:\+?62|0)8[\d.\-]{7,}")
_MAIL = re.compile(r"[^@]+@[^@]+\.[^@]+")


def shop_name(text: str) -> str:
    """The platform's own name or number of a shop, such as `toko-contoh`, without space around it.

    Raises BadInput, without the value, for a text with spaces or `:` inside, or in the form of a phone number, a mail
    address or an identity number.
    """
    name = text.strip()
    if _SHOP.fullmatch(name) is None:
        raise BadInput(
            "Give the shop's name as it stands in its links, without spaces. The value is not shown here."
        )
    if _PHONE.fullmatch(name) or _MAIL.fullmatch(name) or reads_as_nik(name):
        raise BadInput(
            "What stands for the shop may be a person's data; give its name in links. The value is not shown here."
        )
    return name
