"""Survival for a reader: who is counted, from when to when, and what is too few to tell."""

from datetime import datetime, timedelta

import pytest

from tertib.actions.verification.spells import keep_spells
from tertib.queries.statistics.figures import FigureFilters
from tertib.queries.statistics.survival import SPAN, Curve, Lasting, Survival
from tertib.queries.statistics.survival import survival as read
from tertib.queries.types import Reader
from tertib.store.models import Case, CaseEvent, Contact, Listing, LookSession, Observation
from tertib.vocabulary import CaseState, ChannelKind, ContactHealth, PageState, PartyKind, Role
from tests.factories import NOW, make_actor, make_case, make_order, make_party

pytestmark = pytest.mark.django_db
EVERYTHING = FigureFilters()
START = NOW - timedelta(days=100)


def survival(reader: Reader, filters: FigureFilters, *, now: datetime) -> Survival:
    """What the page tells once the worker has kept the spells of all that changed."""
    while keep_spells(now=now):
        pass
    return read(reader, filters, now=now)


def tell(case: Case, *steps: tuple[float, str, CaseState]) -> None:
    """Give a case a history: (hours since START, kind, state after it)."""
    for no, (hours, kind, state) in enumerate(steps, 1):
        at = START + timedelta(hours=hours)
        CaseEvent.objects.create(case=case, no=no, kind=kind, state=state, at=at, day=at.date())


def look(case: Case, *looks: tuple[float, PageState], valid: bool = True) -> None:
    for hours, state in looks:
        at = START + timedelta(hours=hours)
        session, _ = LookSession.objects.get_or_create(platform=case.platform, at=at, valid=valid)
        Observation.objects.create(case=case, session=session, at=at, day=at.date(), state=state)


def make_down(order, number, *, hours=24.0, platform="lapakraya", back=None, **fields):
    """Seen up before the notice and 4 h before `hours`, gone at `hours`, verified 6 h later, and maybe back."""
    case = make_case(order, listing=f"{platform}:{number}", sent_at=START, **fields)
    turns = [(0.0, "notice_sent", CaseState.NOTIFIED), (hours + 6, "seen", CaseState.DOWN)]
    look(case, (-1, PageState.UP), (hours - 4, PageState.UP), (hours, PageState.GONE_HARD))
    look(case, (hours + 6, PageState.GONE_HARD))
    if back:
        look(case, (back, PageState.UP))
        turns.append((back, "seen", CaseState.RETURNED))
    else:
        look(case, (hours + 91 * 24, PageState.GONE_HARD))
    tell(case, *turns)
    return case


def curve_of(told: Lasting) -> Curve:
    """The curve of what is not suppressed."""
    if told.curve is None:
        raise LookupError("suppressed")
    return told.curve


def make_open(order, number, *, hours=48.0, platform="lapakraya"):
    case = make_case(order, listing=f"{platform}:{number}", sent_at=START)
    look(case, (-1, PageState.UP), (hours, PageState.UP))
    tell(case, (0.0, "notice_sent", CaseState.NOTIFIED))
    return case


def test_open_cases_count_so_that_the_half_is_later_than_that_of_the_ended():
    authority = make_party()
    order = make_order(authority)
    for number in range(10):
        make_down(order, number, hours=8.0 + number)
    for number in range(10, 20):
        make_open(order, number)
    whole = survival(make_actor(authority), EVERYTHING, now=NOW).whole.up
    assert (whole.n, whole.ended) == (20, 10)
    assert curve_of(whole).hours.tolist() == [6.0 + n for n in range(10)]
    assert curve_of(whole).share_at(24).value == pytest.approx(0.5)
    assert curve_of(whole).quantile(0.5).value == 15.0  # half of the ended alone went within 10.5 h
    assert whole.mean_gap == 4


