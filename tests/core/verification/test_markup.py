import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification.markup import MAX_TAG_CHARS, read_markup


def test_a_page_is_read_into_its_parts() -> None:
    page = read_markup(
        "<!DOCTYPE html><HTML><head><TITLE> Jaket &amp;\n Celana </TITLE>"
        "<meta property='og:type' content=product><meta name=State CONTENT='Removed'>"
        '<link rel="canonical" href="/p/12"><style>.a{}</style>'
        '<script>var a="<p data-x=1>"</script>'
        '<script type="application/ld+json">{"@type":"Product"}</script>'
        '</head><body class="page  sold-out" data-page=listing hidden>'
        "Stok <b>HABIS</b><br>besok</body></html>"
    )
    assert (page.title, page.raw_title) == ("jaket & celana", "Jaket & Celana")
    assert page.text == "stok habis besok"
    assert page.metas == {("og:type", "product"), ("state", "Removed")}
    assert page.canonical == "/p/12"
    assert page.scripts == ('var a="<p data-x=1>"',)
    assert page.json_ld == ('{"@type":"Product"}',)
    assert {
        ("class", "sold-out"),
        ("class", "page"),
        ("data-page", "listing"),
        ("hidden", ""),
    } <= page.markers
    assert ("data-x", "1") not in page.markers


@pytest.mark.parametrize(
    "body",
    [
        "data-page=removed",
        "&lt;p data-page=removed&gt;",
        "&#60;p data-page=removed&#62;",
        "<!-- <p data-page=removed> -->",
        "<!-- <p data-page=removed>",
        "<script>'<p data-page=removed>'</script>",
        "<style><p data-page=removed></style>",
        "<textarea><p data-page=removed></textarea>",
        "<title><p data-page=removed></title>",
        "<noscript><p data-page=removed></noscript>",
        "<template><p data-page=removed></template>",
        '<p title="<p data-page=removed>">',
        "<p title=' data-page=removed '>",
        "</p data-page=removed>",
        "< p data-page=removed>",
        "<p data-page=removed",
        "<p data-page=removed2>",
        "<p xdata-page=removed>",
        "<p data-page=other data-page=removed>",  # the first of a repeated attribute counts
    ],
)
def test_what_a_seller_can_write_is_no_marker(body: str) -> None:
    assert ("data-page", "removed") not in read_markup(body).markers


@pytest.mark.parametrize(
    "body",
    [
        "<p data-page=removed>",
        "<P DATA-PAGE='removed'/>",
        '<p class="a>b" data-page = "removed">',
        "<p\n\tdata-page\n=\nremoved\n>",
        "a < b <p data-page=&#114;emoved>",
        "<script>x</script ><p data-page=removed>",
        "<title>x<p data-page=removed></title><i data-page=removed>",
    ],
)
def test_a_marker_is_found_in_every_way_to_write_it(body: str) -> None:
    assert ("data-page", "removed") in read_markup(body).markers


def test_the_first_title_counts() -> None:
    assert read_markup("<title>one</title><title>two</title>").title == "one"


@given(st.text(st.sampled_from(list("<>\"'/=! -a&;")) | st.characters(), max_size=300))
def test_no_text_is_too_strange(body: str) -> None:
    read_markup(body)
    read_markup(f"<title>{body}</title><p {body}>")


@pytest.mark.parametrize(
    "piece",
    [
        "<!--", "<a ", "<a href='", '<a href="', "<script>", "</", '<a b="c" ', "<", "&amp", "<a x='\">",
        '<a ">" ', "<p " + "a " * 5_000 + ">", "<title>", "<p a=b c>", "<?", "&#x41;", "İ<script>",
        '<a ">" ' * 2_000 + "<b>", "x" * (MAX_TAG_CHARS - 3) + "<a '",
    ],
)  # fmt: skip
def test_no_page_takes_more_than_linear_time(piece: str) -> None:
    """A quadratic reader needs minutes for these; generous, for machines differ."""
    started = time.perf_counter()
    read_markup(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - started < 5
