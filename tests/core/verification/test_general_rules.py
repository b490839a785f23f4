"""The general rules on invented pages: every state, many languages, and pages that lie."""

import pytest

from tertib.core.verification import Page, PageError, verdict_of_page
from tertib.core.verification.general import judge_page
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.general_pages import ASKED, FILLER, MISSING, page

S = PageState


def state(*args: object, **kwargs: object) -> PageState:
    return judge_page(page(*args, **kwargs)).state  # type: ignore[arg-type]


PRODUCT_LD = (
    '<script type="application/ld+json">{"@type":"Product","name":"Jaket denim biru",'
    '"offers":{"@type":"Offer","price":"90000","availability":"https://schema.org/InStock"}}</script>'
)


@pytest.mark.parametrize(
    "shown",
    [
        page("Jaket denim biru Rp90.000", head=PRODUCT_LD),
        page("Jaket denim", head='<meta property="og:type" content="product">'),
        page('<div itemscope itemtype="https://schema.org/Product">Jaket Rp 90.000</div>'),
        page('<b>Rp90.000</b> <button class="add-to-cart">Beli Sekarang</button>', title="Jaket denim biru"),
        page('<p>€ 19,90</p><form action="/cart/add"><button>In den Warenkorb</button></form>'),
        page("<p>1 200 ₽</p> <a>В корзину</a> В наличии", title="Куртка"),
        page("<p>¥ 3,200</p><button name=add_to_cart>カートに入れる</button>"),
        page(
            "Jaket Rp10.000 Kaos Rp5.000",
            asked="https://lapak-sari.example/",
            head='<meta property="og:type" content="product.group">'
            '<link rel="canonical" href="https://lapak-sari.example/">',
        ),
    ],
)
def test_a_page_that_offers_its_goods_is_up(shown: Page) -> None:
    assert judge_page(shown).state is S.UP


@pytest.mark.parametrize(
    "shown",
    [
        page("Jaket", head=PRODUCT_LD.replace("InStock", "OutOfStock")),
        page(
            "Jaket",
            head='<meta property="og:type" content="product">'
            '<meta property="product:availability" content="out of stock">',
        ),
        page(
            '<b>Rp90.000</b> <i class="add-to-cart"></i> Stok habis. Beli sekarang', title="Jaket denim biru"
        ),
        page(
            "Toko libur sampai Senin",
            asked="https://www.pasar.example/toko/sari",
            head='<link rel="canonical" href="https://www.pasar.example/toko/sari">',
        ),
    ],
)
def test_goods_that_cannot_be_bought_now_are_there_but_not_for_sale(shown: Page) -> None:
    assert judge_page(shown).state is S.NOT_FOR_SALE


@pytest.mark.parametrize("language", MISSING)
@pytest.mark.parametrize("status", [404, 410])
def test_a_404_on_which_the_site_says_so_is_gone_hard(language: str, status: int) -> None:
    assert state(f"<h1>{MISSING[language]}</h1>", title="Toko Contoh", status=status) is S.GONE_HARD


@pytest.mark.parametrize("language", MISSING)
def test_the_same_words_at_200_on_a_page_that_says_little_else_are_gone_soft(language: str) -> None:
    assert state(f"<h1>{MISSING[language]}</h1> <a href=/>Toko Contoh</a>", status=200) is S.GONE_SOFT


@pytest.mark.parametrize(
    "words",
    [
        "Produk ini telah dihapus karena melanggar ketentuan",
        "Barang sudah tidak ada",
        "This listing has been removed",
        "This product is no longer available",
        "Dieser Artikel ist nicht mehr verfügbar",
        "Ce produit n'est plus disponible",
        "Este producto ya no está disponible",
        "商品已下架",
        "この商品は削除されました",
        "Товар удален",
        "Sản phẩm không tồn tại",
    ],
)
def test_a_notice_that_the_goods_were_taken_away_is_gone_soft(words: str) -> None:
    assert state(f"<p>{words}</p>", title="Pasar Contoh") is S.GONE_SOFT


