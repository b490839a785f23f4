import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import Observation, Page, PageError, observe
from tertib.core.verification.templates import ABSENT, Templates, load_templates
from tertib.vocabulary import PageState
from tests.core.verification.pages import LISTING_ID, URL, page, templates

S = PageState


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return templates(tmp_path_factory.mktemp("templates"))


def look(seen: Page, known: Templates, *, reference: str | None = None) -> Observation:
    return observe(seen, templates=known, platform="lapakraya", listing_id=LISTING_ID, reference=reference)


def json_ld(**more: object) -> str:
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": LISTING_ID,
        "name": "Jaket",
        **more,
    }
    return f'<title>Jaket</title><script type="application/ld+json">{json.dumps(product)}</script>'


OG = f'<meta property="og:type" content="product"><meta property="og:url" content="{URL}">'
MARKED = f"<title>Jaket</title><main data-listing={LISTING_ID}>Jaket</main>"

PAGES = [
    # the platform's own pages
    (page("<main data-page=removed>"), S.GONE_SOFT),
    (page("<main data-page=removed>", final_url="https://lapakraya.example/hapus"), S.GONE_SOFT),
    (page("<p>Produk ini  telah kami\nHAPUS</p>"), S.GONE_SOFT),
    (page("<main data-page=missing>", status=404), S.GONE_HARD),
    (page("<main data-page=missing>", status=410), S.GONE_HARD),
    (page('<script>s={"shop":"CLOSED"}</script>'), S.SHOP_GONE),
    (page('<meta name="shop-state" content="holiday">' + MARKED), S.NOT_FOR_SALE),
    (page(MARKED + "<i data-listed=no>"), S.HIDDEN),
    (page("anything", headers={"x-wall": "robot; v=2"}), S.BLOCKED_US),
    (page(json_ld() + "<div class='login-overlay'>"), S.LOGIN_WALL),
    (page("x", final_url="https://akun.lapakraya.example/?to=1"), S.LOGIN_WALL),
    # up, with proof that names the id
    (page(MARKED), S.UP),
    (page(json_ld()), S.UP),
    (page(json_ld(sku=None, url=URL + "?from=x")), S.UP),
    (page(json_ld(sku=None, **{"@id": f"#p-{LISTING_ID}"})), S.UP),
    (page(json_ld(sku=None, **{"@graph": [{"@type": ["Product"], "mpn": LISTING_ID}]})), S.UP),
    (page(OG), S.UP),
    (page(json_ld(offers={"availability": "https://schema.org/InStock"})), S.UP),
    (page(json_ld(offers=[{"availability": "OutOfStock"}, {"availability": "InStock"}])), S.UP),
    (page(json_ld(offers={"availability": "https://schema.org/OutOfStock"})), S.NOT_FOR_SALE),
    (page(OG + '<meta property="product:availability" content="out of stock">'), S.NOT_FOR_SALE),
    (page(MARKED, final_url=f"https://m.lapakraya.example/p/{LISTING_ID}"), S.UP),
    # a live page in whose text a seller plays wall, or gone
    (page(json_ld() + "<p>Produk ini telah kami hapus</p>"), S.UP),
    (page(json_ld() + "<p>Verify you are human. Masuk untuk melanjutkan</p>"), S.UP),
    (page(json_ld() + "<p>produk tidak ditemukan, 404 not found</p>"), S.UP),
    (page(MARKED + "&lt;main data-page=removed&gt;"), S.UP),
    (page(MARKED + "<form class=g-recaptcha></form>"), S.UP),  # a robot check of the chat box
    # other listings prove nothing
    (page("<main data-listing=12.3456>"), S.ERROR),
    (page(json_ld(sku="112.345")), S.ERROR),
    (page(json_ld(sku="99", isRelatedTo={"@type": "Thing", "url": URL})), S.ERROR),
    (page('<meta property="og:type" content="product"><meta property="og:url" content="/p/9">'), S.ERROR),
    (page(f'<meta property="og:type" content="website"><meta property="og:url" content="{URL}">'), S.ERROR),
    (page(f"<title>Jaket {LISTING_ID}</title><p>Jaket bekas {LISTING_ID}"), S.ERROR),
    (page(MARKED, status=500), S.ERROR),
    (page(json_ld(), status=404), S.ERROR),
    # titles and statuses lie
    (page("<title>Not found</title>", status=404), S.ERROR),
    (page("<title>Produk tidak ditemukan</title><p>Produk tidak ditemukan"), S.ERROR),
    (page("<title>404</title>", status=410), S.ERROR),
    (page("", status=404), S.ERROR),
    (page("", status=200), S.ERROR),
    (page("<title>404 Not Found</title><p>Please verify you are human", status=404), S.BLOCKED_US),
    (page("<title>Produk tidak ditemukan</title>Geser untuk verifikasi"), S.BLOCKED_US),
    (page("<main data-page=missing>Too many requests", status=404), S.BLOCKED_US),
    (page("<main data-page=missing>", status=200), S.ERROR),  # the marker without its status
    # walls
    *[(page("<main data-page=removed>", status=each), S.BLOCKED_US) for each in (401, 403, 407, 429, 451)],
    (page("<div id=challenge-form>"), S.BLOCKED_US),
    (page("Situs ini diblokir. Internet Positif"), S.BLOCKED_US),
    (page("This item is not available in your country"), S.BLOCKED_US),
    (page("<h1>Log in to continue</h1>"), S.LOGIN_WALL),
    (page("Silakan masuk untuk melihat produk"), S.LOGIN_WALL),
    (page("x", final_url="https://lapakraya.example/buyer/login?next=1"), S.LOGIN_WALL),
    (page("x", final_url="https://lapakraya.example/id-id/masuk"), S.LOGIN_WALL),
    (page("Lanjutkan di aplikasi untuk melihat produk ini"), S.APP_ONLY),
    (page("Open in the app to continue"), S.APP_ONLY),
    # redirects
    (page("x", final_url="https://lapakraya.example/"), S.REDIRECTED),
    (page("x", final_url="https://lapakraya.example"), S.REDIRECTED),
    (page("x", final_url="https://lapakraya.example/beranda"), S.REDIRECTED),
    (page("x", final_url="https://lapakraya.example/cari?q=jaket"), S.REDIRECTED),
    (page("x", final_url="https://lapakraya.example/toko/abadi"), S.REDIRECTED),
    (page("x", final_url="https://lapakraya.example/", status=500), S.ERROR),
    (page("x", final_url=f"https://lapakraya.example/cari?q=1{LISTING_ID}"), S.REDIRECTED),
    (page("x", final_url=f"https://lapakraya.example/cari?q={LISTING_ID}"), S.ERROR),
    (page("x", final_url="https://lapakraya.example/promo"), S.ERROR),
    # trouble
    (page("this domain is for sale"), S.ERROR),
    (page("Sedang dalam pemeliharaan"), S.ERROR),
    (page("oops", status=502), S.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "state"), PAGES)
