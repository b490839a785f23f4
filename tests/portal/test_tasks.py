"""The responder's queue and the screen to decide: order, answers, and who sees what."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.queries.types import Case, Notice, Reply
from tertib.vocabulary import CaseState, ReplyKind, Role
from tests.factories import make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def responder(world: SmallWorld, browse: Browse) -> Client:
    return browse(make_person(world.platforms["lapakraya"], Role.RESPONDER))


def sent(world: SmallWorld, *numbers: int) -> list[Notice]:
    cases = [world.name("lapakraya", number) for number in numbers]
    world.see(*cases)
    world.ask()
    return [Notice.objects.get(case=case) for case in cases]


def filled(client: Client, notice: Notice, kind: str, **said: str) -> dict[str, str]:
    page = client.get(f"/tugas/{notice.key}/").content.decode()
    found = re.search(rf'name="{kind}-reply_id" value="([^"]+)"', page)
    amends = re.search(rf'name="{kind}-amends" value="([^"]+)"', page)
    if found is None:
        raise AssertionError(page)
    form = {f"{kind}-{name}": text for name, text in said.items()}
    form |= {"kind": kind, f"{kind}-reply_id": found[1]}
    return form | ({f"{kind}-amends": amends[1]} if amends else {})


SAID = {
    "acted": {
        "on": "listing",
        "what": "DECISION_VISIBILITY_CONTENT_REMOVED",
        "at_0": "2026-11-24",
        "at_1": "10:00",
    },
    "refused": {"ground": "Barang baru", "explanation": "Ada faktur."},
    "cannot_execute": {"why": "not_found", "explanation": "Tidak ada di sistem."},
    "asks_back": {"question": "Varian yang mana?"},
}


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_each_answer_is_recorded_and_leads_to_the_next(
    world: SmallWorld, responder: Client, kind: ReplyKind
) -> None:
    notice, following = sent(world, 1, 2)
    answer = responder.post(f"/tugas/{notice.key}/", filled(responder, notice, kind, **SAID[kind]))
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/tugas/{following.key}/"
    assert Reply.objects.get().kind == kind


def test_an_answered_notice_leaves_the_queue(world: SmallWorld, responder: Client) -> None:
    (notice,) = sent(world, 1)
    assert notice.key in responder.get("/tugas/").content.decode()
    answer = responder.post(f"/tugas/{notice.key}/", filled(responder, notice, "acted", **SAID["acted"]))
    assert answer["Location"] == "/tugas/"
    assert Case.objects.get().state == CaseState.CLAIMED
    waiting = responder.get("/tugas/").content.decode()
    assert f'href="/tugas/{notice.key}/"' not in waiting
    assert "Every notice is answered" in waiting
    assert notice.key in responder.get("/tugas/?answered=1").content.decode()


def test_the_same_form_twice_is_one_answer(world: SmallWorld, responder: Client) -> None:
    (notice,) = sent(world, 1)
    form = filled(responder, notice, "refused", **SAID["refused"])
    assert responder.post(f"/tugas/{notice.key}/", form).status_code == 302
    assert responder.post(f"/tugas/{notice.key}/", form).status_code == 302
    assert Reply.objects.count() == 1


def test_a_second_answer_amends_the_first(world: SmallWorld, responder: Client) -> None:
    (notice,) = sent(world, 1)
    for kind in ("asks_back", "acted"):
        responder.post(f"/tugas/{notice.key}/", filled(responder, notice, kind, **SAID[kind]))
    first, second = Reply.objects.order_by("pk")
    assert second.body["amends"] == first.sender_ref


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "refused", "refused-reply_id": "a", "refused-ground": "", "refused-explanation": "x"},
        {"kind": "perhaps"},
        {},
    ],
)
def test_an_answer_that_lacks_something_is_not_recorded(
    world: SmallWorld, responder: Client, said: dict[str, str]
) -> None:
    (notice,) = sent(world, 1)
    assert responder.post(f"/tugas/{notice.key}/", said).status_code == 422
    assert not Reply.objects.exists()


def test_a_time_to_come_is_refused_with_the_reason(world: SmallWorld, responder: Client) -> None:
    (notice,) = sent(world, 1)
    form = filled(responder, notice, "acted", **{**SAID["acted"], "at_1": "23:00"})
    answer = responder.post(f"/tugas/{notice.key}/", form)
    assert answer.status_code == 422
    assert "acted.at" in answer.content.decode()


def test_looking_at_a_notice_opens_its_dispatch(world: SmallWorld, responder: Client) -> None:
    (notice,) = sent(world, 1)
    responder.get(f"/tugas/{notice.key}/")
    notice.refresh_from_db()
    assert notice.dispatch is not None
    assert notice.dispatch.opened_at == world.now
    assert notice.key in responder.get(f"/tugas/?kiriman={notice.dispatch.key}").content.decode()


def test_another_platform_sees_nothing_of_it(world: SmallWorld, browse: Browse) -> None:
    (notice,) = sent(world, 1)
    other = browse(make_person(world.platforms["kioskilat"], Role.RESPONDER))
    assert other.get(f"/tugas/{notice.key}/").status_code == 404
    assert notice.key not in other.get("/tugas/").content.decode()


def test_who_may_not_reply_finds_the_door_shut(world: SmallWorld, browse: Browse) -> None:
    assert browse(world.approver_person).get("/tugas/").status_code == 403
