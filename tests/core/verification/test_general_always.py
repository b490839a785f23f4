"""What holds of the general rules whatever a page says: walls are never down, nothing crashes, data is checked."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.verification import Page, verdict_of_page
from tertib.core.verification.general import GENERAL_RULES, SignKind, judge_page, load_general_rules
from tertib.core.verification.general.rules import fold
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.general_pages import ASKED, FILLER, MISSING, page

S = PageState


GONE_WORDS = [
    *MISSING.values(),
    "This listing has been removed",
    "Produk telah dihapus",
    "Toko ini telah ditutup",
    "404 Not Found",
]
MARKS = [sign for sign in GENERAL_RULES.of(SignKind.WALL) if not sign.is_wordy]
WORDY = [
    sign
    for kind in (SignKind.WALL, SignKind.TRACE)
    for sign in GENERAL_RULES.of(kind)
    if sign.text and sign.state is S.BLOCKED_US
]


@settings(max_examples=400, deadline=None)
@given(
    sign=st.sampled_from([sign for sign in MARKS if sign.body or sign.marker or sign.header or sign.path]),
    data=st.data(),
    words=st.lists(st.sampled_from(GONE_WORDS), max_size=4),
    status=st.sampled_from([200, 404, 410]),
    long=st.booleans(),
)
def test_no_page_with_a_wall_makers_mark_is_ever_down(
    sign: object, data: st.DataObject, words: list[str], status: int, long: bool
) -> None:
    mark = data.draw(st.sampled_from([*sign.body, *sign.marker, *sign.header, "path"]))  # type: ignore[attr-defined]
    text, headers, final = " ".join(words) + (FILLER if long else ""), {}, ASKED
    if isinstance(mark, tuple) and mark in sign.marker:  # type: ignore[attr-defined]
        text += f'<i {mark[0]}="{mark[1]}"></i>'
    elif isinstance(mark, tuple):
        headers = {mark[0]: mark[1] or "1"}
    elif mark in sign.body:  # type: ignore[attr-defined]
        text += f"<script>{mark}</script>"
    else:
        final = "https://toko-contoh.example/login"
    shown = page(text, title="Page Not Found", status=status, headers=headers, final=final)
    assert verdict_of_page(judge_page(shown).state) is not Verdict.DOWN


@settings(max_examples=400, deadline=None)
@given(
    sign=st.sampled_from(WORDY),
    data=st.data(),
    words=st.lists(st.sampled_from(GONE_WORDS), max_size=4),
    status=st.sampled_from([200, 404, 410]),
)
def test_no_page_with_the_words_of_a_wall_is_ever_down(
    sign: object, data: st.DataObject, words: list[str], status: int
) -> None:
    said = data.draw(st.sampled_from(sign.text))  # type: ignore[attr-defined]
    shown = page(f"<p>{' '.join(words)}</p><p>{said}</p>", title="404 Not Found", status=status)
    assert verdict_of_page(judge_page(shown).state) is not Verdict.DOWN


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "<script>",
        "</title",
        "<!--",
        "<meta property=og:type content=product",
        '{"@type":',
        "&#x110000;",
        "\0",
        "\ud800",
        *GONE_WORDS,
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    body=st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=30).map("".join),
    status=st.one_of(st.none(), st.integers(-5, 1000)),
    asked=st.text(max_size=60),
    final=st.text(max_size=60),
    headers=st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3),
)
def test_nothing_that_a_page_holds_makes_it_fail(
    body: str, status: int | None, asked: str, final: str, headers: dict[str, str]
) -> None:
    assert judge_page(
        Page(asked_url=asked, final_url=final, status=status, headers=headers, body=body)
    ).state in set(S)


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=3000), status=st.sampled_from([200, 301, 403, 404, 410, 500, 503]))
def test_random_bytes_are_never_down(body: bytes, status: int) -> None:
    text = body.decode("latin-1")
    if any(fold(word) in fold(text) for word in (*GONE_WORDS, "404")):  # by one chance in very many
        return
    judged = judge_page(Page(asked_url=ASKED, final_url=ASKED, status=status, body=text))
    assert verdict_of_page(judged.state) is not Verdict.DOWN


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet=string.ascii_letters + " .,", max_size=400),
    words=st.lists(st.sampled_from(GONE_WORDS), max_size=3),
    status=st.integers(100, 599).filter(lambda n: n not in {404, 410} and not 200 <= n < 300),
)
def test_no_status_but_success_404_and_410_is_ever_down(text: str, words: list[str], status: int) -> None:
    assert (
        verdict_of_page(judge_page(page(f"{text} {' '.join(words)}", status=status)).state)
        is not Verdict.DOWN
    )


@pytest.mark.parametrize("seen", S)
def test_only_three_states_are_down(seen: PageState) -> None:
    down = {S.GONE_HARD, S.GONE_SOFT, S.SHOP_GONE}
    assert (verdict_of_page(seen) is Verdict.DOWN) is (seen in down)


def test_a_page_is_judged_in_linear_time() -> None:
    for piece in ("<a ", "Rp1", "itemtype=", "<meta name=", "1 ", "data:image/png;base64,AAAA"):
        judge_page(page(piece * 150_000, status=404))


# ------------------------------------------------------------------------------------------------------ rules as data

HEAD = 'schema = 1\nversion = "1"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema = 2", "schema = 1"),
        (HEAD + "[[rule]]\nname = 'x'", "unknown key 'rule'"),
        (HEAD + "[[sign]]\nkind = 'wall'", "has no name"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'wall'\nstate = 'ERROR'", "no condition"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'wall'\nstate = 'GONE_SOFT'\ntext = ['y']", "may say"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'gone'\nstate = 'GONE_SOFT'\nstatus = [404]", "only words"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'odd'\ntext = ['y']", "odd"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'missing'\ntext = 'y'", "list of texts"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'missing'\nwords = ['y']", "unknown key 'words'"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'wall'\nstate = 'ERROR'\npath = '('", "unterminated"),
        (HEAD + "[[sign]]\nname = 'x'\nkind = 'wall'\nstate = 'ERROR'\nheader = ['y']", "name=value"),
        (HEAD + 2 * "[[sign]]\nname = 'x'\nkind = 'missing'\ntext = ['y']\n", "stands twice"),
    ],
)
def test_rules_that_break_their_form_are_refused_by_name(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingWrong, match=says) as caught:
        load_general_rules(file)
    assert str(file) in str(caught.value)


def test_the_shipped_rules_say_nothing_in_vain() -> None:
    for sign in GENERAL_RULES.signs:
        for words in (sign.title, sign.text, sign.body):
            assert len(set(words)) == len(words), (
                sign.name,
                {each for each in words if words.count(each) > 1},
            )
