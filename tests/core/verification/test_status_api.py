"""A platform's own word on its listings: read strictly, and never more than one look."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import Page, PageError, load_templates
from tertib.core.verification.observe import observe_status
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState

S = PageState
STATES = '{ live = "UP", sold = "NOT_FOR_SALE", removed = "GONE_SOFT", closed = "SHOP_GONE" }'
DATA = f"""
schema = 1
version = "1"
[[platform]]
name = "lapakraya"
  [platform.status_api]
  url = "{{origin}}/status/{{id}}"
  id_field = "listing"
  state_field = "state"
  states = {STATES}
"""


def seen(folder: Path, body: str, *, status: int | None = 200, error: PageError | None = None) -> PageState:
    file = folder / "api.toml"
    file.write_text(DATA)
    page = Page(
        asked_url="https://a.example", final_url="https://a.example", status=status, body=body, error=error
    )
    return observe_status(page, templates=load_templates(file), platform="lapakraya", listing_id="1.2").state


def said(**fields: object) -> str:
    return json.dumps({"listing": "1.2"} | fields)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (said(state="live"), S.UP),
        (said(state="sold"), S.NOT_FOR_SALE),
        (said(state="removed"), S.GONE_SOFT),
        (said(state="closed"), S.SHOP_GONE),
        (said(state="odd"), S.ERROR),
        (said(state=None), S.ERROR),
        (said(state=["removed"]), S.ERROR),
        (said(state="removed", listing="1.3"), S.ERROR),  # of another listing
        (json.dumps({"state": "removed"}), S.ERROR),
        ("[]", S.ERROR),
        ("<html>removed</html>", S.ERROR),
        ("", S.ERROR),
        ("[" * 50_000, S.ERROR),
    ],
)
def test_an_answer_counts_if_it_names_the_listing_and_a_known_state(
    tmp_path: Path, body: str, state: PageState
) -> None:
    assert seen(tmp_path, body) is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, S.ERROR),
        (410, S.ERROR),
        (500, S.ERROR),
        (302, S.ERROR),
        (401, S.BLOCKED_US),
        (429, S.BLOCKED_US),
        (None, S.ERROR),
    ],
)
def test_no_status_but_200_says_anything_of_the_listing(
    tmp_path: Path, status: int | None, state: PageState
) -> None:
    assert seen(tmp_path, said(state="removed"), status=status) is state


def test_an_error_of_the_fetch_and_a_platform_without_an_api_are_errors(tmp_path: Path) -> None:
    assert seen(tmp_path, said(state="removed"), error=PageError.TIMEOUT) is S.ERROR
    page = Page(
        asked_url="https://a.example", final_url="https://a.example", status=200, body=said(state="live")
    )
    assert (
        observe_status(page, templates=load_templates(), platform="shopee", listing_id="1.2").state is S.ERROR
    )


@given(body=st.text(max_size=200))
def test_random_text_is_never_gone(body: str) -> None:
    api = load_templates(Path(__file__).parents[3] / "src" / "tertib" / "sandbox" / "status_api.toml")
    page = Page(asked_url="https://a.example", final_url="https://a.example", status=200, body=body)
    assert observe_status(page, templates=api, platform="lapakraya", listing_id="1.2").state is S.ERROR


def test_the_address_is_made_of_the_listings_own_link(tmp_path: Path) -> None:
    file = tmp_path / "api.toml"
    file.write_text(DATA)
    api = load_templates(file).of("lapakraya").status_api
    assert api is not None
    link = "http://lapakraya.localhost:8801/jaket-i.1.2?x=1"
    assert api.address("1.2", link=link) == "http://lapakraya.localhost:8801/status/1.2"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id_field = "listing"', "", "id_field"),
        ("{origin}/status/{id}", "ftp://a/{id}", "must be http"),
        ("{origin}/status/{id}", "{origin}/status", "hold"),
        ('"GONE_SOFT"', '"BLOCKED_US"', "cannot say BLOCKED_US"),
        ('"GONE_SOFT"', '"GONE"', "GONE"),
        (
            'states = { live = "UP", sold = "NOT_FOR_SALE", removed = "GONE_SOFT", closed = "SHOP_GONE" }',
            "states = {}",
            "states",
        ),
    ],
)
def test_a_wrong_description_is_refused_by_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = tmp_path / "api.toml"
    assert old in DATA
    file.write_text(DATA.replace(old, new))
    with pytest.raises(SettingWrong, match=says):
        load_templates(file)
