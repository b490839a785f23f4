import pytest

from tertib.core.verification import Control, ControlKind, session_is_valid
from tertib.core.verification.controls import redirects_alike
from tertib.vocabulary import PageState
from tests.core.verification.looks import session, shown

S = PageState
STATES = (None, *PageState)


@pytest.mark.parametrize("positive", STATES)
@pytest.mark.parametrize("negative", STATES)
def test_a_session_is_valid_only_if_both_controls_show_what_they_must(
    positive: PageState | None, negative: PageState | None
) -> None:
    expected = positive is S.UP and negative in {S.GONE_HARD, S.GONE_SOFT, S.SHOP_GONE, S.REDIRECTED}
    assert session_is_valid(session(positive, negative)) is expected


@pytest.mark.parametrize(
    ("seen", "negative", "alike"),
    [
        (shown(S.REDIRECTED), S.REDIRECTED, True),
        (shown(S.REDIRECTED, template="redirect/home"), S.REDIRECTED, False),  # to another place
        (shown(S.REDIRECTED), S.GONE_HARD, False),
        (shown(S.REDIRECTED), None, False),
        (shown(S.GONE_HARD, template="redirect/search"), S.REDIRECTED, False),
    ],
)
def test_a_redirect_means_gone_only_where_absent_listings_go(
    seen: object, negative: PageState | None, alike: bool
) -> None:
    assert redirects_alike(seen, session(S.UP, negative)) is alike  # type: ignore[arg-type]


def test_a_control_names_a_page_whose_state_is_known() -> None:
    control = Control(kind=ControlKind.NEGATIVE, url="https://lapakraya.example/p/0")
    assert control.kind == "negative"