def test_the_share_still_down_counts_returns_and_those_that_stayed_away():
    authority = make_party()
    order = make_order(authority)
    for number in range(8):
        make_down(order, number)
    for number in range(8, 12):
        make_down(order, number, back=24 + 20 * 24.0)
    away = survival(make_actor(authority), EVERYTHING, now=NOW).whole.away
    assert (away.n, away.ended) == (12, 4)
    assert curve_of(away).share_at(6).value == 1
    # four between the same two looks, 6 h and 20 days after: one of them is set in each quarter
    assert curve_of(away).share_at(5 * 24).value == pytest.approx(11 / 12)
    assert curve_of(away).share_at(30 * 24).value == pytest.approx(8 / 12)
    assert curve_of(away).share_at(90 * 24).value == pytest.approx(8 / 12)


def test_looks_without_valid_controls_and_walled_looks_tell_nothing():
    authority = make_party()
    order = make_order(authority)
    for number in range(10):
        case = make_open(order, number, hours=12)
        look(case, (30, PageState.UP), valid=False)
        look(case, (40, PageState.BLOCKED_US))
    whole = survival(make_actor(authority), EVERYTHING, now=NOW).whole.up
    assert curve_of(whole).until == 12


def test_groups_stand_by_name_with_health_and_few_are_suppressed():
    authority = make_party()
    order = make_order(authority)
    for slug, health in (("lapakraya", ContactHealth.WELL), ("kioskilat", ContactHealth.DEAD)):
        party = make_party(slug, PartyKind.PLATFORM)
        Contact.objects.create(party=party, channel=ChannelKind.PORTAL, health=health)
        Contact.objects.create(party=party, channel=ChannelKind.PULL, health=ContactHealth.DEAD)
    for number in range(10):
        make_down(order, number, platform="pasarkita")
        make_down(order, number, platform="lapakraya")
    make_down(order, 1, platform="kioskilat")
    reader = make_actor(authority)
    found = survival(reader, EVERYTHING, now=NOW)
    assert [(group.key, group.health) for group in found.platforms] == [
        ("kioskilat", ContactHealth.DEAD),
        ("lapakraya", ContactHealth.WELL),
        ("pasarkita", None),
    ]
    assert [group.up.is_suppressed for group in found.platforms] == [True, False, False]
    assert [(group.key, group.up.n) for group in found.policies] == [(order.policy, 21)]
    narrowed = survival(reader, FigureFilters(platform="kioskilat"), now=NOW)
    assert narrowed.whole.up.is_suppressed
    assert narrowed.whole.up.n == 1


def test_a_reader_is_told_of_the_cases_that_its_figures_count():
    own, other = make_party(), make_party("badan-contoh")
    platform = make_party("lapakraya", PartyKind.PLATFORM)
    mine, theirs = make_order(own), make_order(other)
    for number in range(3):
        make_down(mine, number, recipient=platform)
    make_down(theirs, 7)
    body = make_party("pengawas", PartyKind.PUBLIC_BODY)
    told = {
        "own": make_actor(own),
        "other": make_actor(other),
        "platform": make_actor(platform, Role.RESPONDER),
        "body": make_actor(body, Role.AUDITOR),
    }
    counts = {name: survival(reader, EVERYTHING, now=NOW).whole.up.n for name, reader in told.items()}
    assert counts == {"own": 3, "other": 1, "platform": 3, "body": 4}
    foreign = FigureFilters(order=theirs.key)
    assert survival(told["own"], foreign, now=NOW).whole.up.n == 0


def test_what_was_gone_before_the_notice_or_never_seen_is_counted_apart():
    authority = make_party()
    order = make_order(authority)
    gone = make_case(order, listing="lapakraya:1", sent_at=START)
    look(gone, (-9, PageState.UP), (-3, PageState.GONE_HARD), (4, PageState.GONE_HARD))
    tell(gone, (0.0, "notice_sent", CaseState.NOTIFIED), (4.0, "seen", CaseState.DOWN))
    unseen = make_case(order, listing="lapakraya:2", sent_at=START)
    look(unseen, (-9, PageState.LOGIN_WALL))
    tell(unseen, (0.0, "notice_sent", CaseState.NOTIFIED))
    found = survival(make_actor(authority), EVERYTHING, now=NOW)
    assert (found.gone_before, found.unseen, found.whole.up.n, found.whole.away.n) == (1, 1, 0, 1)


