"""Pages of an invented marketplace and its templates, for tests of looking."""

from pathlib import Path

from tertib.core.verification import Hop, Page
from tertib.core.verification.templates import Templates, load_templates

LISTING_ID = "12.345"
URL = f"https://lapakraya.example/p/{LISTING_ID}"

LAPAKRAYA = """
schema = 1
version = "1"

[[platform]]
name = "lapakraya"
home = "^/beranda$"
search = "^/cari"
shop = "^/toko/[^/]+$"

[[platform.template]]
name = "removed"
state = "GONE_SOFT"
marker = ["data-page=removed"]

[[platform.template]]
name = "missing"
state = "GONE_HARD"
status = [404, 410]
marker = ["data-page=missing"]

[[platform.template]]
name = "removed-in-words"
state = "GONE_SOFT"
text = ["produk ini telah kami hapus"]

[[platform.template]]
name = "no-shop"
state = "SHOP_GONE"
script = ['"shop":"CLOSED"']

[[platform.template]]
name = "holiday"
state = "NOT_FOR_SALE"
meta = ["shop-state=holiday"]

[[platform.template]]
name = "unlisted"
state = "HIDDEN"
marker = ["data-listed=no"]

[[platform.template]]
name = "wall"
state = "BLOCKED_US"
header = ["x-wall=robot"]

[[platform.template]]
name = "teaser"
state = "LOGIN_WALL"
marker = ["class=login-overlay"]

[[platform.template]]
name = "guest"
state = "LOGIN_WALL"
final_host = ["akun.lapakraya.example"]

[[platform.template]]
name = "listing"
state = "UP"
marker = ["data-listing={id}"]
"""


def templates(folder: Path) -> Templates:
    path = folder / "lapakraya.toml"
    path.write_text(LAPAKRAYA, encoding="utf-8")
    return load_templates(path)


def page(
    body: str = "",
    *,
    status: int = 200,
    final_url: str = URL,
    headers: dict[str, str] | None = None,
    downgraded: bool = False,
) -> Page:
    hops = () if final_url == URL else (Hop(status=302, url=final_url, downgraded=downgraded),)
    return Page(
        asked_url=URL, final_url=final_url, status=status, headers=headers or {}, body=body, redirects=hops
    )
