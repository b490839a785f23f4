"""Finding links in texts as people paste them. All ids and names are invented."""

import quopri
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.links import PLATFORMS, Link, find_links
from tertib.vocabulary import LinkKind

A, B = "https://shopee.co.id/Jaket-Bekas-i.12.345", "https://www.tokopedia.com/toko-a/rok-merah"
KEY_A, KEY_B = "shopee:12.345", "tokopedia:toko-a/rok-merah"


def find(text: str) -> list[Link]:
    links = find_links(text, platforms=PLATFORMS)
    for link in links:
        assert text[link.start : link.end] == link.text
    return links


def keys(text: str) -> list[str | None]:
    return [link.listing for link in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        A,
        f"  {A}\n",
        f"Cek Jaket Bekas dengan harga Rp50.000. Dapatkan di Shopee sekarang! {A}?sp_atk=x",
        f"({A})",
        f"[{A}]",
        f"[jaket]({A})",
        f"[{A}](tautan)",
        f"{A}.",
        f"{A}, dan lainnya",
        f'"{A}"',
        f"'{A}'",
        f"“{A}”",
        f"<{A}>",
        f'<a href="{A}">jaket</a>',
        f"&lt;{A}&gt;",
        f"&quot;{A}&quot;",
        f"*{A}*",
        f"_{A}_",
        f"lihat:{A}",
        f"link{A}",
        f"{A}👍🏽",
        f"{A}。",
        f"{A}…",
        f"{A};12;Kota",
        f"{A},12,Kota",
        f"{A},False",
        f"{A}?a=b,False",
        f"{A},,,,",
        f"12|{A}|Kota",
        f"{A}\tKota",
        f"{A}\\nKota",
        '{"url": "' + A.replace("/", "\\/") + '"}',
        "shopee.co.id/Jaket-Bekas-i.12.345",
        "di shopee.co.id/Jaket-Bekas-i.12.345, murah",
        "//shopee.co.id/Jaket-Bekas-i.12.345",
        "ttps://shopee.co.id/Jaket-Bekas-i.12.345",
        "hxxps://shopee.co.id/Jaket-Bekas-i.12.345",
        "https://shopee.co.id/Baju,-Merah-i.12.345",
        "https://shopee.co.id/(COD)-Baju!-i.12.345)",
        "https://shopee.co.id/(COD)-Baju-i.12.345?a=1&amp;b=2",
        "a@shopee.co.id menulis shopee.co.id/Jaket-i.12.345",
    ],
)
def test_one_link_is_found_in(text: str) -> None:
    assert keys(text) == [KEY_A]


@pytest.mark.parametrize(
    "text",
    [
        f"{A} {B}",
        f"{A};{B}",
        f"{A},{B}",
        f"{A}{B}",
        f"{A}?x=1;{B}?extParam=a%3Db,False",
        f"{A}\n{B}",
        f"{A}\u200b{B}",
        f"{A},shopee,www.tokopedia.com/toko-a/rok-merah",
        f"1. {A}\n2. {B}.",
        f"{A}&nbsp;{B}",
    ],
)
def test_two_links_are_told_apart_in(text: str) -> None:
    assert keys(text) == [KEY_A, KEY_B]


def test_glued_cells_give_each_link_once_and_in_order() -> None:
    shop = "https://www.tokopedia.com/toko-a"
    row = f"{shop};{shop};rec_contoh;9;{B};{B};4711;TRUE"
    assert [link.text for link in find(row)] == [shop, shop, B, B]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jaket bekas impor",
        "beli di Tokopedia.com atau shopee.co.id saja",
        "versi 1.2.3, Rp100.000, kaos.murah, dll.",
        "surat: a@shopee.co.id",
        "ftp://contoh.example/a",
        "javascript:alert(1)",
        "https://",
        "http:// https:// www.",
        "HTTP/1.1 200 OK",
    ],
)
def test_no_link_is_found_in(text: str) -> None:
    assert find(text) == []


def test_a_bare_host_counts_only_where_nothing_else_stands() -> None:
    assert [(link.kind, link.platform) for link in find(" blibli.com ")] == [(LinkKind.OTHER, "blibli")]


def test_a_link_that_carries_a_link_is_one_link() -> None:
    text = f"https://l.facebook.com/l.php?u={A}&h=AT0 ok"
    assert keys(text) == [KEY_A]


def test_disguised_letters_keep_their_places() -> None:
    text = "a\u200bb ｈｔｔｐｓ：／／ｓｈｏｐｅｅ．ｃｏ．ｉｄ／A-i.\u200b12.345\u200b, x"
    (link,) = find(text)
    assert (link.listing, link.start) == (KEY_A, 4)
    assert {"invisible", "width"} <= set(link.steps)


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_a_link_that_a_mail_program_broke_is_whole_again(before: int) -> None:
    long = "https://shopee.co.id/" + "Jaket-Bekas-Impor-" * 6 + "i.12.345?session=4711&x=2"
    mail = quopri.encodestring(f"Halo\n{'x' * before} {long} ok\n".encode()).decode()
    (link,) = find(mail)
    assert link.listing == KEY_A
    assert "line_break" in link.steps


def test_a_link_in_angle_brackets_may_be_broken_over_lines() -> None:
    (link,) = find("<https://shopee.co.id/Jaket-\nBekas-i.12.345>")
    assert link.listing == KEY_A
    assert link.steps[0] == "line_break"


def test_a_line_that_merely_ends_with_an_equals_sign_is_no_broken_link() -> None:
    assert len(find(f"https://toko.example/?a=\n{A}")) == 2


def test_a_long_text_takes_time_in_step_with_its_length() -> None:
    hostile = [
        "http:/" * 20_000,
        "a." * 60_000,
        "(" * 100_000,
        f"{A}," * 3_000,
        "https://a.id/" + "," * 100_000,
    ]
    hostile += ["<https://a\n" * 10_000, "&amp;" * 20_000 + A, "=\n" * 50_000, "http://" + "a-" * 50_000]
    for text in hostile:
        begun = time.process_time()
        find(text)
        assert time.process_time() - begun < 5  # a quadratic search would take minutes


pieces = st.sampled_from(
    [
        A,
        B,
        " ",
        ",",
        ";",
        "\n",
        "(",
        ")",
        "=\r\n",
        "\u200b",
        "&amp;",
        "https://",
        "x",
        "\\/",
        "\0",
        "ｈ",
        "<",
        ">",
        "🙂",
    ]
)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=100), st.lists(pieces, max_size=12).map("".join)))
def test_any_text_is_searched_and_places_point_at_what_was_written(text: str) -> None:
    last = 0
    for link in find(text):
        assert link.start >= last
        assert link.end > link.start
        assert link.kind is not LinkKind.NOT_A_LINK
        last = link.end


@given(
    st.lists(st.sampled_from([A, B]), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "; ", ", ", "\t", ";", ","]),
)
def test_every_link_of_a_list_is_found(texts: list[str], between: str) -> None:
    assert [link.text for link in find(between.join(texts))] == texts
