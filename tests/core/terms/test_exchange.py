"""Words that members share: the same bytes, read row by row, and what must not be trusted."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tertib.core.notices.canonical import digest
from tertib.core.terms.exchange import Shared, SharedWord, read_words, week_of, write_words
from tertib.errors import BadInput

FOLDER = Path(__file__).parents[3] / "src/tertib/schemas"
SCHEMA = Draft202012Validator(json.loads((FOLDER / "words-1.json").read_text()))
MADE = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
WORD = SharedWord(
    term="molenan",
    kind="word",
    policy="pakaian-bekas-impor",
    status=Shared.PUBLISHED,
    first_seen_week="2026-W44",
    sellers=8,
    meaning={"id": "Dari bal", "en": "From a bale"},
    needs=("clothing",),
    places=("Bandung",),
)


def file_of(*rows: Any, **fields: Any) -> bytes:
    """A file with these rows, its digest in order unless it is given."""
    whole = {
        "schema": "words-1",
        "by": "Badan Contoh",
        "made_at": "2026-11-24T03:04:05Z",
        "words": list(rows),
    }
    whole |= fields
    return json.dumps({"digest": digest(whole), **whole}, ensure_ascii=False).encode()


def row(**fields: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(write_words([WORD], by="x", made_at=MADE))["words"][0]
    return {**told, **fields}


lines = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), max_size=40
)


@given(
    st.lists(
        st.builds(
            SharedWord,
            term=st.from_regex(r"[a-z]{2,12}( [a-z]{2,6})?", fullmatch=True),
            kind=st.sampled_from(["word", "phrase", "code", "disguise"]),
            policy=st.sampled_from(["pakaian-bekas-impor", "minyakita-het"]),
            status=st.sampled_from(Shared),
            first_seen_week=st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(week_of),
            sellers=st.none() | st.integers(0, 500),
            meaning=st.fixed_dictionaries({"id": lines, "en": lines}).map(
                lambda told: {language: " ".join(text.split()) for language, text in told.items()}
            ),
            needs=st.just(("clothing",)) | st.just(()),
        ),
        max_size=6,
        unique_by=lambda word: (word.policy, word.term),
    )
)
def test_what_is_written_is_valid_and_read_back_whole(words: list[SharedWord]) -> None:
    content = write_words(words, by="Badan Contoh", made_at=MADE)
    assert SCHEMA.is_valid(json.loads(content))
    assert write_words(reversed(words), by="Badan Contoh", made_at=MADE) == content
    read = read_words(content)
    assert (read.by, read.mistakes) == ("Badan Contoh", ())
    told = {word.term: word.sellers if (word.sellers or 0) >= 3 else None for word in words}
    assert {word.term: word.sellers for word in read.words} == told
    assert {word.term: dict(word.meaning) for word in read.words} == {
        word.term: dict(word.meaning) for word in words
    }


def test_the_example_is_what_the_code_reads() -> None:
    read = read_words((FOLDER / "examples/words-1.json").read_bytes())
    assert [word.term for word in read.words] == ["kode 7b", "molenan"]
    assert [word.sellers for word in read.words] == [None, 8]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b"[]", '"schema"'),
        (b'{"schema": "reply-1"}', '"schema"'),
        (b" " * 600_000, "500 kB"),
        (file_of(by=""), "who made it"),
        (file_of(words="x"), "list"),
        (file_of(words=[{}] * 2_001), "list"),
        (file_of(extra=1), "does not know"),
        (file_of(row(), digest="sha256:" + "0" * 64), "changed on its way"),
        (file_of(row()).replace(b"molenan", b"bolenan"), "changed on its way"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_words(content)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"term": ""}, '"term"'),
        ({"term": "!!"}, '"term"'),
        ({"term": "x" * 81}, '"term"'),
        ({"term": "wa 0812-3456-789"}, "telephone"),
        ({"term": "toko@contoh.example"}, "address"),
        ({"term": "a\nb"}, '"term"'),
        ({"kind": "brand"}, '"kind"'),
        ({"policy": "../etc"}, '"policy"'),
        ({"first_seen_week": "2026-11-24"}, '"first_seen_week"'),
        ({"status": "rejected"}, '"status"'),
        ({"sellers": 2}, '"sellers"'),
        ({"sellers": True}, '"sellers"'),
        ({"meaning": {"fr": "x"}}, '"meaning"'),
        ({"needs": "clothing"}, '"needs"'),
        ({"places": [1]}, '"places"'),
        ({"shop": "toko"}, "not known"),
    ],
)
def test_a_word_with_a_mistake_is_named_with_its_place_and_the_others_are_read(
    fields: dict[str, Any], told: str
) -> None:
    read = read_words(file_of(row(term="satu"), row(**fields), row(term="tiga")))
    assert [word.term for word in read.words] == ["satu", "tiga"]
    assert read.places == (1, 3)
    (mistake,) = read.mistakes
    assert mistake.place == 2
    assert told in mistake.what


def test_a_word_that_stands_twice_is_told() -> None:
    read = read_words(file_of(row(), row(term="MOLENAN!"), 7))
    assert [word.term for word in read.words] == ["molenan"]
    assert [mistake.place for mistake in read.mistakes] == [2, 3]
