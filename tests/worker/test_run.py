"""The worker at work: reads, merges, looks, writes, delivers and watches, over real HTTP and SMTP."""

import csv
import io
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection

from tertib.actions.cases import deciding
from tertib.actions.notices import asking
from tertib.actions.orders import handing_in
from tertib.actions.secrets import seal
from tertib.actions.verification import looks
from tertib.adapters.mailbox import ReceivedMail
from tertib.store.models import Alarm, Case, Contact, Dispatch, MailIn, Notice, Observation, Order, Outbox
from tertib.vocabulary import (
    AlarmKind,
    CaseOutcome,
    CaseState,
    ContactHealth,
    Errand,
    NoticeState,
    OrderState,
    PageState,
    Verdict,
)
from tertib.worker.mail import take_in
from tertib.worker.run import Worker
from tests.actions.world import FORM, UP, World, acted, in_threads, sighting
from tests.worker.outside import Outside, table, up_items

HOUR = timedelta(hours=1)


def work(worker: Worker, *, most: int = 12) -> None:
    """Round after round until nothing is left to do now."""
    for _ in range(most):
        if worker.turn() == 0:
            return
    raise AssertionError("the worker found work in every round")


def approve_all(world: World) -> None:
    count = asking.proposals(world.approver, asking.Selection()).count()
    asking.approve(world.approver, selection=asking.Selection(), expected_count=count, now=world.now)


def test_a_list_goes_its_whole_way_from_the_file_to_the_verdict(world: World, around: Outside) -> None:
    worker = Worker(around.context(world))
    items = up_items(around.shops, 3)
    urls = [around.url(item) for item in items]
    order = handing_in.upload_order(
        world.approver, file_name="daftar.csv", data=table(urls), form=FORM, now=world.now
    )
    work(worker)
    order.refresh_from_db()
    assert (order.state, order.row_count, order.counts["new"]) == (OrderState.DRAFT, 3, 3)
    assert order.file_key
    handing_in.hand_in(world.approver, order, now=world.now)
    work(worker)
    assert set(Case.objects.values_list("verdict", "page_state")) == {(Verdict.UP, PageState.UP)}
    approve_all(world)
    work(worker)
    dispatch = Dispatch.objects.get()
    assert (dispatch.state, dispatch.count, around.told) == (NoticeState.SENT, 3, {dispatch.key: 1})
    assert around.messages[0]["data"]["count"] == 3
    assert world.contact().health == ContactHealth.WELL
    first, second, _ = Notice.objects.order_by("pk")
    world.say(acted(first.key, "r-1", world.now), acted(second.key, "r-2", world.now))
    around.take_down(items[0], world=world)
    for _ in range(3):
        work(worker)
        world.now += 7 * HOUR
    world.now += 7 * HOUR
    work(worker)
    found = list(Case.objects.order_by("pk").values_list("state", flat=True))
    assert found == [CaseState.DOWN, CaseState.CLAIMED, CaseState.OVERDUE]
    assert Outbox.objects.get(errand=Errand.LADDER).done_at is not None


def test_what_is_gone_at_hand_in_is_asked_of_nobody(world: World, around: Outside) -> None:
    worker = Worker(around.context(world))
    [item] = up_items(around.shops, 1)
    around.take_down(item, world=world)
    world.hand_in_only(around.url(item))
    work(worker)
    assert not asking.proposals(world.approver, asking.Selection()).exists()
    world.now += 7 * HOUR
    work(worker)
    assert Case.objects.get().outcome == "already_gone"


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(world: World, around: Outside) -> None:
    data = b"PK\x03\x04 no workbook"
    order = handing_in.upload_order(
        world.approver, file_name="rusak.xlsx", data=data, form=FORM, now=world.now
    )
    work(Worker(around.context(world)))
    order.refresh_from_db()
    assert order.state == OrderState.REFUSED
    assert order.problem


def mailed(world: World, around: Outside) -> Dispatch:
    """A dispatch to the marketplace that is reached by mail."""
    items = up_items(around.shops, 2, "niagaid")
    world.hand_in(*(around.url(item, "niagaid") for item in items))
    world.look()
    approve_all(world)
    work(Worker(around.context(world), errands=[Errand.COMPOSE, Errand.DISPATCH]))
    return Dispatch.objects.get(recipient=world.platforms["niagaid"])


