"""Taking links apart and putting them into one form; what nobody may be fooled by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.links import PLATFORMS, Link, read_link
from tertib.core.links.canonical import MAX_LINK_CHARS, take_apart
from tertib.errors import NotALink
from tertib.vocabulary import LinkKind


def read(text: str) -> Link:
    return read_link(text, platforms=PLATFORMS)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("shopee.co.id/A-i.12.345", "scheme"),
        ("//shopee.co.id/A-i.12.345", "scheme"),
        ("hxxps://shopee.co.id/A-i.12.345", "scheme"),
        ("https//shopee.co.id/A-i.12.345", "scheme"),
        ("https:/shopee.co.id/A-i.12.345", "scheme"),
        ("htps://shopee.co.id/A-i.12.345", "scheme"),
        ("http://https://shopee.co.id/A-i.12.345", "scheme"),
        ("HTTPS://SHOPEE.CO.ID/A-i.12.345", "host"),
        ("https://shopee.co.id./A-i.12.345", "host"),
        ("https://shopee%2Eco.id/A-i.12.345", "host"),
        ("https://shopee。co。id/A-i.12.345", "host"),
        ("https://shopee.co.id:443/A-i.12.345", "port"),
        ("https:\\/\\/shopee.co.id\\/A-i.12.345", "escapes"),
        ("https:\\u002F\\u002Fshopee.co.id\\u002FA-i.12.345", "escapes"),
        ("https://shopee.co.id/A-i.12.345?a=1&amp;amp;b=2", "entities"),
        ("https:&#x2F;&#x2F;shopee.co.id/A-i.12.345", "entities"),
        ("ht\u200btps://shopee\u00ad.co.id/A-i.12.345\ufeff", "invisible"),
        ("ｈｔｔｐｓ：／／ｓｈｏｐｅｅ．ｃｏ．ｉｄ/A-i.12.345", "width"),
        ("https://shopee.co.id/A%2di.12.345", "percent"),
        ("https://shopee.co.id/A-i.12.345%20%0a", "path"),
        ("https://shopee.co.id//x/../A-i.12.345", "path"),
        ("https://nama@shopee.co.id/A-i.12.345", "user_name"),
        ("https://shopee.co.id/A-i.12.345#ulasan", "fragment"),
    ],
)
def test_what_people_and_programs_break_is_mended(text: str, step: str) -> None:
    link = read(text)
    assert link.listing == "shopee:12.345"
    assert step in link.steps
    assert link.url == "https://shopee.co.id/product/12/345"


@pytest.mark.parametrize(
    "text",
    [
        "https://shopee.co.id@lain.example/A-i.12.345",
        "https://shopee.co.id:443@lain.example/A-i.12.345",
        "https://shopee.co.id%40lain.example/A-i.12.345",
        "https://shopee.co.id%2F@lain.example/A-i.12.345",
        "https://shopee.co.id.lain.example/A-i.12.345",
        "https://lain.example/shopee.co.id/A-i.12.345",
        "https://lain.example/?u=https://shopee.co.id/A-i.12.345",
        "https://lain.example#@shopee.co.id/A-i.12.345",
        "https://lain.example?@shopee.co.id/A-i.12.345",
        "https://xshopee.co.id/A-i.12.345",
        "https://shopee.co.idn.example/A-i.12.345",
        "https://shopee-co.id/A-i.12.345",
        "https://shop\u0435e.co.id/A-i.12.345",  # Cyrillic
        "https://xn--shope-1uf.co.id/A-i.12.345",
        "https://shopee.co.id:8443/A-i.12.345",
        "https://shopee.co.id:0/A-i.12.345",
        "https://shopee.co.id:99999/A-i.12.345",
        "https://shopee.co.id\\@lain.example/A-i.12.345",
        "https://lain.example\\@shopee.co.id/A-i.12.345",
        "https://lain.example\\.shopee.co.id/A-i.12.345",
        "https://shopee.co.id\x00.lain.example/A-i.12.345",
        "https://shopee.co.id\n.lain.example/A-i.12.345",
        "https://shopee.co.id /A-i.12.345",
        "https://[::1]/A-i.12.345",
        "https://127.0.0.1/A-i.12.345",
        "https://0x7f.1/A-i.12.345",
        "ftp://shopee.co.id/A-i.12.345",
        "javascript://shopee.co.id/A-i.12.345",
        "data:text/html,https://shopee.co.id/A-i.12.345",
        "mailto:a@shopee.co.id",
        "file:///A-i.12.345",
    ],
)
def test_no_look_alike_is_taken_for_the_platform(text: str) -> None:
    link = read(text)
    assert link.platform is None
    assert link.listing is None
    assert link.kind in {LinkKind.OTHER, LinkKind.NOT_A_LINK}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "jaket bekas",
        "Rp.100.000",
        "jaket.merah",
        "a@b.id",
        "http://",
        "https:///",
        "https://..",
        "-",
        "\0",
    ],
)
def test_text_is_no_link(text: str) -> None:
    assert read(text).kind is LinkKind.NOT_A_LINK
    assert read(text).url is None


def test_where_a_user_name_leads_is_the_host_behind_it() -> None:
    assert read("https://shopee.co.id@lain.example/a").url == "https://lain.example/a"


def test_an_international_name_is_kept_as_the_network_knows_it() -> None:
    assert read("https://Bücher.example/ä").url == "https://xn--bcher-kva.example/%C3%A4"


def test_the_case_of_a_path_is_kept() -> None:
    assert read("https://instagram.com/p/AbCdEfGhIjK").listing == "instagram:AbCdEfGhIjK"
    assert read("https://id.shp.ee/AbC").url == "https://id.shp.ee/AbC"


def test_the_longest_link_is_read_and_a_longer_one_is_not() -> None:
    head, end = "https://shopee.co.id/", "-i.12.345"
    fits = head + "a" * (MAX_LINK_CHARS - len(head) - len(end)) + end
    assert read(fits).listing == "shopee:12.345"
    assert read("a" + fits).kind is LinkKind.NOT_A_LINK
    assert read(head + "a" * 1_000_000).kind is LinkKind.NOT_A_LINK


def test_why_something_is_no_link_is_said() -> None:
    with pytest.raises(NotALink, match="back-slash"):
        take_apart("https://shopee.co.id\\@lain.example", app_schemes=frozenset())
    with pytest.raises(NotALink, match="one link at a time"):
        take_apart("https://a.example/ https://b.example/", app_schemes=frozenset())


url_letters = st.text("htps:/shopee.co.idwk@%20%0AC?&#=;,\\[]()2f-i.1.2~é\u200b🙂\ud800 ", max_size=60)
anything = st.one_of(
    st.text(max_size=80), url_letters, url_letters.map(lambda t: "https://shopee.co.id/" + t)
)


@settings(max_examples=500)
@given(anything)
def test_any_text_is_read_and_what_it_gives_is_stable(text: str) -> None:
    link = read(text)
    assert link.text == text
    assert (link.url is None) == (link.kind is LinkKind.NOT_A_LINK)
    if link.url is not None:
        again = read(link.url)
        assert (again.url, again.kind, again.listing, again.shop, again.platform) == (
            link.url,
            link.kind,
            link.listing,
            link.shop,
            link.platform,
        )
        assert again.steps == ()
        assert link.url.isascii()


host = st.from_regex(r"[a-z0-9]{1,12}\.(example|co\.id\.example|id)", fullmatch=True)


@given(host, st.text("abc/%?&=-i.123", max_size=40))
def test_a_host_that_the_table_does_not_know_is_no_platform(name: str, rest: str) -> None:
    assert read(f"https://{name}/{rest}").platform is None
