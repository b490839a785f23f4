"""From listings to findings: what is promised of every finding, and what the first policy says of plain examples."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.detection.listing import FINDING
from tertib.core.detection.run import detect
from tests.core.detection.batches import batch, shipped

ONE_PIECE = {"price_minor": 15_000_000, "shop": "toko apa saja"}  # Rp150.000; no counter of sales


def finding(listing: dict[str, object] | str, policy: str = "pakaian-bekas-impor") -> dict[str, object]:
    found = detect(batch(listing), shipped(policy)).to_pylist()[0]
    return {**found, "answers": dict(found["answers"])}


def names(found: dict[str, object]) -> set[str]:
    return {reason["signal"] for reason in found["reasons"]}  # type: ignore[attr-defined]


def test_one_row_comes_out_for_one_row_in_their_order():
    listings = batch({"title": "jaket thrift", "listing_id": "a"}, {"listing_id": "b"}, {"title": "panci"})
    found = detect(listings, shipped())
    assert found.schema == FINDING
    assert found.column("row").to_pylist() == [1, 2, 3]
    assert found.column("listing_id").to_pylist() == ["a", "b", None]


def test_no_listing_gives_no_finding():
    assert detect(batch(), shipped()).num_rows == 0


@pytest.mark.parametrize(
    "title",
    [
        "balpres jaket korea segel 100kg",
        "bal segel import hoodie",
        "jual karungan baju bekas import",
        "pecah bal kemeja flanel jepang",
        "Hoodie carhartt second import",
        "baju thrift import korea grosir",
    ],
)
def test_used_and_imported_by_its_own_words_is_strong(title: str):
    assert finding({"title": title, **ONE_PIECE})["band"] == "strong"


@pytest.mark.parametrize(
    "title",
    [
        "serum penghilang bekas jerawat dan bekas luka",
        "iphone 12 second mulus fullset",
        "laptop lenovo bekas ram 8gb",
        "buku novel preloved",
        "hoodie 3second original terbaru",
        "legging second skin wanita",
        "bra tanpa bekas seamless",
        "kaos retro vintage style distro terbaru",
        "jersey as roma terbaru",
        "kemeja monza lengan pendek premium",
        "cakar kucing garukan sisal",
        "bola bal plastik mainan anak",
        "karung beras 50kg baru",
        "jaket import korea style terbaru wanita",
        "sisa ekspor kemeja flanel branded",
        "seragam OB office boy",
        "kain majun perca kaos bekas untuk lap",
        "jaket 50rb 30s",
    ],
)
def test_what_must_not_be_caught_is_not(title: str):
    assert finding({"title": title, "sold": 40, "price_minor": 8_999_000})["band"] == "none", names(
        finding(title)
    )


def test_a_keyword_alone_is_never_a_reason():
    for word in (
        "second",
        "bekas",
        "preloved",
        "import",
        "bal",
        "cakar",
        "monza",
        "karung",
        "vintage",
        "2nd",
    ):
        assert finding(word)["band"] == "none", word


def test_a_hidden_word_says_that_it_was_hidden():
    open_word, hidden = finding("jaket thrift korea"), finding("jaket t.h.r.1.f.t korea")
    assert "terms.thrift" in names(open_word)
    assert "disguise.thrift" in names(hidden)
    assert hidden["answers"]["used"] >= open_word["answers"]["used"]  # type: ignore[index]


def test_a_live_checkout_that_describes_nothing_cannot_be_told():
    for title in ("KODE CO A12", "Link CO live", "KODE CO BAJU MIX PANJANG PENDEK"):
        found = finding({"title": title, "price_minor": 10_000_00, "shop": "thrift mantap"})
        assert (found["band"], found["score"]) == ("cannot_tell", 0.0)


def test_a_listing_without_a_title_cannot_be_told():
    assert finding({"title": "   "})["band"] == finding({"shop": "x"})["band"] == "cannot_tell"


def test_new_goods_speak_for_themselves():
    used = {"title": "Hoodie stussy second", **ONE_PIECE}
    new = {**used, "title": "Hoodie stussy bukan second BNWT full tag", "official": True}
    assert finding(used)["answers"]["used"] > 0.9 > 0.1 > finding(new)["answers"]["used"]  # type: ignore[index]


def test_the_sellers_own_field_is_heard():
    assert finding({"title": "kemeja flanel", "condition": "Pernah Dipakai"})["answers"]["used"] > 0.5  # type: ignore[index]


def test_what_nothing_speaks_of_is_not_answered():
    answers = finding("panci aluminium")["answers"]
    assert answers == {"goods": None, "used": None, "imported": None, "bulk": None}


def test_a_price_above_the_cap_is_found_under_another_policy():
    over = finding({"title": "minyaakk kkita 1 liter", "price_minor": 2_200_000}, "minyakita-het")
    at_cap = finding({"title": "minyakita 1 liter", "price_minor": 1_570_000}, "minyakita-het")
    assert (over["band"], at_cap["band"]) == ("strong", "none")


def test_cosmetics_with_a_denied_substance_are_not_caught():
    policy = "kosmetik-tanpa-izin-edar"
    assert finding("krim racikan HN tanpa bpom", policy)["band"] == "strong"
    assert finding("serum wajah tanpa merkuri [BPOM]", policy)["band"] == "none"


TEXTS = st.text(max_size=40) | st.sampled_from(
    ["balpres jaket", "th\u200brift hoodie", "b 4 l segel import baju", "KODE CO"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "title": st.none() | TEXTS,
                "shop": st.none() | TEXTS,
                "description": st.none() | TEXTS,
                "price_minor": st.none() | st.integers(-(2**60), 2**60),
                "sold": st.none() | st.integers(-5, 10**9),
            }
        ),
        max_size=12,
    )
)
def test_any_text_gives_a_finding_whose_reasons_stand_where_they_say(listings: list[dict[str, object]]):
    found = detect(batch(*listings), shipped()).to_pylist()
    for listing, one in zip(listings, found, strict=True):
        assert 0 <= one["score"] <= 1
        for reason in one["reasons"]:
            field = reason["signal"].partition("@")[2] or "title"
            if reason["start"] is not None and reason["signal"].split(".")[0] in ("terms", "disguise"):
                assert str(listing[field])[reason["start"] : reason["end"]] == reason["text"] != ""


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=10), st.integers(1, 9))
def test_no_finding_hangs_on_another_row(titles: list[str], cut: int):
    whole = batch(*titles)
    together = detect(whole, shipped())
    apart = pa.Table.from_batches(
        [detect(whole.slice(low, cut), shipped()) for low in range(0, len(titles), cut)]
    )
    assert together.to_pylist() == apart.to_pylist()