def test_notices_go_by_mail_with_a_table_and_are_answered_by_the_table_filled_in(
    world: World, around: Outside
) -> None:
    dispatch = mailed(world, around)
    [raw] = around.mail.mails
    mail = message_from_bytes(raw, policy=policy.default)
    [attached] = [part for part in mail.walk() if part.get_filename()]
    text = attached.get_payload(decode=True).decode("utf-8-sig")  # type: ignore[union-attr]
    first = text.splitlines()[0]
    separator = ";" if ";" in first else ","
    rows = list(csv.DictReader(io.StringIO(text), delimiter=separator))
    rows[0]["reply"], rows[1]["reply"], rows[1]["explanation"] = "selesai", "tanya", "ukuran mana?"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    body = out.getvalue()
    answer = (
        f"From: Tim NiagaID <penurunan@niagaid.localhost>\nTo: {mail['Reply-To']}\nSubject: Re: {mail['Subject']}\n"
        "Message-ID: <1@niagaid.localhost>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nTerlampir.\n'
        '--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="jawaban.csv"\n\n'
        f"{body}\n--b--\n"
    ).encode()
    received = ReceivedMail(
        raw=answer, envelope_from="penurunan@niagaid.localhost", envelope_to=str(mail["Reply-To"])
    )
    context = around.context(world)
    take_in(received, context)
    take_in(received, context)
    kept = MailIn.objects.get()
    assert (kept.taken_for, kept.dispatch_id) == ("reply", dispatch.pk)
    assert [result["status"] for result in kept.results] == ["recorded", "recorded"], kept.results
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.CLAIMED, CaseState.NOTIFIED}
    assert context.files.get(kept.file_key) == answer


def test_a_receiver_that_fails_is_tried_again_and_holds_up_nobody(world: World, around: Outside) -> None:
    items = up_items(around.shops, 1)
    world.hand_in(around.url(items[0]), around.url(up_items(around.shops, 1, "niagaid")[0], "niagaid"))
    world.look()
    approve_all(world)
    around.statuses[:] = [503, 202]
    worker = Worker(around.context(world), errands=[Errand.COMPOSE, Errand.DISPATCH])
    work(worker)
    assert dict(Dispatch.objects.values_list("recipient__slug", "state")) == {
        "lapakraya": NoticeState.APPROVED,
        "niagaid": NoticeState.SENT,
    }
    assert world.contact().health == ContactHealth.FAILING
    world.now += HOUR / 60
    work(worker)
    dispatch = Dispatch.objects.get(recipient__slug="lapakraya")
    assert (dispatch.state, around.told[dispatch.key]) == (NoticeState.SENT, 2)
    assert world.contact().health == ContactHealth.WELL


def test_a_receiver_that_refuses_for_good_makes_a_dead_letter_and_an_alarm(
    world: World, around: Outside
) -> None:
    world.hand_in(around.url(up_items(around.shops, 1)[0]))
    world.look()
    approve_all(world)
    around.statuses[:] = [410]
    work(Worker(around.context(world), errands=[Errand.COMPOSE, Errand.DISPATCH]))
    dispatch = Dispatch.objects.get()
    assert dispatch.state == NoticeState.FAILED
    kinds = set(Alarm.objects.filter(cleared_at=None).values_list("kind", flat=True))
    assert kinds == {AlarmKind.DELIVERY_DEAD, AlarmKind.CONTACT_BOUNCES}


def test_a_delivery_that_cannot_be_made_holds_up_no_other_and_blames_nobody(
    world: World, around: Outside
) -> None:
    world.hand_in(around.url(up_items(around.shops, 1)[0]))
    world.look()
    approve_all(world)
    Contact.objects.filter(party=world.platforms["lapakraya"]).update(secret="sealed by another installation")
    mailed(world, around)
    assert Dispatch.objects.get(recipient__slug="niagaid").state == NoticeState.SENT
    stuck = Dispatch.objects.get(recipient__slug="lapakraya")
    assert stuck.state == NoticeState.FAILED
    assert "setting_wrong" in stuck.last_error
    assert world.contact().health == ContactHealth.UNTRIED
    Contact.objects.filter(pk=world.contact().pk).update(secret=seal("whsec_c2VjcmV0"))


