"""What the first policy makes of listings that the labelled half does not show: other words, other brands, no brand."""

import pytest

from tertib.core.detection.run import detect
from tests.core.detection.batches import batch, shipped

PIECE = {"price_minor": 7_500_000, "shop": "toko apa saja"}  # Rp75.000; no counter of sales


def finding(title: str, **more: object) -> dict[str, object]:
    found = detect(batch({"title": title, **PIECE, **more}), shipped()).to_pylist()[0]
    return {**found, "answers": dict(found["answers"])}


@pytest.mark.parametrize(
    "title",
    [
        "baju bundle japan size m",
        "kedai bundle hoodie import",
        "baju terpakai import",
        "kaos pre-owned uniqlo size m",
        "jaket ex import korea",
        "celana cargo eks impor",
        "dress zara jarang pakai",
        "karungan jaket musim dingin",
        "paket usaha thrift 50 pcs crewneck",
        "used hoodie champion reverse weave",
        "awut-awut kemeja flanel",
    ],
)
def test_words_for_used_clothes_are_known_in_malay_english_and_by_their_source(title: str):
    assert finding(title)["band"] in ("look", "strong")


@pytest.mark.parametrize(
    "shop", ["bos sekon", "JEFFTHRIFTSHOP", "used_local.stuff", "Lelong Kuching", "rombengan kita"]
)
def test_the_name_of_a_shop_is_read_in_its_usual_writings(shop: str):
    plain = finding("crewneck abu polos tebal", shop="toko apa saja")
    named = finding("crewneck abu polos tebal", shop=shop)
    assert named["answers"]["used"] > plain["answers"]["used"] + 0.3  # type: ignore[index]


def test_a_single_piece_of_a_name_that_no_list_has_is_looked_at():
    assert finding("zip hoodie quorvane")["band"] == "look"


@pytest.mark.parametrize(
    "title",
    [
        "kemeja flanel",
        "jaket kulit domba asli garut",
        "jaket import hitam tebal",
        "batik tulis sogan solo",
        "kebaya encim bordir",
        "seragam sekolah sd putih merah",
        "daster batik per karung",
        "kaos polos bundle isi 2",
        "kaos marvel anak",
        "kaos anak karakter 50rb import bangkok",
        "kaos magic ball import anak",
        "zip hoodie quorvane premium terbaru",
    ],
)
def test_new_goods_of_a_seller_who_has_sold_nothing_yet_are_left_alone(title: str):
    assert finding(title)["band"] == "none"


def test_a_lot_for_resellers_is_not_taken_for_an_expensive_new_piece():
    lot = finding("paket usaha hoodie crewneck dickies", shop="keen seken", price_minor=350_000_000, sold=3)
    assert "price.high-price" not in {reason["signal"] for reason in lot["reasons"]}  # type: ignore[attr-defined]
    assert lot["band"] in ("look", "strong")


@pytest.mark.parametrize(
    "title",
    [
        "Link pembayaran (6)",
        "KHUSUS CO KAOS ATASAN",
        "LIVE 25RB",
        "KODE A12",
        "KEEP 35K",
        "CO 15000",
        "jangan di co, co khusus live",
        "keranjang live no 5",
        "order live an dewi",
        "C.O LIVE 50",
    ],
)
def test_a_checkout_of_a_live_sale_says_nothing_of_the_goods(title: str):
    assert finding(title, shop="thrift mantap")["band"] == "cannot_tell"


@pytest.mark.parametrize(
    "title",
    ["TREN'CO kemeja pria", "kaos live music 1999", "jaket code red", "[LIVE ONLY] jaket parka tebal"],
)
def test_a_title_that_names_goods_is_no_checkout(title: str):
    assert finding(title)["band"] != "cannot_tell"
