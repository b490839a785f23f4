"""The backlog: what waits and since when, what failed for good, and putting it back, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.actions import outbox
from tertib.store.models import Dispatch, Notice, Outbox
from tertib.vocabulary import Errand, NoticeState, PartyKind, Role
from tests.factories import NOW, make_party, make_person
from tests.portal.offices import Offices
from tests.portal.small_world import SmallWorld
from tests.portal.test_tasks import sent

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
HOUR = timedelta(hours=1)


def ask(key: str, errand: Errand = Errand.READ, *, hours: float = -3, lane: str = "") -> Outbox:
    outbox.ask([outbox.Work(errand, key, NOW + hours * HOUR, lane=lane, payload={"order": 1})])
    return Outbox.objects.get(key=key)


def dead(key: str, errand: Errand = Errand.READ) -> Outbox:
    work = ask(key, errand)
    Outbox.objects.filter(pk=work.pk).update(dead_at=NOW, last_error="the disk is full", attempts=10)
    return work


def test_what_waits_is_counted_by_kind_and_lane_with_its_age(offices: Offices, browse: Browse) -> None:
    ask("look:1", Errand.LOOK, lane="lapakraya")
    ask("look:2", Errand.LOOK, lane="lapakraya", hours=5)
    ask("read:O-1", hours=-26)
    page = browse(offices.operator).get("/antrean/").content.decode()
    assert "lapakraya" in page
    assert "26 hours" in page
    assert "no worker has finished anything yet" in page
    assert "Nothing has failed for good" in page


def test_looks_stand_beside_their_platforms_budget(offices: Offices, browse: Browse) -> None:
    ask("look:1", Errand.LOOK, lane="lapakraya")
    ask("look:2", Errand.LOOK, lane="lapakraya", hours=5)
    page = browse(offices.operator).get("/antrean/").content.decode()
    assert "Looks by platform" in page
    line = page[page.index('id="looks"') :]
    assert "Next 24 hours" in line
    assert "late</strong>" not in line


def test_a_dead_piece_shows_why_and_is_put_back_with_all_its_attempts(
    offices: Offices, browse: Browse
) -> None:
    work = dead("read:O-1")
    client = browse(offices.operator)
    assert "the disk is full" in client.get("/antrean/").content.decode()
    page = client.post("/antrean/kembali/", {"work": work.pk}, follow=True).content.decode()
    assert "1 piece of work is tried again" in page
    work.refresh_from_db()
    assert (work.dead_at, work.attempts, work.due_at) == (None, 0, NOW)
    assert outbox.claim(Errand.READ, now=NOW, lease=HOUR, most=9, real_now=NOW)


def test_put_back_twice_does_nothing_twice(offices: Offices, browse: Browse) -> None:
    work = dead("read:O-1")
    client = browse(offices.operator)
    client.post("/antrean/kembali/", {"work": work.pk})
    fence = Outbox.objects.get().fence
    page = client.post("/antrean/kembali/", {"work": work.pk}, follow=True).content.decode()
    assert "nothing was done twice" in page
    assert Outbox.objects.get().fence == fence


def test_many_are_put_back_by_tick_or_by_kind(offices: Offices, browse: Browse) -> None:
    works = [dead(f"read:O-{n}") for n in range(4)]
    dead("letter:1", Errand.LETTER)
    client = browse(offices.operator)
    client.post("/antrean/kembali/", {"work": [works[0].pk, works[1].pk]})
    assert Outbox.objects.filter(dead_at__isnull=False).count() == 3
    page = client.get("/antrean/?errand=read").content.decode()
    assert "letter:1" not in page
    client.post("/antrean/kembali/", {"all": "read"})
    assert [work.key for work in Outbox.objects.filter(dead_at__isnull=False)] == ["letter:1"]


def test_a_dead_delivery_goes_back_with_its_notices(world: SmallWorld, browse: Browse) -> None:
    (notice,) = sent(world, 1)
    letter = Dispatch.objects.get(notices=notice)
    Dispatch.objects.update(state=NoticeState.FAILED)
    Notice.objects.update(state=NoticeState.FAILED)
    Outbox.objects.filter(key=f"dispatch:{letter.key}").update(done_at=None, dead_at=NOW)
    work = Outbox.objects.get(key=f"dispatch:{letter.key}")
    client = browse(make_person(make_party("pusat-contoh", PartyKind.PUBLIC_BODY), Role.OPERATOR))
    assert notice.content["location"]["url"] not in client.get("/antrean/").content.decode()
    client.post("/antrean/kembali/", {"work": work.pk})
    letter.refresh_from_db()
    assert letter.state == NoticeState.APPROVED
    assert Notice.objects.get().state == NoticeState.APPROVED
    assert Outbox.objects.filter(pk=work.pk, dead_at=None, done_at=None).exists()


@pytest.mark.parametrize("given", [{}, {"work": "x"}, {"work": ["²", "-1"]}, {"all": "nonsense"}])
def test_nothing_ticked_is_said_in_plain_words(
    offices: Offices, browse: Browse, given: dict[str, object]
) -> None:
    answer = browse(offices.operator).post("/antrean/kembali/", given)
    assert answer.status_code == 422
    assert "Tick at least one" in answer.content.decode()


@pytest.mark.parametrize("who", ["approver", "analyst", "member_desk", "auditor"])
def test_it_is_the_installations_operators_alone(offices: Offices, browse: Browse, who: str) -> None:
    work = dead("read:O-1")
    client = browse(getattr(offices, who))
    assert client.get("/antrean/").status_code == 403
    assert client.post("/antrean/kembali/", {"work": work.pk}).status_code == 403
    work.refresh_from_db()
    assert work.dead_at is not None


def test_the_operator_of_another_office_is_not_the_installations(offices: Offices, browse: Browse) -> None:
    client = browse(make_person(offices.ministry, Role.OPERATOR))
    assert client.get("/antrean/").status_code == 403
    assert "/antrean/" not in client.get("/hari-ini/").content.decode()


def test_the_head_counts_what_failed_for_good(offices: Offices, browse: Browse) -> None:
    dead("read:O-1")
    page = browse(offices.operator).get("/hari-ini/").content.decode()
    assert "Pieces of work that failed for good" in page
