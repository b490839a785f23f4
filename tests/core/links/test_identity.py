"""What links name, platform by platform. All ids and names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.links import PLATFORMS, Link, read_link
from tertib.vocabulary import LinkKind

L, S, P = LinkKind.LISTING, LinkKind.SHOP, LinkKind.POST
TAIL = "1730000000000000001"  # as long as the ids of today


def read(text: str) -> Link:
    return read_link(text, platforms=PLATFORMS)


SHOPEE = [
    ("https://shopee.co.id/Jaket-Bekas-i.12.345", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/Jaket-i.9.9-i.12.345?sp_atk=a-b&xptdk=a-b", L, "shopee:12.345", "shopee:12"),
    ("http://www.shopee.co.id/(COD)-Jaket's-!~-+-9.9-i.12.345", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/-AGS..-i.12.345/", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/%E2%9C%A8Baju-i.12.345", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/✨Baju-i.12.345", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/Jaket-i.12.345&sp_atk=a", L, "shopee:12.345", "shopee:12"),  # "?" lost
    ("https://shopee.co.id/product/12/345", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/universal-link/product/12/345?utm_source=an_1", L, "shopee:12.345", "shopee:12"),
    ("https://shopee.co.id/shop/12/search?shopCollection=3", S, None, "shopee:12"),
    ("https://shopee.co.id/shop/12?is_from_login=true", S, None, "shopee:12"),
    ("https://shopee.co.id/toko.contoh_1", S, None, "shopee:@toko.contoh_1"),
    ("https://shopee.co.id/universal-link/tokocontoh", S, None, "shopee:@tokocontoh"),
    ("https://shopee.co.id/universal-link/now-food/shop/77", LinkKind.OTHER, None, None),
    ("https://shopee.co.id/Baju-Yang-Dipotong", LinkKind.OTHER, None, None),  # words cut before the ids
    ("https://shopee.co.id/m/promo-contoh", LinkKind.OTHER, None, None),
    ("https://shopee.co.id/Jaket-i.0.345", LinkKind.OTHER, None, None),
    ("https://shopee.co.id/", LinkKind.OTHER, None, None),
    ("https://shopee.co.id/search?keyword=baju%20bekas", LinkKind.SEARCH, None, None),
    ("https://live.shopee.co.id/share?session=4711&x=1", LinkKind.LIVE, "shopee:live/4711", None),
    ("https://s.shopee.co.id/9zAbCdEfG", LinkKind.SHORT, None, None),
    ("https://id.shp.ee/AbCdEf", LinkKind.SHORT, None, None),
    ("https://shope.ee/AbCdEf123", LinkKind.SHORT, None, None),
]

TOKOPEDIA = [
    (
        f"https://www.tokopedia.com/toko-a/jaket-{TAIL}?extParam=a%3Db",
        L,
        f"tokopedia:toko-a/{TAIL}",
        "tokopedia:toko-a",
    ),
    (f"https://www.tokopedia.com/toko-a/{TAIL}", L, f"tokopedia:toko-a/{TAIL}", "tokopedia:toko-a"),
    (
        "https://tokopedia.com/toko-a/jaket-merah-3dcef",
        L,
        "tokopedia:toko-a/jaket-merah-3dcef",
        "tokopedia:toko-a",
    ),
    ("https://m.tokopedia.com/toko_a/jaket/", L, "tokopedia:toko_a/jaket", "tokopedia:toko_a"),
    ("https://www.tokopedia.com/toko-a/?extParam=ivf%3Dfalse", S, None, "tokopedia:toko-a"),  # empty words
    ("https://www.tokopedia.com/toko-a", S, None, "tokopedia:toko-a"),
    ("https://www.tokopedia.com/611", S, None, "tokopedia:611"),
    ("https://www.tokopedia.com/toko-a/etalase/jaket", S, None, "tokopedia:toko-a"),
    ("https://www.tokopedia.com/toko-a/review", S, None, "tokopedia:toko-a"),
    ("https://tokopedia.co.id/toko-a/jaket", L, "tokopedia:toko-a/jaket", "tokopedia:toko-a"),  # wrong ending
    ("https://www.tokopedia.com/search?q=jaket", LinkKind.SEARCH, None, None),
    ("https://www.tokopedia.com/discovery/promo", LinkKind.OTHER, None, None),
    ("tokopedia://product/4711?extParam=a", L, "tokopedia:4711", None),
    ("tokopedia://shop/4711", S, None, "tokopedia:4711"),
    ("tokopedia://home", LinkKind.OTHER, None, None),
    ("https://tokopedia.link/AbCdEfGhIjK", LinkKind.SHORT, None, None),
    ("https://tk.tokopedia.com/ZSAbCdEfG/", LinkKind.SHORT, None, None),
    ("https://ta.tokopedia.com/promo/v1/clicks/8a-xyz", LinkKind.SHORT, None, None),
]

TIKTOK = [
    (f"https://shop-id.tokopedia.com/view/product/{TAIL}?region=ID", L, f"tiktok_shop:{TAIL}", None),
    (f"https://shop-id.tokopedia.com/pdp/jaket/{TAIL}", L, f"tiktok_shop:{TAIL}", None),
    (f"https://shop.tiktok.com/view/product/{TAIL}?locale=id", L, f"tiktok_shop:{TAIL}", None),
    (f"https://www.tiktok.com/view/product/{TAIL}", L, f"tiktok_shop:{TAIL}", None),
    (f"https://shop.tiktok.com/id/pdp/jaket/{TAIL}", L, f"tiktok_shop:{TAIL}", None),
    ("https://shop-id.tokopedia.com/view/shop?seller_id=7000000000001", S, None, "tiktok_shop:7000000000001"),
    ("https://shop-id.tokopedia.com/c/busana/601450", LinkKind.OTHER, None, None),
    ("https://vt.tokopedia.com/t/ZSAbC-dEf/", LinkKind.SHORT, None, None),
    ("https://www.tiktok.com/@toko.contoh?_r=1&_t=ZS-1", S, None, "tiktok:@toko.contoh"),
    (f"https://www.tiktok.com/@toko/video/{TAIL}?_r=1", P, f"tiktok:{TAIL}", "tiktok:@toko"),
    (f"https://m.tiktok.com/v/{TAIL}.html", P, f"tiktok:{TAIL}", None),
    ("https://www.tiktok.com/@toko/live", LinkKind.LIVE, "tiktok:@toko/live", "tiktok:@toko"),
    ("https://www.tiktok.com/t/ZTAbCdEfG/", LinkKind.SHORT, None, None),
    ("https://vt.tiktok.com/ZSAbCdEfG/?page=Mall", LinkKind.SHORT, None, None),
    ("https://www.tiktok.com/search?q=baju", LinkKind.SEARCH, None, None),
]

OTHERS = [
    (
        "https://www.lazada.co.id/products/jaket-i3-i7700000001-s14.html?spm=a&&search=1",
        L,
        "lazada:7700000001",
        None,
    ),
    ("http://lazada.co.id/products/pdp-i7700000001.html", L, "lazada:7700000001", None),
    ("https://www.lazada.co.id/products/jaket-i7700000001-s14100", L, "lazada:7700000001", None),  # cut later
    ("https://www.lazada.co.id/products/jaket-i77000000", LinkKind.OTHER, None, None),  # cut in the id
    ("https://www.lazada.co.id/jaket-polos-11000001.html?spm=a", L, "lazada:11000001", None),
    ("https://www.lazada.co.id/jaket-polos-11000001.", L, "lazada:11000001", None),
    ("https://www.lazada.co.id/shop/toko-contoh/?itemId=1", S, None, "lazada:toko-contoh"),
    ("https://www.lazada.co.id/catalog/?q=baju", LinkKind.SEARCH, None, None),
    ("https://s.lazada.co.id/s.AbCdE?cc", LinkKind.SHORT, None, None),
    ("https://c.lazada.co.id/t/c.AbCdE?sub_aff_id=x", LinkKind.SHORT, None, None),
    (
        "https://www.blibli.com/p/rak/ps--TOK-60031-00363?ds=1",
        L,
        "blibli:TOK-60031-00363",
        "blibli:TOK-60031",
    ),
    ("https://www.blibli.com/p/rak/ps--TOK.60031.00363", L, "blibli:TOK-60031-00363", "blibli:TOK-60031"),
    (
        "https://www.blibli.com/p/rak/is--TOK-60031-00363-00014",
        L,
        "blibli:TOK-60031-00363",
        "blibli:TOK-60031",
    ),
    ("https://www.blibli.com/p/rak/ps--PRO-200009", L, "blibli:PRO-200009", None),
    ("https://www.blibli.com/hp-merah-MTA.1500001.htm?ds=1", L, "blibli:MTA-1500001", None),
    ("https://www.blibli.com/merchant/toko/TOK-60031?page=1", S, None, "blibli:TOK-60031"),
    ("https://www.blibli.com/merchant/toko/TO", S, None, "blibli:@toko"),  # cut short
    ("https://s.blibli.com/GNtk/abcd1234", LinkKind.SHORT, None, None),
    ("https://www.bukalapak.com/p/a/b-1/c/4abcd7-jual-jaket-bekas?from=x", L, "bukalapak:4abcd7", None),
    ("https://m.bukalapak.com/p/mode/4abcd7-jual-jaket", L, "bukalapak:4abcd7", None),
    ("https://www.bukalapak.com/u/toko_contoh", S, None, "bukalapak:toko_contoh"),
    ("https://id.carousell.com/p/prosesor-1400000001/", L, "carousell:1400000001", None),
    ("https://id.carousell.com/p/1400000001", L, "carousell:1400000001", None),
    ("https://id.carousell.com/toko/reviews/", S, None, "carousell:toko"),
    ("https://carousell.app.link/AbCdEfGhIjK", LinkKind.SHORT, None, None),
    ("https://www.olx.co.id/item/jaket-iid-900000001", L, "olx:900000001", None),
    (
        "https://m.facebook.com/marketplace/item/1300000000000001/?ref=share",
        L,
        "facebook:1300000000000001",
        None,
    ),
    ("https://www.facebook.com/share/1AbCdEfGhI/?mibextid=x", LinkKind.SHORT, None, None),
    ("https://m.facebook.com/groups/22669/posts/4259822", P, "facebook:4259822", None),
    ("https://www.facebook.com/toko.contoh/posts/4259822", P, "facebook:4259822", "facebook:toko.contoh"),
    ("https://m.facebook.com/story.php?story_fbid=4259822&id=12345", P, "facebook:4259822", "facebook:12345"),
    ("https://www.facebook.com/profile.php?id=12345", S, None, "facebook:12345"),
    ("https://www.facebook.com/toko.contoh", S, None, "facebook:toko.contoh"),
    ("https://web.facebook.com/marketplace/category/electronics", LinkKind.SEARCH, None, None),
    ("https://www.instagram.com/p/CaBcDeFgHiJ/?igsh=x==", P, "instagram:CaBcDeFgHiJ", None),
    ("https://www.instagram.com/toko/reel/CaBcDeFgHiJ/", P, "instagram:CaBcDeFgHiJ", None),
    ("https://instagram.com/toko_contoh_?igsh=x==", S, None, "instagram:toko_contoh_"),
    ("https://toko-contoh.example/produk/1?utm_source=x&b=2", LinkKind.OTHER, None, None),
    ("https://bit.ly/AbCd", LinkKind.SHORT, None, None),
    ("https://bit.ly/", LinkKind.OTHER, None, None),
]

ALL = SHOPEE + TOKOPEDIA + TIKTOK + OTHERS


@pytest.mark.parametrize(("text", "kind", "listing", "shop"), ALL)
def test_a_link_names_what_its_shape_says(
    text: str, kind: LinkKind, listing: str | None, shop: str | None
) -> None:
    link = read(text)
    assert (link.kind, link.listing, link.shop) == (kind, listing, shop)
    assert (link.text, link.start, link.end) == (text, 0, len(text))


@pytest.mark.parametrize("text", [row[0] for row in ALL])
def test_a_canonical_address_is_its_own_canonical_address(text: str) -> None:
    link = read(text)
    assert link.url is not None
    again = read(link.url)
    assert (again.url, again.steps) == (link.url, ())
    assert (again.kind, again.platform, again.listing, again.shop) == (
        link.kind,
        link.platform,
        link.listing,
        link.shop,
    )


@pytest.mark.parametrize("text", [row[0] for row in ALL])
def test_every_listing_id_fits_its_platforms_grammar(text: str) -> None:
    link = read(text)
    if link.listing is not None and link.platform is not None:
        key, _, name = link.listing.partition(":")
        assert key == link.platform
        assert PLATFORMS[key].id_grammar.fullmatch(name)


def test_every_platform_has_an_example_here() -> None:
    assert {read(row[0]).platform for row in ALL} - {None} == set(PLATFORMS.by_key)


def test_steps_say_what_was_changed() -> None:
    assert read("https://shopee.co.id/product/12/345").steps == ()
    assert read("https://shopee.co.id/A-i.12.345?sp_atk=x").steps == ("path", "tracking")
    assert read("HTTP://M.SHOPEE.co.id:80/product/12/345/#x").steps == (
        "host",
        "port",
        "fragment",
        "scheme",
        "path",
    )
    assert read("shopee.co.id/product/12/345").steps == ("scheme",)
    assert read("https://toko-contoh.example/a?utm_medium=x&b=2").steps == ("tracking",)


def test_a_plain_web_shop_keeps_host_and_what_names_the_goods() -> None:
    link = read("http://toko-contoh.example:8080/a?id=7&utm_source=x&&fbclid=y&b=2#top")
    assert link.url == "http://toko-contoh.example:8080/a?id=7&b=2"
    assert (link.kind, link.platform) == (LinkKind.OTHER, None)


@pytest.mark.parametrize(
    "text",
    [
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fshopee.co.id%2FA-i.12.345%3Fx%3D1&h=AT0",
        "https://l.instagram.com/?u=https%253A%252F%252Fshopee.co.id%252FA-i.12.345&e=x",
        "https://www.google.com/url?sa=t&url=https://shopee.co.id/A-i.12.345&usg=x",
        "https://www.facebook.com/sharer/sharer.php?u=https://l.facebook.com/l.php?u=https%3A%2F%2Fshopee.co.id%2FA-i.12.345",
        "https://api.whatsapp.com/send?phone=62&text=https%3A%2F%2Fshopee.co.id%2FA-i.12.345",
        "https://invol.co/aff?url=https%3A%2F%2Fshopee.co.id%2FA-i.12.345",
    ],
)
def test_a_redirect_is_unwrapped(text: str) -> None:
    link = read(text)
    assert (link.kind, link.listing, link.text) == (L, "shopee:12.345", text)
    assert "unwrapped" in link.steps


def test_a_redirect_without_a_link_inside_is_no_listing() -> None:
    assert read("https://l.facebook.com/l.php?u=javascript:alert(1)").kind is LinkKind.OTHER
    assert read("https://l.facebook.com/l.php?u=https%3A%2F%2F&h=1").kind is LinkKind.OTHER


def test_redirects_inside_redirects_end_somewhere() -> None:
    text = "https://shopee.co.id/A-i.12.345"
    for _ in range(9):
        text = "https://l.facebook.com/l.php?u=" + text
    assert read(text).platform in {None, "shopee"}


words = st.text("abcXYZ019-._!~'()%", max_size=30)
ids = st.integers(1, 10**11 - 1)
tracking = st.sampled_from(["", "?sp_atk=1", "?xptdk=a&sp_atk=b", "#x", "?a=b;c", "?utm_source=an_1&x=%zz"])


@given(words, ids, ids, tracking)
def test_one_shopee_listing_is_one_key_whatever_the_words(
    slug: str, shop: int, item: int, query: str
) -> None:
    link = read(f"https://shopee.co.id/{slug}-i.{shop}.{item}{query}")
    assert link.listing == f"shopee:{shop}.{item}"
    assert link.url == f"https://shopee.co.id/product/{shop}/{item}"


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?", fullmatch=True), st.integers(10**18, 10**19 - 1))
def test_one_tokopedia_listing_is_one_key_whatever_the_words(slug: str, tail: int) -> None:
    link = read(f"https://www.tokopedia.com/toko-a/{slug}-{tail}?extParam=x")
    assert link.listing == f"tokopedia:toko-a/{tail}"
