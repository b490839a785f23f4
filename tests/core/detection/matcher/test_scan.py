"""Scanning titles: what is found, how it was read, and what must never be found."""

import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.detection.matcher import EXACT_READING, Form, Hits, How, Lexicon, scan

TERMS = (
    "bal", "balpres", "bal segel", "thrift", "seken", "karung", "awul-awul", "bekas", "minyak kita", "cabo", "cakar",
    "rb", "2nd", "monza", "pakaian bekas impor",
)  # fmt: skip
LEXICON = Lexicon.build([Form(text, id=place * 10, fuzzy=len(text) > 4) for place, text in enumerate(TERMS)])


def found(*texts: str | None, lexicon: Lexicon = LEXICON) -> Hits:
    return scan(pa.array(texts, pa.string()), lexicon)


def names(text: str) -> set[str]:
    hits = found(text)
    return {hits.names[form] for form in hits.form.tolist()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("b.4.l murah", "b.4.l -> bal: 2 separators, 1 leet"),
        ("b a l", "b a l -> bal: 2 changed spaces"),
        ("bаl", "bаl -> bal: 1 look-alike"),
        ("b\u200bal", "b\u200bal -> bal: 1 hidden sign"),
        ("B🔥A🔥L", "B🔥A🔥L -> bal: 2 emoji"),
        ("baaaal", "baaaal -> bal: 3 repeated letters"),
        ("b@l!", "b@l -> bal: 1 leet"),
        ("b!a!l", "b!a!l -> bal: 2 separators"),
        ("jual thr-ift", "thr-ift -> thrift: 1 separator"),
        ("minyakkita", "minyakkita -> minyak kita: 1 changed space"),
        ("minyaaakkk kitta", "minyaaakkk kitta -> minyak kita: 5 repeated letters"),
        ("th&#114;ift", "th&#114;ift -> thrift: 1 look-alike"),
        ("trhift", "trhift -> thrift: 1 edit"),
        ("thrft", "thrft -> thrift: 1 edit"),
        ("blprs", "blprs -> balpres: 2 edits"),
        ("karng", "karng -> karung: 1 edit"),
        ("bal", "bal: as written"),
        ("b🇮🇩a🇮🇩l", "b🇮🇩a🇮🇩l -> bal: 2 emoji"),
        ("m1ny4k k174", "m1ny4k k174 -> minyak kita: 5 leet"),
    ],
)
def test_the_alignment_explains_the_hit(text: str, words: str) -> None:
    hits = found(text)
    assert [hits.explain(place) for place in range(len(hits))] == [words] * bool(words)


@pytest.mark.parametrize(
    "text",
    [
        "bola Bali balance global balap",
        "50rb 30s 841 8",
        "tab al-quran",
        "b al",
        "jual b a l i",  # a longer word, spelt
        "bal" + "ado",
        "karungga",
        "ball pen",
        "gloBal",
        "beli kas ini, be kas",
        'b"Al-Qur an',
    ],
)
def test_ordinary_titles_hold_nothing(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Cakar Ayam", "cakar"),
        ("jam 2nd murah", "2nd"),
        ("rb murah", "rb"),
        ("1bal isi 100kg", "bal"),
        ("BajuThrift murah", "thrift"),
        ("#karung", "karung"),
        ("bal - segel", "bal segel"),
        ("awul awul", "awul-awul"),
        ("rival l bal", "bal"),
        ("jual bal. Lama", "bal"),  # the l of the next word does not count
    ],
)
def test_words_that_stand_openly_are_no_disguise(text: str, form: str) -> None:
    hits = found(text)
    opened = {
        hits.names[int(f)] for f, how in zip(hits.form, hits.how, strict=True) if not how & ~EXACT_READING
    }
    assert form in opened


def test_capitals_are_told_apart_and_are_no_disguise() -> None:
    assert found("KARUNG").how.tolist() == [int(How.EXACT | How.CASE)]
    assert found("karung").how.tolist() == [int(How.EXACT)]


def test_the_span_counts_code_points_of_the_original() -> None:
    hits = found("👕👕 é b\u200ba\u0301l x")
    assert (hits.start.tolist(), hits.end.tolist()) == ([5], [10])


