"""What is another party's is not found, and lists take no query a row."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tertib.errors import NotFound
from tertib.queries.cases import one
from tertib.queries.notices import dispatches, pages
from tertib.queries.parties import api_keys, contacts, offices
from tertib.queries.types import Contact, Order, Party
from tertib.store import models
from tertib.vocabulary import CaseState, ChannelKind, NoticeState, PartyKind, Role
from tests.factories import NOW, make_actor, make_case, make_order, make_party, make_person

HOUR = timedelta(hours=1)


@pytest.fixture
def hub(db: None) -> Party:
    return make_party("asosiasi-contoh", PartyKind.ASSOCIATION)


@pytest.fixture
def lapak(hub: Party) -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM, association=hub)


@pytest.fixture
def order(db: None) -> Order:
    return make_order(make_party())


@pytest.mark.parametrize("find", [contacts.contact, api_keys.api_key, offices.one_person])
def test_what_is_anothers_and_what_is_not_there_are_not_found_alike(
    find: object, hub: Party, lapak: Party
) -> None:
    stranger = make_actor(make_party("lain", PartyKind.PLATFORM), Role.APPROVER)
    Contact.objects.create(pk=777, party=lapak, channel=ChannelKind.PORTAL)
    make_person(lapak, Role.APPROVER, pk=777)
    said = []
    for number in (777, 999):
        with pytest.raises(NotFound) as caught:
            find(stranger, number)  # type: ignore[operator]
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_lists_ask_the_database_a_fixed_number_of_times(
    lapak: Party, order: Order, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    approver = make_person(order.authority, Role.APPROVER)
    approval = models.Approval.objects.create(authority=order.authority, person=approver, at=NOW, count=9)
    for number in range(9):
        case = make_case(
            order, recipient=lapak, listing=f"lapakraya:{number}", state=CaseState.NOTIFIED, answer_due=NOW
        )
        dispatch = models.Dispatch.objects.create(
            recipient=lapak,
            authority=order.authority,
            channel=ChannelKind.PULL,
            count=1,
            created_at=NOW,
            sent_at=NOW,
            state=NoticeState.SENT,
        )
        models.Notice.objects.create(
            case=case,
            order=order,
            recipient=lapak,
            authority=order.authority,
            dispatch=dispatch,
            approval=approval,
            state=NoticeState.SENT,
            content={},
            digest="0" * 64,
            created_at=NOW,
            sent_at=NOW,
        )
    reader = make_actor(lapak, Role.RESPONDER)
    with django_assert_num_queries(3):
        tasks = pages.tasks_of(reader, list(one.queue(reader)))
        assert [task.case.listing.key for task in tasks] == [f"lapakraya:{number}" for number in range(9)]
        assert {task.notice.dispatch.count for task in tasks if task.notice.dispatch} == {1}
    with django_assert_num_queries(1):
        assert {one.case.listing.platform for one in pages.notices(reader)} == {"lapakraya"}
    with django_assert_num_queries(1):
        assert {one.recipient.slug for one in dispatches.dispatches(reader)} == {"lapakraya"}


def test_the_latest_notice_of_a_case_is_the_task(lapak: Party, order: Order) -> None:
    approver = make_person(order.authority, Role.APPROVER)
    approval = models.Approval.objects.create(authority=order.authority, person=approver, at=NOW, count=2)
    case = make_case(order, recipient=lapak, state=CaseState.OVERDUE, answer_due=NOW)
    for number in range(2):
        models.Notice.objects.create(
            key=f"N-{number}",
            case=case,
            order=order,
            recipient=lapak,
            authority=order.authority,
            approval=approval,
            state=NoticeState.SENT,
            content={},
            digest="0" * 64,
            created_at=NOW,
            sent_at=NOW,
        )
    reader = make_actor(lapak, Role.RESPONDER)
    (task,) = pages.tasks_of(reader, list(one.queue(reader)))
    assert task.notice.key == "N-1"