@pytest.mark.parametrize(
    "words",
    [
        "Toko ini telah ditutup",
        "Toko tidak ditemukan",
        "This shop is currently unavailable",
        "Mağaza bulunamadı",
        "店铺不存在",
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_a_notice_that_the_shop_is_gone_is_shop_gone(words: str, status: int) -> None:
    assert state(f"<p>{words}</p>", title="Pasar Contoh", status=status) is S.SHOP_GONE


WALLS = {
    "cloudflare": page("Checking", head="<script>window._cf_chl_opt={}</script>"),
    "cloudflare-title": page("Ray ID 1", title="Just a moment..."),
    "cloudflare-header": page("404 not found", status=404, headers={"cf-mitigated": "challenge"}),
    "akamai": page("Access Denied Reference #18.1 https://errors.edgesuite.net/18.1", status=404),
    "human": page("Press &amp; Hold", head='<script src="https://captcha.px-cdn.net/x.js"></script>'),
    "human-mark": page('<div id="px-captcha"></div>', status=404),
    "datadome": page("", head='<script src="https://ct.captcha-delivery.com/c.js"></script>'),
    "imperva": page("Request unsuccessful. Incapsula incident ID: 1-2", status=404),
    "aws": page("", head="<script>window.gokuProps = {}</script>"),
    "sucuri": page("Sucuri Website Firewall - Access Denied"),
    "alibaba": page("", head='<script>location="/_____tmd_____/punish?x5secdata=1"</script>'),
    "wait": page("Please wait a few minutes before you try again.", title="Page Not Found", status=404),
    "slider-id": page("Geser untuk verifikasi", title="Halaman tidak ditemukan"),
    "robot-fr": page("Je ne suis pas un robot", title="404"),
    "network-id": page("Internet Positif: situs ini diblokir", title="404 Not Found", status=404),
    "order": page("Доступ к информационному ресурсу ограничен"),
    "country": page("Not available in your country. Product not found."),
    "429": page("Halaman tidak ditemukan", status=429),
    "451": page("Produk telah dihapus", status=451),
    "403": page("This listing has been removed", status=403),
}
LOGINS = {
    "path": page("Produk telah dihapus", final="https://toko-contoh.example/buyer/login?next=x"),
    "words-id": page("Silakan masuk untuk melihat produk ini. Produk tidak ditemukan."),
    "words-en": page("Page not found. You must be logged in.", status=404),
    "title": page("Email Kata sandi", title="Masuk | Pasar Contoh"),
    "form": page('<form><input type="password"></form> Halaman tidak ditemukan'),
}
APPS = {
    "id": page("Hanya tersedia di aplikasi. Produk tidak ditemukan."),
    "en": page("Open the app to continue. This item is no longer available"),
    "shell": page('<div id="root"></div><script src="/app.js"></script>', title="404 Not Found"),
    "script": page("You need to enable JavaScript to run this app. Page not found."),
}
ERRORS = {
    "500": page("Produk telah dihapus", status=500),
    "502": page("502 Bad Gateway", status=502),
    "parked": page("This domain is for sale. Page not found", status=404),
    "parked-id": page("Domain ini dijual. Toko tidak ditemukan"),
    "host": page("There isn't a GitHub Pages site here.", title="Site not found", status=404),
    "bucket": page("404 Not Found Code: NoSuchBucket", status=404),
    "suspended": page("This account has been suspended. Contact your hosting provider."),
    "maintenance": page("Sedang dalam pemeliharaan. Halaman tidak tersedia"),
    "trouble": page("Oops, something went wrong. Page not found", status=404),
    "empty-404": page("", status=404),
    "goods-404": page("Jaket. Mungkin halaman tidak ditemukan", head=PRODUCT_LD, status=404),
    "nonsense": page("Selamat datang di situs kami " * 40),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_blocked_whatever_its_title_and_status_say(name: str) -> None:
    assert judge_page(WALLS[name]).state is S.BLOCKED_US


@pytest.mark.parametrize("name", LOGINS)
def test_what_asks_to_log_in_is_a_login_wall(name: str) -> None:
    assert judge_page(LOGINS[name]).state is S.LOGIN_WALL


@pytest.mark.parametrize("name", APPS)
def test_what_only_an_app_shows_is_app_only(name: str) -> None:
    assert judge_page(APPS[name]).state is S.APP_ONLY


@pytest.mark.parametrize("name", ERRORS)
def test_trouble_parking_and_what_nobody_knows_is_an_error(name: str) -> None:
    assert judge_page(ERRORS[name]).state is S.ERROR


@pytest.mark.parametrize(
    ("final", "reason"),
    [
        ("https://toko-contoh.example/", "redirected:home"),
        ("https://toko-contoh.example/id/", "redirected:home"),
        ("https://toko-contoh.example/cari?q=jaket", "redirected:search"),
        ("https://toko-contoh.example/kategori/jaket", "redirected:elsewhere"),
    ],
)
def test_another_page_in_its_place_is_redirected_and_no_proof_of_goods(final: str, reason: str) -> None:
    sight = judge_page(page(f"{FILLER} Rp10.000 Rp20.000", final=final, head=PRODUCT_LD))
    assert (sight.state, sight.reasons[0]) == (S.REDIRECTED, reason)


def test_the_folder_above_is_another_page() -> None:
    asked = "https://toko-contoh.example/jaket-pria/jaket-denim-biru"
    shown = page("Jaket", asked=asked, final="https://toko-contoh.example/jaket-pria/", head=PRODUCT_LD)
    assert judge_page(shown).state is S.REDIRECTED


def test_another_number_in_the_query_is_another_page() -> None:
    asked, final = (f"https://toko-contoh.example/barang.php?id={number}" for number in (12345, 99999))
    assert state(FILLER, asked=asked, final=final, head=PRODUCT_LD) is S.REDIRECTED
    assert state(FILLER, asked=asked, final=f"{asked}&lang=id", head=PRODUCT_LD) is S.UP


def test_a_new_slug_under_the_same_number_is_no_redirect() -> None:
    moved = "https://toko-contoh.example/p/12345/jaket-jeans"
    assert state("Jaket", final=moved, head=PRODUCT_LD) is S.UP


@pytest.mark.parametrize(
    ("asked", "head", "seen"),
    [
        ("https://toko-contoh.example/index.php?products_id=55", "", S.UP),
        ("https://toko-contoh.example/?p=771", "", S.UP),
        (ASKED, '<meta property="og:url" content="https://toko-contoh.example/">', S.UP),  # on every page
        (ASKED + "-pria", '<link rel="canonical" href="https://toko-contoh.example/">', S.UP),
    ],
)
def test_a_page_of_goods_is_not_taken_for_the_front_page(asked: str, head: str, seen: PageState) -> None:
    assert state("Jaket denim biru", asked=asked, head=head + PRODUCT_LD) is seen


def test_a_page_that_calls_itself_the_front_page_and_offers_nothing_is_redirected() -> None:
    head = '<link rel="canonical" href="https://toko-contoh.example/">'
    assert state(f"{FILLER} Rp1.000", title="Toko Contoh", head=head) is S.REDIRECTED


def test_the_words_of_a_seller_do_not_hide_goods_that_are_there() -> None:
    words = "Produk ini telah dihapus. Page not found. Verify you are human. Domain ini dijual."
    assert state(words, head=PRODUCT_LD) is S.UP


def test_words_of_absence_on_a_page_full_of_prices_say_nothing() -> None:
    prices = " ".join(f"Kaos {n} Rp{n}0.000" for n in range(1, 9))
    assert (
        verdict_of_page(state(f"Produk tidak ditemukan. Mungkin Anda suka: {prices}")) is Verdict.CANNOT_TELL
    )


def test_an_error_of_the_fetch_is_an_error() -> None:
    lost = Page(asked_url=ASKED, final_url=ASKED, error=PageError.DNS)
    assert judge_page(lost).reasons[0] == "error:dns"
    assert judge_page(Page(asked_url=ASKED, final_url=ASKED, body="Halaman tidak ditemukan")).state is S.ERROR
