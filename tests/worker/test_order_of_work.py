"""In which order one worker does what waits: people before pages."""

from tertib.actions.orders import handing_in
from tertib.store.models import Order
from tertib.vocabulary import OrderState
from tertib.worker.run import Worker
from tests.actions.world import FORM, World
from tests.worker.outside import Outside, up_items


def test_people_do_not_wait_behind_looks(world: World, around: Outside) -> None:
    worker = Worker(around.context(world))
    for item in up_items(around.shops, 3):
        order = handing_in.paste_order(world.approver, text=around.url(item), form=FORM, now=world.now)
        handing_in.hand_in(world.approver, order, now=world.now)
    worker.turn()
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.TAKEN_IN}
