import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.sellers import TokenKey, account_value, kind_of, new_key, normal, read_key, token
from tertib.errors import BadInput
from tertib.vocabulary import TokenKind

KEY, OTHER_KEY = TokenKey(bytes(range(32))), TokenKey(bytes(range(1, 33)))
digits = st.text("0123456789", min_size=9, max_size=11)
mobiles = digits.map(lambda rest: f"8{rest[:10]}")


@pytest.mark.parametrize(
    "written",
    [
        "0812-3456-7890",
        "+62 812 3456 7890",
        "+62 (0)812 3456 7890",
        "62812 3456 7890",
        "0062 812 3456 7890",
        "812 3456 7890",
        "O8I2-3456-789O",
        "oBl2 34S6 789o",
        "WA: 0812.3456.7890",
        "no hp 081234567890",
        "https://wa.me/6281234567890?text=halo",
        "wa.me/6281234567890",
        "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol",
        "０８１２３４５６７８９０",
        "0\ufe0f\u20e38\ufe0f\u20e312 3456 7890",
        "0812\u200b3456\u200b7890",
        "٠٨١٢٣٤٥٦٧٨٩٠",
    ],
)
def test_one_phone_number_has_one_form_however_it_is_written(written: str) -> None:
    assert normal(TokenKind.PHONE, written) == "6281234567890"


@given(mobiles, st.sampled_from(["0{}", "+62{}", "62{}", "0062{}", "{}", "+62 (0){}", "wa 0{}"]), st.data())
def test_separators_and_prefixes_change_no_phone_number(number: str, form: str, data: st.DataObject) -> None:
    gaps = data.draw(
        st.lists(st.sampled_from(["", "-", " ", ".", "/"]), min_size=len(number), max_size=len(number))
    )
    spaced = "".join(digit + gap for digit, gap in zip(number, gaps, strict=True))
    assert normal(TokenKind.PHONE, form.format(spaced)) == "62" + number


@given(mobiles)
def test_letters_that_look_like_digits_change_no_phone_number(number: str) -> None:
    disguised = ("0" + number).translate(str.maketrans("01258", "OIZSB"))
    assert normal(TokenKind.PHONE, disguised) == "62" + number


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert normal(TokenKind.PHONE, "+60 12-345 6789") == "60123456789"


@pytest.mark.parametrize("wrong", ["", "halo", "0812", "08123456789012345", "jaket bekas", "+", "12a4567890"])
def test_what_is_no_phone_number_is_refused_without_being_shown(wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        token(TokenKind.PHONE, wrong, key=KEY)
    assert len(wrong) < 6 or wrong not in str(refused.value)


@pytest.mark.parametrize("value", ["3174012312890001", "3174 0163 1289 0001", "31.74.01.711289.0001"])
def test_an_identity_number_is_refused_as_an_account_and_never_shown(value: str) -> None:
    with pytest.raises(BadInput) as refused:
        token(TokenKind.BANK_ACCOUNT, account_value("BCA", value), key=KEY)
    assert "NIK" in str(refused.value)
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    ("who", "number"),
    [
        ("BCA", "123-456-7890"),
        ("Bank Central Asia", "1234567890"),
        ("PT. Bank Central Asia Tbk", "001234567890"),
        ("bca", "I23456789O"),
    ],
)
def test_one_account_has_one_form_however_bank_and_number_are_written(who: str, number: str) -> None:
    assert normal(TokenKind.BANK_ACCOUNT, account_value(who, number)) == "bca:1234567890"


def test_bank_and_number_may_stand_in_one_text() -> None:
    assert normal(TokenKind.BANK_ACCOUNT, "Bank Central Asia: 123 456 7890") == "bca:1234567890"
    assert normal(TokenKind.E_WALLET, "OVO O812-3456-7890") == "ovo:6281234567890"


def test_one_number_at_two_banks_is_two_accounts() -> None:
    one, other = (token(TokenKind.BANK_ACCOUNT, f"{bank} 1234567890", key=KEY) for bank in ("BCA", "BRI"))
    assert one != other