def test_a_page_shows_its_state(seen: Page, state: PageState, known: Templates) -> None:
    assert look(seen, known).state is state


@pytest.mark.parametrize("error", PageError)
def test_a_page_that_did_not_come_is_an_error_and_nothing_else(error: PageError, known: Templates) -> None:
    seen = Page(asked_url=URL, final_url=URL, status=404, body="<main data-page=missing>", error=error)
    assert look(seen, known) == Observation(state=S.ERROR, reasons=(f"error:{error}",))


@pytest.mark.parametrize(("seen", "_"), PAGES)
def test_a_platform_without_templates_is_never_gone(seen: Page, _: PageState) -> None:
    shown = observe(seen, templates=load_templates(), platform="unheard", listing_id=LISTING_ID)
    assert shown.state not in ABSENT


@given(
    body=st.text(max_size=200),
    title=st.sampled_from(["Not found", "404", "Produk tidak ditemukan", "Halaman dihapus"])
    | st.text(max_size=40),
    status=st.integers(100, 599),
    final_url=st.sampled_from([URL, "https://lapakraya.example/", "http://x/404"]) | st.text(max_size=40),
)
def test_nothing_but_the_platforms_own_marker_makes_a_listing_gone_or_up(
    body: str, title: str, status: int, final_url: str, known: Templates
) -> None:
    shown = look(page(f"<title>{title}</title><p>{body}", status=status, final_url=final_url), known)
    assert shown.state not in ABSENT | {S.UP, S.UP_CHANGED}


