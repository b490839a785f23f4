"""Forms of sentences: what is said in words that no list holds, and that a wall wins over every notice of absence."""

import itertools
from pathlib import Path

import pytest

from tertib.core.verification import verdict_of_page
from tertib.core.verification.general import GENERAL_RULES, judge_page
from tertib.core.verification.general.rules import load_general_rules
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.general_pages import page

S = PageState


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("The classified you followed a link to has since been withdrawn.", S.GONE_SOFT),
        ("This auction lot was recently delisted.", S.GONE_SOFT),
        ("Sorry, that advert has already expired.", S.GONE_SOFT),
        ("The product you asked about is no longer being sold.", S.GONE_SOFT),
        ("Maaf, dagangan yang Anda buka sudah diturunkan.", S.GONE_SOFT),
        ("Barang dengan kode itu sudah tidak dijual.", S.GONE_SOFT),
        ("Laman yang dicari tak wujud.", S.GONE_SOFT),
        ("Item ini telah dipadam.", S.GONE_SOFT),
        ("El artículo que buscas fue eliminado.", S.GONE_SOFT),
        ("Cette annonce a été retirée par son auteur.", S.GONE_SOFT),
        ("Das Angebot wurde vom Anbieter gelöscht.", S.GONE_SOFT),
        ("L'articolo è stato rimosso", S.GONE_SOFT),
        ("This merchant has been permanently banned.", S.SHOP_GONE),
        ("That storefront is no longer in business", S.SHOP_GONE),
        ("Gerai ini sudah dibekukan", S.SHOP_GONE),
        ("Kedai yang anda cari tidak wujud", S.SHOP_GONE),
    ],
)
def test_a_notice_in_words_that_no_list_holds_is_understood(words: str, state: PageState) -> None:
    folded = words.casefold()
    assert not any(
        each in folded for sign in GENERAL_RULES.signs if sign.kind == "gone" for each in sign.text
    )
    assert judge_page(page(f"<h1>Pasar Contoh</h1><p>{words}</p>", title="Pasar Contoh")).state is state


@pytest.mark.parametrize(
    "words",
    [
        "This item is not available in the country you are browsing from.",
        "This page isn't available right now.",
        "Your account has been suspended.",
        "Your Pasar Contoh account was permanently banned.",
        "Akun Anda di toko kami telah ditutup.",
        "Your shopping session has expired; this page no longer exists.",
        "Our listing service is temporarily offline.",
        "This content is not available to visitors from your jurisdiction.",
        "Join to see what this seller has deleted.",
        "Produk ini tidak tersedia di wilayah tempat Anda berada.",
        "Toko ini tidak tersedia untuk sementara.",
        "The requested hostname could not be found.",
        "This domain is not configured on our platform; the page does not exist.",
        "The delisted brand is back in fashion.",
        "Your bid was removed from the basket.",
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_what_speaks_of_us_of_a_place_or_of_now_is_not_gone(words: str, status: int) -> None:
    shown = page(f"<p>{words}</p>", title="Pasar Contoh", status=status)
    assert verdict_of_page(judge_page(shown).state) is not Verdict.DOWN


# Pages as the makers of walls draw them, invented; and walls of nobody known, told by their sentences alone.
WALLS = {
    "cloudflare": "<div id='challenge-stage'></div><p>Checking your browser before accessing the shop.</p>",
    "cloudflare-1020": "<h1>Sorry, you have been blocked</h1><p>You are unable to access this shop. Ray ID: 1a2b</p>",
    "akamai": "<h1>Access Denied</h1><p>You don't have permission to access this page. Reference #18.1a2b</p>",
    "perimeterx": "<div id='px-captcha'></div><p>Press &amp; Hold to confirm you are a human.</p>",
    "datadome": "<script src='https://geo.captcha-delivery.com/captcha/?x=1'></script><p>Please enable JS.</p>",
    "imperva": "<p>Request unsuccessful. Incapsula incident ID: 12-34</p>",
    "aws-waf": "<script>window.gokuProps = {};</script><p>Let's confirm you are human</p>",
    "kasada": "<script src='/149e9513/ips.js?KP_UIDz=1'></script>",
    "sucuri": "<p>Sucuri WebSite Firewall - Access Denied</p>",
    "f5": "<p>The requested URL was rejected. Please consult with your administrator. Your support ID is: 12</p>",
    "alibaba": "<script>var u='/_____tmd_____/punish';</script><p>Geser untuk verifikasi</p>",
    "arkose": "<script src='https://client-api.arkoselabs.com/fc/api/'></script>",
    "queue": "<p>You are now in line. Your place in the virtual queue is 1,204.</p>",
    "internet-positif": "<h1>Internet Positif</h1><p>Situs yang Anda tuju tidak dapat diakses.</p>",
    "geo": "<p>This content is not available in your region.</p>",
    "geo-id": "<p>Layanan kami belum tersedia di negara Anda.</p>",
    "legal": "<p>Access was limited following a court order.</p>",
    "login": "<p>Log in to continue</p><form><input type='password'></form>",
    "login-id": "<p>Silakan masuk untuk melihat produk ini.</p>",
    "app": "<p>Open in the app to continue</p>",
    "app-id": "<p>Buka di aplikasi untuk melihat produk.</p>",
    "maintenance": "<p>We'll be back soon: scheduled maintenance.</p>",
    "maintenance-id": "<p>Situs sedang dalam pemeliharaan.</p>",
    "parked": "<p>This domain is for sale.</p>",
    "nobody-en": "<p>Our firewall considers your visit malicious.</p>",
    "nobody-en-2": "<p>For our members' safety every visitor must validate their identity: crawlers stay outside.</p>",
    "nobody-en-3": "<p>Requests coming through your network were refused.</p>",
    "nobody-id": "<p>Permintaan dari jaringan Anda kami anggap mencurigakan.</p>",
    "nobody-ms": "<p>Alamat IP ini telah disekat.</p>",
}
NOTICES = (
    "Page not found",
    "This listing has been removed",
    "Produk ini telah dihapus",
    "Toko tidak ditemukan",
    "This product no longer exists",
    "404 Not Found",
)


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_wins_over_every_notice_of_absence(wall: str) -> None:
    for notice, status, title in itertools.product(NOTICES, (200, 404, 410), ("", "404 Not Found")):
        for text in (f"<p>{notice}</p>{WALLS[wall]}", f"{WALLS[wall]}<p>{notice}</p>"):
            seen = judge_page(page(text, title=title, status=status))
            assert verdict_of_page(seen.state) is not Verdict.DOWN, (notice, status, title, seen)


def test_a_form_of_a_sentence_is_only_searched_for_on_a_short_page(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    for longest in ("", "longest = 3001", "longest = 0"):
        file.write_text(
            'schema = 1\nversion = "1"\n[[sign]]\nname = "x"\nkind = "gone"\nstate = "GONE_SOFT"\nsays = "y"\n'
            + longest,
            encoding="utf-8",
        )
        with pytest.raises(SettingWrong, match="says needs longest"):
            load_general_rules(file)
