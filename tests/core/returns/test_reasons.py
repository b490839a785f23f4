"""Why a listing is taken for a removed one."""

from tertib.core.returns.reasons import reasons_of, words_changed


def reasons(old, new, **given):
    usual = {
        "likeness": 0.5,
        "prices": (None, None),
        "shops": (None, None),
        "phash": -1,
        "pdq": -1,
        "same_id": False,
    }
    return reasons_of(old_title=old, new_title=new, **{**usual, **given})


def test_changed_words_are_told_from_old_to_new():
    assert "words:bal->karung" in reasons("jaket bal", "jaket karung")


def test_changed_numbers_are_told_apart_from_words():
    assert reasons("lem 12 mm", "lem 24 mm") == ["text:likeness=0.50", "numbers:12->24"]


def test_the_same_title_is_said_to_be_the_same():
    assert reasons("jaket bal", "jaket bal") == ["text:same"]
    assert reasons("jaket bal", "bal jaket") == ["text:same words"]


def test_a_price_is_same_near_or_other():
    assert "price:same" in reasons("a", "a", prices=(500, 500))
    assert "price:near 100->110" in reasons("a", "a", prices=(10_000, 11_000))
    assert "price:other 100->300" in reasons("a", "a", prices=(10_000, 30_000))


def test_a_price_of_zero_on_both_sides_is_the_same():
    assert "price:same" in reasons("a", "a", prices=(0, 0))


def test_shops_are_compared_without_case_and_margins():
    assert "shop:same" in reasons("a", "a", shops=("Toko Contoh ", "toko contoh"))
    assert "shop:other" in reasons("a", "a", shops=("Toko Contoh", "Toko Lain"))


def test_the_distance_of_pictures_is_said_with_its_hash():
    assert {"image:phash distance=0", "image:pdq distance=12"} <= set(reasons("a", "b", phash=0, pdq=12))


def test_long_changes_are_cut_and_counted():
    told = reasons("x " + " ".join("abcdefgh"), "x")
    assert "words:a b c d e f +2->" in told


def test_words_keep_the_order_of_their_title():
    assert words_changed("c a b c", "b d a") == (["a", "b"], ["c"], ["d"])