def test_work_that_raises_is_tried_again_and_at_last_waits_for_a_person(
    world: World, around: Outside
) -> None:
    world.hand_in(around.url(up_items(around.shops, 1)[0]))
    world.look()
    approve_all(world)
    Order.objects.update(policy="kebijakan-yang-dicabut")
    worker = Worker(around.context(world), errands=[Errand.COMPOSE])
    for _ in range(20):
        worker.turn()
        world.now += 26 * HOUR
    piece = Outbox.objects.get(errand=Errand.COMPOSE)
    assert piece.dead_at is not None
    assert "kebijakan-yang-dicabut" in piece.last_error
    assert piece.attempts == 10
    Order.objects.update(policy=FORM.policy)
    Outbox.objects.update(dead_at=None, attempts=0)
    work(worker)
    assert Notice.objects.count() == 1


def test_one_kind_of_work_that_breaks_does_not_stop_the_others(world: World, around: Outside) -> None:
    worker = Worker(around.context(world))

    def broken() -> int:
        raise RuntimeError("this kind of work is broken")

    worker.handlers[Errand.READ] = broken
    world.hand_in_only(around.url(up_items(around.shops, 1)[0]))
    assert worker.turn() > 0
    assert Order.objects.get().state == OrderState.TAKEN_IN


def test_a_look_that_was_called_off_while_it_was_made_costs_the_others_nothing(
    world: World, around: Outside
) -> None:
    world.hand_in(*(around.url(item) for item in up_items(around.shops, 3)))
    claims = world.claims(Errand.LOOK)
    tasks = looks.tasks_of(claims)
    gone = Case.objects.get(pk=tasks[0].case_id)
    deciding.close(world.approver, gone, outcome=CaseOutcome.LAWFUL, reason="lokal", now=world.now)
    session = world.session("lapakraya")
    looks.save_looks([sighting(task, UP) for task in tasks], session=session, at=world.now, now=world.now)
    assert Observation.objects.count() == 2
    assert not Observation.objects.filter(case=gone).exists()


def test_two_workers_share_the_work_and_nobody_is_told_twice(world: World, around: Outside) -> None:
    items = up_items(around.shops, 24)
    for start in range(0, 24, 4):
        world.hand_in_only(*(around.url(item) for item in items[start : start + 4]))
    workers = [Worker(around.context(world, name=name)) for name in ("one", "two")]

    def until_done(number: int) -> None:
        idle = 0
        while idle < 3:
            idle = idle + 1 if workers[number].turn() == 0 else 0
            threading.Event().wait(0.02)

    in_threads(2, until_done)
    assert Case.objects.filter(verdict=Verdict.UP).count() == 24
    for case in Case.objects.order_by("pk"):
        chosen = asking.Selection(case_keys=(case.key,))
        asking.approve(world.approver, selection=chosen, expected_count=1, now=world.now)
    in_threads(2, until_done)
    assert len(around.told) == 24
    assert set(around.told.values()) == {1}
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.NOTIFIED}


def test_a_worker_told_to_stop_stops(world: World, around: Outside) -> None:
    worker, stop = Worker(around.context(world)), threading.Event()

    def run() -> None:
        worker.run(stop)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "errand", [Errand.DISPATCH, Errand.COMPOSE, Errand.READ, Errand.TAKE_IN, Errand.LETTER]
)
def test_work_about_something_that_is_no_more_is_done_with(
    errand: Errand, world: World, around: Outside
) -> None:
    about = {Errand.DISPATCH: "dispatch", Errand.COMPOSE: "approval", Errand.LETTER: "rung"}.get(
        errand, "order"
    )
    Outbox.objects.create(errand=errand, key="x", payload={about: 10**9}, due_at=world.now)
    work(Worker(around.context(world)))
    assert Outbox.objects.get().done_at == world.now
