"""A case page shows each reader what is theirs, from the moment at which they may know."""

from datetime import timedelta

import pytest

from tertib.queries.cases.pages import CasePage, case_page
from tertib.queries.types import Case, Party
from tertib.store import models
from tertib.vocabulary import CaseState, PageState, PartyKind, Role
from tests.factories import NOW, make_actor, make_case, make_order, make_party, make_person

HOUR = timedelta(hours=1)


@pytest.fixture
def case(db: None) -> Case:
    """A case that two authorities named, looked at before and after it was sent, and held by police since."""
    ministry, agency = make_party("kementerian-contoh"), make_party("badan-contoh")
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    lapak = make_party("lapakraya", PartyKind.PLATFORM, association=hub)
    police = make_party("kepolisian-contoh", PartyKind.POLICE)
    order, second = make_order(ministry), make_order(agency, digest="1" * 64)
    case = make_case(order, recipient=lapak, state=CaseState.NOTIFIED, sent_at=NOW + 2 * HOUR)
    models.Requester.objects.create(case=case, authority=agency, order=second, row=4, at=NOW)
    history = (
        ("opened", ministry, NOW, {"order": order.key, "authority": "kementerian-contoh", "row": 1}),
        ("seen", None, NOW, {"verdict": "up"}),
        ("joined", agency, NOW + HOUR, {"order": second.key, "authority": "badan-contoh", "row": 4}),
        ("notice_approved", ministry, NOW + HOUR, {"notice": "N-1"}),
        ("notice_sent", None, NOW + 2 * HOUR, {"notice": "N-1"}),
        (
            "hold_placed",
            police,
            NOW + 3 * HOUR,
            {"until": "2026-12-01", "police": "kepolisian-contoh", "reason": "x"},
        ),
        ("seen", None, NOW + 4 * HOUR, {"verdict": "up"}),
    )
    for number, (kind, party, at, body) in enumerate(history, 1):
        person = make_person(party, Role.APPROVER, email=f"{number}@x.example") if party else None
        models.CaseEvent.objects.create(
            case=case,
            no=number,
            kind=kind,
            state=case.state,
            at=at,
            day=at.date(),
            party=party,
            person=person,
            body=body,
        )
    models.Hold.objects.create(
        listing_key=case.listing.key,
        police=police,
        placed_by=make_person(police, Role.INVESTIGATOR),
        letter_number="B/1",
        reason="x",
        placed_at=NOW + 3 * HOUR,
        until=NOW + 30 * HOUR,
    )
    session = models.LookSession.objects.create(platform="lapakraya", at=NOW, valid=True)
    for at in (NOW, NOW + 4 * HOUR):
        models.Observation.objects.create(
            case=case, session=session, at=at, day=at.date(), state=PageState.UP
        )
    return case


def seen_by(case: Case, slug: str, role: Role = Role.ANALYST) -> CasePage:
    reader = make_actor(Party.objects.get(slug=slug), role, email="reader@x.example")
    return case_page(reader, case.key, now=NOW + 5 * HOUR)


def test_an_authority_sees_the_whole_history_with_its_own_requests_only(case: Case) -> None:
    page = seen_by(case, "kementerian-contoh")
    assert [event.no for event in page.events] == [1, 2, 3, 4, 5, 6, 7]
    assert [request.row for request in page.requests] == [1]
    assert page.other_requesters == 1
    assert len(page.observations) == 2


def test_an_authority_learns_that_another_asked_but_not_who_nor_in_which_order(case: Case) -> None:
    joined = seen_by(case, "kementerian-contoh").events[2]
    assert (joined.kind, joined.by, dict(joined.body)) == ("joined", "", {})


@pytest.mark.parametrize(("slug", "role"), [("lapakraya", Role.RESPONDER), ("asosiasi-contoh", Role.ANALYST)])
def test_a_platform_and_its_hub_see_what_happened_from_the_sending_on(
    case: Case, slug: str, role: Role
) -> None:
    page = seen_by(case, slug, role)
    assert [event.no for event in page.events] == [5, 6, 7]
    assert page.requests == ()
    assert page.other_requesters == 0
    assert [one.at for one in page.observations] == [NOW + 4 * HOUR]
    assert page.holds == ()


def test_a_platform_learns_until_when_a_case_is_held_but_not_by_whom_or_why(case: Case) -> None:
    held = seen_by(case, "lapakraya", Role.RESPONDER).events[1]
    assert (held.kind, held.by, dict(held.body)) == ("hold_placed", "", {"until": "2026-12-01"})


def test_police_see_the_case_from_their_hold_on(case: Case) -> None:
    page = seen_by(case, "kepolisian-contoh", Role.INVESTIGATOR)
    assert [event.no for event in page.events] == [6, 7]
    assert [one.letter_number for one in page.holds] == ["B/1"]
    assert page.notices == ()
    assert page.replies == ()


def test_names_of_persons_stay_in_their_own_office(case: Case) -> None:
    names = {event.by for event in seen_by(case, "lapakraya", Role.RESPONDER).events}
    assert names == {""}
    assert seen_by_agency(case) == ""


def seen_by_agency(case: Case) -> str:
    reader = make_actor(Party.objects.get(slug="badan-contoh"), Role.ANALYST, email="other@x.example")
    return case_page(reader, case.key, now=NOW).events[0].by
