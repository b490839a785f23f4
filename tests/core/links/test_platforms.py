"""The table of platforms and files that add to it."""

from datetime import date
from pathlib import Path

import pytest

from tertib.core.links import PLATFORMS, Platforms, load_platforms, read_link
from tertib.core.links.table import RobotsPermission
from tertib.errors import SettingWrong
from tertib.vocabulary import ChannelType, LinkKind

EXTRA = r"""
[[platform]]
key = "contoh"
name = "PasarContoh"
channel_type = "marketplace"
active_from = 2020-01-01
active_to = 2025-12-31
hosts = ["pasarcontoh.localhost:8801", "pasarcontoh.example:*"]
id_grammar = '\d+'
search_url = "http://pasarcontoh.localhost:8801/cari?q={query}"
looks_per_second = 50

[[platform.shape]]
name = "product"
kind = "listing"
path = '/barang/(?P<id>[1-9]\d*)'
listing = "{id}"
url = "{origin}/barang/{id}"
"""


def load(tmp_path: Path, text: str) -> Platforms:
    file = tmp_path / "more.toml"
    file.write_text(text, encoding="utf-8")
    return load_platforms(file)


def test_a_file_adds_platforms_on_their_own_ports(tmp_path: Path) -> None:
    platforms = load(tmp_path, EXTRA)
    link = read_link("http://pasarcontoh.localhost:8801/barang/7?x=1", platforms=platforms)
    assert (link.listing, link.url) == ("contoh:7", "http://pasarcontoh.localhost:8801/barang/7")
    assert read_link("https://pasarcontoh.example:9/barang/7", platforms=platforms).listing == "contoh:7"
    assert read_link("https://pasarcontoh.example/barang/7", platforms=platforms).listing == "contoh:7"
    assert read_link("http://pasarcontoh.localhost:8802/barang/7", platforms=platforms).platform is None
    assert read_link("http://pasarcontoh.localhost/barang/7", platforms=platforms).platform is None
    assert read_link("https://shopee.co.id/product/1/2", platforms=platforms).listing == "shopee:1.2"


def test_the_digest_tells_tables_apart(tmp_path: Path) -> None:
    assert load(tmp_path, EXTRA).digest != PLATFORMS.digest
    assert load_platforms().digest == PLATFORMS.digest


def test_a_platform_is_active_on_its_last_day_and_not_on_the_next(tmp_path: Path) -> None:
    platform = load(tmp_path, EXTRA)["contoh"]
    assert platform.looks_per_second == 50.0
    assert [platform.is_active(date(2025, 12, 31)), platform.is_active(date(2026, 1, 1))] == [True, False]
    assert not platform.is_active(date(2019, 12, 31))
    assert PLATFORMS["bukalapak"].active_to == date(2025, 2, 9)


def test_a_permission_says_who_gave_it_when_and_where_it_can_be_read(tmp_path: Path) -> None:
    assert load(tmp_path, EXTRA)["contoh"].robots_permission is None
    said = 'robots_permission = { given_by = "N. Contoh", on = 2026-01-31, letter = "12/PC/2026" }'
    found = load(tmp_path, EXTRA.replace("looks_per_second = 50", said))["contoh"].robots_permission
    assert found == RobotsPermission(given_by="N. Contoh", on=date(2026, 1, 31), letter="12/PC/2026")


def test_a_search_address_carries_the_words() -> None:
    assert (
        PLATFORMS["shopee"].search_for("baju & rok") == "https://shopee.co.id/search?keyword=baju%20%26%20rok"
    )


def test_every_channel_type_of_the_packaged_table_is_a_known_word() -> None:
    assert {platform.channel_type for platform in PLATFORMS} <= set(ChannelType)
    assert "shopee" in PLATFORMS
    assert "contoh" not in PLATFORMS


@pytest.mark.parametrize("key", PLATFORMS.by_key)
def test_every_short_host_gives_short_links(key: str) -> None:
    for host in PLATFORMS[key].short_hosts:
        link = read_link(f"https://{host}/AbCdEf", platforms=PLATFORMS)
        assert (link.kind, link.listing, link.shop) == (LinkKind.SHORT, None, None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key = "contoh"', 'key = "Contoh!"', "lower-case letters"),
        ('key = "contoh"', 'key = "shopee"', "stands twice"),
        ('name = "PasarContoh"', "", "name is missing"),
        ('"marketplace"', '"bazaar"', "'bazaar' is none of marketplace"),
        ("2020-01-01", '"2020-01-01"', "is no day"),
        ("pasarcontoh.example:*", "Pasar.example", "no lower-case host"),
        ("pasarcontoh.example:*", "shopee.co.id", "by 'shopee' and by 'contoh'"),
        ("looks_per_second = 50", "looks_per_second = 0", "write a number above 0"),
        ("looks_per_second = 50", "speed = 50", "unknown key 'speed'"),
        ("looks_per_second = 50", "robots_permission = true", "given_by = "),
        ("looks_per_second = 50", 'robots_permission = { given_by = "N", letter = "1" }', "on is missing"),
        (
            "looks_per_second = 50",
            'robots_permission = { given_by = " ", on = 2026-01-31, letter = "1" }',
            "who allowed it",
        ),
        (
            "looks_per_second = 50",
            'robots_permission = { given_by = "N", on = "2026", letter = "1" }',
            "is no day",
        ),
        ("[1-9]\\d*)", "[1-9]\\d*", "is no regex"),
        ('listing = "{id}"', 'listing = "{item}"', "is no group"),
        ('kind = "listing"', 'kind = "listing"\nhosts = ["x.example"]', "which no platform gives"),
        ("[[platform]]", "[[platform]", "is no UTF-8 TOML"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in EXTRA
    with pytest.raises(SettingWrong, match=message.replace("(", r"\(")):
        load(tmp_path, EXTRA.replace(old, new, 1))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match=r"none\.toml: cannot be read"):
        load_platforms(tmp_path / "none.toml")
