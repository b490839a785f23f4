"""Who runs which shops, in a real browser: the association reads evidence and says who is who; a member sees its own."""

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_the_association_reads_a_group_and_keeps_its_word(walker: Walker) -> None:
    walker.be("Ratna")
    walker.visit("/penjual/")
    walker.wait("main table a")
    walker.press("main table a")
    assert walker.has("svg.graph") or "Hubs" in walker.text()
    shops = walker.page.locator("datalist option")
    one, other = str(shops.nth(0).get_attribute("value")), str(shops.nth(1).get_attribute("value"))
    if "koperasi rekaan" not in walker.text():
        walker.page.locator("#id_one").select_option(one)
        walker.fill("#id_other", other)
        walker.fill("#id_reason", "koperasi rekaan")
        walker.press('form[action$="pernyataan/"] .btn')
        assert walker.path == "/penjual/"
    walker.visit("/penjual/kunci/")
    walker.visit("/penjual/?waiting=1")


def test_an_office_sees_groups_of_its_cases_and_a_member_its_own_shops_only(walker: Walker) -> None:
    walker.be("Bagus")
    walker.visit("/penjual/")
    walker.be("Tiara")
    walker.visit("/penjual/toko/")
    assert "pasarkita" not in walker.text().lower()
    walker.visit("/penjual/", status=403)