def test_a_case_without_notice_or_with_an_old_one_is_not_followed():
    authority = make_party()
    order = make_order(authority)
    make_case(order, listing="lapakraya:1")
    make_case(order, listing="lapakraya:2", sent_at=NOW - SPAN - timedelta(days=1))
    found = survival(make_actor(authority), EVERYTHING, now=NOW)
    assert (found.whole.up.n, found.unseen, found.platforms) == (0, 0, [])


def test_of_many_looks_alike_the_last_before_a_hold_counts():
    authority = make_party()
    order = make_order(authority)
    looks = [(float(hours), PageState.UP) for hours in range(0, 100, 10)]
    for number in range(10):
        case = make_case(order, listing=f"lapakraya:{number}", sent_at=START)
        look(case, *looks)
        held = ((55.0, "hold_placed", CaseState.HELD),) if number else ()
        tell(case, (0.0, "notice_sent", CaseState.NOTIFIED), *held)
    whole = survival(make_actor(authority), EVERYTHING, now=NOW).whole.up
    assert curve_of(whole).until == 90  # of the one without a hold
    Case.objects.filter(listing__key="lapakraya:0").update(sent_at=None)
    make_open(order, 99, hours=1)
    assert curve_of(survival(make_actor(authority, Role.APPROVER), EVERYTHING, now=NOW).whole.up).until == 50


def test_a_return_long_after_is_told_with_its_gap():
    authority = make_party()
    order = make_order(authority)
    for number in range(10):
        make_down(order, number, back=24 + 60 * 24.0)
    found = survival(make_actor(authority), EVERYTHING, now=NOW)
    away = found.whole.away
    assert away.mean_gap == 60 * 24 - 6
    assert found.away_beside is not None
    assert found.away_beside.share_at(59 * 24).value == 1
    assert found.away_beside.share_at(60 * 24).value == pytest.approx(0, abs=1e-9)
    half = curve_of(away).quantile(0.5).value
    assert half == pytest.approx(6 + 0.45 * (60 * 24 - 6))  # the fifth of ten between the same two looks


def test_the_number_of_queries_does_not_grow_with_the_cases(django_assert_num_queries):
    authority = make_party()
    order = make_order(authority)
    for number in range(30):
        make_down(order, number)
    reader = make_actor(authority)
    survival(reader, EVERYTHING, now=NOW)
    with django_assert_num_queries(3):
        read(reader, EVERYTHING, now=NOW)


def test_a_case_that_changed_stands_as_it_was_and_is_said_to_be_late():
    authority = make_party()
    order = make_order(authority)
    cases = [make_down(order, number) for number in range(12)]
    reader = make_actor(authority)
    assert survival(reader, EVERYTHING, now=NOW).late == 0
    Case.objects.filter(pk=cases[0].pk).update(version=9)
    found = read(reader, EVERYTHING, now=NOW)
    assert (found.late, found.whole.up.n) == (1, 12)
    assert survival(reader, EVERYTHING, now=NOW).late == 0


def test_groups_stand_by_the_heaviest_word_of_the_title_and_by_the_cases_of_the_shop():
    authority = make_party()
    order = make_order(authority)
    titles = ["Jaket thrift balpres korea", "Kemeja flanel baru"]
    for number in range(12):
        case = make_down(order, number)
        Listing.objects.filter(pk=case.listing_id).update(
            first_seen_title=titles[number % 2], shop="lapakraya:ramai" if number < 6 else ""
        )
    found = survival(make_actor(authority), EVERYTHING, now=NOW)
    named = {group.key: group.up.n for group in found.terms}
    assert named.pop("") == 6
    ((word, count),) = named.items()
    assert word in {"thrift", "balpres"}
    assert count == 6
    assert [(group.key, group.up.n) for group in found.shop_sizes] == [("many", 6), ("unknown", 6)]