def test_rows_never_leak_into_each_other() -> None:
    assert len(found("ba", "l", "minyak", "kita", "bal s", "egel").form) == 0 or names("bal s") == {"bal"}
    assert {
        (int(r), f) for r, f in zip(found("minyak", "kita").row, found("minyak", "kita").form, strict=True)
    } == set()


def test_plain_forms_are_found_only_as_written() -> None:
    lexicon = Lexicon.build(
        [
            Form("t-shirt", 1, disguise=False),
            Form("kg", 2, disguise=False, after_digits=True),
            Form("trift", 3, disguise=False, whole_word=False),
        ]
    )
    hits = found("T shirt 100kg pretrift", "t5hirt kgs", None, lexicon=lexicon)
    assert list(zip(hits.row.tolist(), hits.form.tolist(), hits.start.tolist(), strict=True)) == [
        (0, 1, 0),
        (0, 2, 11),
        (0, 3, 17),
    ]


def test_overlapping_hits_of_one_form_leave_the_best() -> None:
    hits = found("bal b.a.l")
    assert [hits.explain(place) for place in range(len(hits))] == [
        "bal: as written",
        "b.a.l -> bal: 2 separators",
    ]


@pytest.mark.parametrize(
    "text", ["b.a.l " * 5_000, "b" + "." * 200_000 + "al", "b a l s e g e l " * 2_000, "&#97;" * 5_000]
)
def test_a_text_made_to_cost_time_costs_little(text: str) -> None:
    begin = time.process_time()
    found(text)
    assert time.process_time() - begin < 5


def test_large_strings_chunks_and_nothing_at_all_can_be_scanned() -> None:
    chunked = pa.chunked_array([pa.array(["bal", None]), pa.array(["k4rung"])])
    assert scan(chunked, LEXICON).row.tolist() == [0, 2]
    assert scan(pa.array(["bal"], pa.large_string()), LEXICON).row.tolist() == [0]
    assert len(found()) == 0


@given(st.lists(st.one_of(st.none(), st.text(max_size=25)), max_size=5))
@settings(max_examples=150)
def test_any_text_can_be_scanned_and_spans_lie_in_it(texts: list[str | None]) -> None:
    hits = found(*texts)
    for row, start, end in zip(hits.row.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True):
        assert 0 <= start < end <= len(texts[row] or "")


@given(
    st.lists(st.sampled_from([*TERMS, "baju", "b.a.l", "thr1ft", "kаrung", "murah", "trhift"]), max_size=8)
)
@settings(max_examples=100)
def test_a_row_is_read_alike_alone_and_among_others(words: list[str]) -> None:
    text = " ".join(words)
    alone, among = found(text), found("lain", text, "b", None)
    assert alone.start.tolist() == among.start[among.row == 1].tolist()
    assert alone.how.tolist() == among.how[among.row == 1].tolist()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("mypreloveditem", {"preloved": (2, 10)}),
        ("PRELOVEDku", {"preloved": (0, 8)}),
        ("tokothrift", {"thrift": (4, 10)}),
        ("tokothriftku", {}),  # too short to stand in the midst of anything
        ("my.pr3loved.item", {"preloved": (3, 11)}),
    ],
)
def test_only_long_names_may_stand_in_the_midst_of_a_longer_word(
    text: str, spans: dict[str, tuple[int, int]]
) -> None:
    inside = Lexicon.build(
        [Form(word, id=n, whole_word=False) for n, word in enumerate(("preloved", "thrift"))]
    )
    hits = found(text, lexicon=inside)
    assert {
        hits.names[form]: (start, end)
        for form, start, end in zip(hits.form.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True)
    } == spans


@pytest.mark.parametrize(
    ("text", "form", "stands"),
    [
        ("Balls", "balis", False),  # a small l among small letters is an l
        ("Nillkin", "nikin", False),
        ("JUAL BALlS", "balis", True),  # among capitals it is drawn like an I
        ("baIpres", "balpres", True),  # and a capital I among small letters like an l
        ("BAIPRES", "balpres", False),  # among capitals an I is an I
    ],
)
def test_what_is_drawn_alike_depends_on_the_letters_around_it(text: str, form: str, stands: bool) -> None:
    assert bool(len(found(text, lexicon=Lexicon.build([Form(form, id=1)])))) is stands
