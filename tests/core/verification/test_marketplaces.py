"""The shipped templates of real marketplaces: unverified, so they never lead to down."""

from datetime import timedelta
from pathlib import Path

import pytest

from tertib.core.verification import Hop, Look, Page, Session, load_templates, observe, verdict
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.looks import T0

SHIPPED = load_templates()
NAMED = {
    "shopee",
    "tokopedia",
    "lazada",
    "blibli",
    "bukalapak",
    "tiktok_shop",
    "carousell",
    "facebook",
    "instagram",
}
GONE = {PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE}
URL = "https://pasar-contoh.example/p/12.345"
OWN = """
schema = 1
version = "1"
[[platform]]
name = "shopee"
  [[platform.template]]
  name = "removed"
  state = "GONE_SOFT"
  marker = ["data-page=removed"]
"""


def gone_pages() -> list[tuple[str, Page]]:
    """For each template that would call something gone, a page that it matches."""
    return [
        (
            name,
            Page(
                asked_url=URL,
                final_url=URL,
                status=min(template.status, default=200),
                body=f"<p>{' '.join(template.text[:1])}</p>",
            ),
        )
        for name, own in SHIPPED.platforms.items()
        for template in own.templates
        if template.state in GONE
    ]


def test_every_shipped_marketplace_is_unverified() -> None:
    assert (
        {name for name, own in SHIPPED.platforms.items() if own.is_unverified}
        == set(SHIPPED.platforms)
        == NAMED
    )


@pytest.mark.parametrize(("platform", "shown"), gone_pages())
def test_what_an_unverified_template_calls_gone_is_an_error_and_an_alarm(platform: str, shown: Page) -> None:
    seen = observe(shown, templates=SHIPPED, platform=platform, listing_id="12.345")
    assert seen.state not in GONE
    assert seen.is_unrecognised or seen.state is not PageState.ERROR  # an alarm, or a wall that it knows


@pytest.mark.parametrize("platform", sorted(NAMED))
def test_no_two_redirects_of_an_unverified_platform_are_alike(platform: str) -> None:
    home = "https://pasar-contoh.example/"
    away = Page(asked_url=URL, final_url=home, status=200, redirects=(Hop(status=302, url=home),))
    there = Page(
        asked_url=URL,
        final_url=URL,
        status=200,
        body='<meta property="og:type" content="product"><link rel=canonical href="/p/12.345">',
    )
    seen, up = (
        observe(each, templates=SHIPPED, platform=platform, listing_id="12.345") for each in (away, there)
    )
    assert (seen.state, up.state) == (PageState.REDIRECTED, PageState.UP)
    looks = [
        Look(
            platform=platform,
            at=T0 + timedelta(hours=hours),
            observation=seen,
            session=Session(platform=platform, at=T0 + timedelta(hours=hours), positive=up, negative=seen),
        )
        for hours in (0, 30)
    ]
    assert verdict(looks, now=T0 + timedelta(days=9)).verdict is Verdict.CANNOT_TELL


def test_who_has_checked_the_pages_replaces_what_was_only_heard(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    own = load_templates(file).of("shopee")
    assert not own.is_unverified
    assert [each.name for each in own.templates] == ["shopee/removed"]
    removed = Page(asked_url=URL, final_url=URL, status=200, body="<b data-page=removed>")
    seen = observe(removed, templates=load_templates(file), platform="shopee", listing_id="12.345")
    assert seen.state is PageState.GONE_SOFT
