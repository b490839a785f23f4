"""Dropping a draft lets go of what it was made of: reports wait again, a mail stays on record."""

import pytest

from tertib.actions.orders.handing_in import OrderForm, discard, hand_in, paste_order
from tertib.actions.orders.reports import take_over
from tertib.errors import Conflict
from tertib.queries.orders.reports import Stage, inbox, report_status
from tertib.store.models import MailIn, Order
from tertib.vocabulary import Role
from tests.factories import NOW, POLICY, make_actor, make_party, make_report

pytestmark = pytest.mark.django_db
FORM = OrderForm(policy=POLICY)


def test_reports_of_a_dropped_draft_return_to_the_inbox_and_can_be_taken_over_again() -> None:
    analyst = make_actor(make_party())
    reports = [make_report(), make_report(links="https://lapakraya.localhost/toko/2")]
    order = take_over(analyst, reports, form=FORM, now=NOW)
    assert not inbox(analyst, Stage.WAITING).exists()
    discard(analyst, order, now=NOW)
    assert not Order.objects.exists()
    assert {one.pk for one in inbox(analyst, Stage.WAITING)} == {one.pk for one in reports}
    assert report_status(reports[0].key).stage is Stage.WAITING
    colleague = make_actor(analyst.home, Role.APPROVER)
    again = take_over(colleague, list(inbox(colleague, Stage.WAITING)), form=FORM, now=NOW)
    assert again.row_count == 2


def test_a_draft_that_came_by_mail_is_dropped_and_the_mail_stays_on_record() -> None:
    analyst = make_actor(make_party())
    order = paste_order(analyst, text="https://lapakraya.localhost/produk/1", form=FORM, now=NOW)
    MailIn.objects.create(
        digest="0" * 64, file_key="mail/0", received_at=NOW, taken_for="order", order=order, subject="Daftar"
    )
    discard(analyst, order, now=NOW)
    assert MailIn.objects.get().order is None


def test_what_was_handed_in_is_not_dropped_and_keeps_its_reports() -> None:
    analyst = make_actor(make_party())
    report = make_report()
    order = hand_in(analyst, take_over(analyst, [report], form=FORM, now=NOW), now=NOW)
    with pytest.raises(Conflict, match="withdraw it instead"):
        discard(analyst, order, now=NOW)
    report.refresh_from_db()
    assert report.order == order