@given(text=st.text(max_size=300))
def test_a_gone_marker_beside_proof_that_the_listing_is_up_counts_for_nothing(
    text: str, known: Templates
) -> None:
    shown = look(page(MARKED + "<i data-page=removed>" + text), known)
    assert (shown.state, shown.reasons[0]) == (S.ERROR, "contradiction")


def test_a_page_that_nothing_recognises_asks_for_a_person(known: Templates) -> None:
    shown = look(page("<title>Produk tidak ditemukan</title><p>x", status=404), known)
    assert shown.reasons == ("unknown_template", "status:404", "looks_gone")
    assert shown.is_unrecognised
    assert look(page(MARKED + "<i data-page=removed>"), known).is_unrecognised
    assert not look(page(MARKED), known).is_unrecognised
    assert not look(page("", status=503), known).is_unrecognised


def test_a_port_is_not_taken_for_the_id(known: Templates) -> None:
    seen = page("x", final_url="http://lapakraya.localhost:8801/")
    shown = observe(seen, templates=known, platform="lapakraya", listing_id="8801")
    assert shown.state is S.REDIRECTED


def test_an_observation_names_what_decided(known: Templates) -> None:
    assert look(page("<i data-page=missing>", status=404), known).template == "lapakraya/missing"
    assert look(page("x", status=403), known).template == "refused"
    assert look(page(MARKED), known).template == "lapakraya/listing"
    assert look(page("x", final_url="https://lapakraya.example/cari"), known).template == "redirect/search"
    assert look(page(json_ld()), known).reasons == ("product:json_ld",)
    assert look(page(OG), known).reasons == ("product:og",)


def test_a_redirect_from_https_to_http_is_noted(known: Templates) -> None:
    seen = page("x", final_url="http://lapakraya.example/", downgraded=True)
    assert look(seen, known).reasons == ("redirected:root", "downgraded")


def named(title: str) -> Page:
    return page(f"<title>{title}</title><main data-listing={LISTING_ID}>")


def test_other_goods_under_the_same_id_are_a_change(known: Templates) -> None:
    first = look(named("Jaket bekas impor Korea ukuran L"), known)
    assert first.state is S.UP
    assert first.fingerprint is not None
    reworded = look(named("Jaket preloved impor Korea ukuran L"), known, reference=first.fingerprint)
    assert reworded.state is S.UP
    other = look(named("Panci aluminium 24 cm"), known, reference=first.fingerprint)
    assert (other.state, other.reasons[0]) == (S.UP_CHANGED, "other_goods")


def test_goods_on_holiday_can_still_be_told_from_later_ones(known: Templates) -> None:
    away = page(
        f'<title>Jaket</title><meta name="shop-state" content="holiday"><p data-listing={LISTING_ID}>'
    )
    first = look(away, known)
    assert first.state is S.NOT_FOR_SALE
    assert look(named("Panci"), known, reference=first.fingerprint).state is S.UP_CHANGED


def test_without_a_first_look_nothing_is_a_change(known: Templates) -> None:
    assert look(named("Panci"), known, reference=None).state is S.UP
    assert look(named(""), known, reference="t1:abcdef").state is S.UP
    assert look(named("Panci"), known, reference="t9:abcdef").state is S.UP


@pytest.mark.parametrize(
    "broken",
    [
        "{", "[" * 100_000, '{"a":' * 50_000, "null", "1", '"x"', "9" * 5_000, '{"@type": 5, "sku": [1]}',
        "[" + "{}," * 9_000 + "{}]",
    ],
)  # fmt: skip
def test_broken_json_ld_is_passed_over(broken: str, known: Templates) -> None:
    shown = look(page(f'<script type="application/ld+json">{broken}</script>{MARKED}'), known)
    assert shown.state is S.UP


def test_the_sandbox_of_tests_is_read_from_a_path_given_as_text(tmp_path: Path) -> None:
    templates(tmp_path)
    assert "lapakraya" in load_templates(str(tmp_path / "lapakraya.toml")).platforms