def test_an_account_without_its_bank_is_refused() -> None:
    with pytest.raises(BadInput):
        normal(TokenKind.BANK_ACCOUNT, "1234567890")


@pytest.mark.parametrize(
    "written",
    [
        "Jl. Melati No. 5 RT.01/RW 02, Kel. Sukajadi, Kec. Contoh Kab. Bandung 40162",
        "jalan melati 5, rt 1 rw 2 sukajadi contoh bandung",
        "JLN MELATI NO.5 RT 001 RW 002 Ds. Sukajadi Kec Contoh, Bdg",
        "Sukajadi, Contoh, Bandung; Jl Melati nomor 5 (RT 01/02)",
    ],
)
def test_one_address_has_one_form_however_it_is_abbreviated(written: str) -> None:
    assert normal(TokenKind.ADDRESS, written) == normal(
        TokenKind.ADDRESS, "Jl. Melati No. 5 RT 1 RW 2 Sukajadi Contoh Bandung"
    )


def test_another_house_number_or_rt_is_another_address() -> None:
    texts = [f"Jl. Melati No. {no} RT {rt} RW 2 Sukajadi" for no, rt in (("5", 1), ("6", 1), ("5", 3))]
    assert len({normal(TokenKind.ADDRESS, text) for text in texts}) == 3


@pytest.mark.parametrize("wrong", ["", "Bandung", "Jakarta Barat", "Kota Bandung 40162"])
def test_a_town_alone_is_no_address(wrong: str) -> None:
    with pytest.raises(BadInput):
        normal(TokenKind.ADDRESS, wrong)


def test_titles_and_order_change_no_payees_name() -> None:
    assert normal(TokenKind.PAYOUT_NAME, "Hj. Siti AMINAH") == normal(TokenKind.PAYOUT_NAME, "aminah, siti")


def test_the_hash_of_an_empty_picture_ties_nobody() -> None:
    with pytest.raises(BadInput):
        token(TokenKind.PHOTO, "0" * 16, key=KEY)


def tried(kind: TokenKind, text: str) -> str:
    """The token, or what is said where there is none."""
    try:
        return token(kind, text, key=KEY)
    except BadInput as refused:
        return str(refused)


@given(st.sampled_from(TokenKind), st.text(min_size=6, max_size=60))
def test_any_text_gives_a_token_or_a_refusal_that_does_not_show_it(kind: TokenKind, text: str) -> None:
    said = tried(kind, text)
    assert kind_of(said) is kind or text not in said


@given(mobiles)
def test_one_value_has_another_token_under_another_key_and_as_another_kind(number: str) -> None:
    phone = token(TokenKind.PHONE, "0" + number, key=KEY)
    assert phone != token(TokenKind.PHONE, "0" + number, key=OTHER_KEY)
    assert phone.split(".")[2] != token(TokenKind.E_WALLET, f"OVO 0{number}", key=KEY).split(".")[2]
    assert number not in phone


def test_a_token_is_what_it_was_in_earlier_versions() -> None:
    assert token(TokenKind.PHONE, "0812-3456-7890", key=KEY) == (
        "phone.33b4ebfe2bd076a8.4270f943e59ff1bd91009cd58ab81a80b9b741a771f23a9e4a19c91aa14daccb"
    )


def test_a_raw_value_never_has_the_form_of_a_token() -> None:
    raw = ("081234567890", "bca:1234567890", "3174012312890001", "phone.081234567890", "a" * 64)
    assert [text for text in raw if kind_of(text) is not None] == []


def test_a_key_reads_back_and_shows_nothing_of_itself() -> None:
    key = new_key()
    assert read_key(f" {key.text}\n") == key
    assert key.secret.hex() not in repr(key)
    assert re.fullmatch("[0-9a-f]{16}", key.id)
    assert key.id not in key.text


@pytest.mark.parametrize("wrong", ["", "tsk1_", "tsk1_" + "g" * 64, "a" * 64])
def test_what_is_no_key_is_refused_without_being_shown(wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_key(wrong)
    assert not wrong or len(wrong) < 6 or wrong not in str(refused.value)
