"""The demo's first page: whom a visitor can be, what to try, and the large list to hand in with one press."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tertib.actions.actor import actor_of_person
from tertib.actions.orders.handing_in import OrderForm, upload_order
from tertib.actions.permits import Permit, may
from tertib.portal.demo.texts import OTHER, STORY, TRY_FIRST
from tertib.portal.page.gate import public_page
from tertib.queries import demo as q
from tertib.queries.policies.named import legal_day
from tertib.queries.types import Person
from tertib.vocabulary import Role

LIST_FOLDER = "demo"  # in TERTIB_HOME; its first .xlsx is the list to hand in
POLICY = "pakaian-bekas-impor"  # what the list is of
LETTER = "B-4021/PKTN-CONTOH/XI/2026"


@public_page()
@require_safe
def who_to_be(request: HttpRequest) -> HttpResponse:
    """Every person of the demo with a button, and the story step by step."""
    _only_in_a_demo()
    people = [(person, TRY_FIRST.get((person.party.kind, person.role), OTHER)) for person in q.people()]
    context = {
        "people": people,
        "story": STORY,
        "list_there": large_list() is not None,
        "analyst": _analyst(),
    }
    return render(request, "demo/who.html", context)


@public_page()
@require_POST
def be_someone(request: HttpRequest) -> HttpResponse:
    """Sign in as the chosen person."""
    _only_in_a_demo()
    number = request.POST.get("person", "")
    person = q.person(int(number) if number.isascii() and number.isdigit() else 0)
    _be(request, person)
    return redirect("home")


@public_page()
@require_POST
def hand_over_list(request: HttpRequest) -> HttpResponse:
    """Upload the large list as who one is, or as the first analyst; its preview comes next."""
    _only_in_a_demo()
    user = request.user
    path, person = large_list(), user if isinstance(user, Person) and _hands_in(user) else _analyst()
    if path is None or person is None:
        raise Http404
    if person != user:
        _be(request, person)
    now = request.now  # type: ignore[attr-defined]
    day = legal_day(now)
    form = OrderForm(
        policy=POLICY,
        title=gettext("Demo: 40,000 links of imported used clothing"),
        letter_number=LETTER,
        letter_date=day,
    )
    order = upload_order(
        actor_of_person(person), file_name=path.name, data=path.read_bytes(), form=form, now=now
    )
    return redirect("order", key=order.key)


def large_list() -> Path | None:
    """The list that comes with the demo, if it is there."""
    folder = Path(settings.TERTIB_HOME) / LIST_FOLDER
    return next(iter(sorted(folder.glob("*.xlsx"))), None)


def _analyst() -> Person | None:
    """Whom the page names as the first: an analyst of an office that hands in."""
    return next((one for one in q.people() if one.role == Role.ANALYST and _hands_in(one)), None)


def _hands_in(person: Person) -> bool:
    return may(actor_of_person(person), Permit.HAND_IN)


def _be(request: HttpRequest, person: Person) -> None:
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])


def _only_in_a_demo() -> None:
    if not settings.TERTIB_DEMO:
        raise Http404
