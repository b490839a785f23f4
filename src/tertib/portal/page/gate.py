"""Who may open which page: every view declares it, and a view without a declaration opens to nobody."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.permits import Permit, may
from tertib.errors import TertibError
from tertib.portal.page.errors import error_page
from tertib.vocabulary import PartyKind, Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

API = "api/"  # checks its keys itself
ACCOUNT = "akun/"  # allauth's pages, of which those named here are served; nobody signs up or edits addresses
ACCOUNT_PAGES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)


class PageRequest(HttpRequest):
    """A request as a view of a signed-in person gets it; `now` is aware, UTC."""

    now: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Door:
    """What opens a page: a permit, or a kind of party in a role; empty collections leave a side open."""

    permit: Permit | None = None
    kinds: frozenset[PartyKind] = frozenset()
    roles: frozenset[Role] = frozenset()
    to_all: bool = False

    def opens_to(self, actor: Actor) -> bool:
        """Whether this actor may come in."""
        if self.permit is not None:
            return may(actor, self.permit)
        party = actor.home
        return (
            party.active
            and (not self.kinds or party.kind in self.kinds)
            and (not self.roles or actor.role in self.roles)
        )


def page(
    *, permit: Permit | None = None, kinds: Collection[PartyKind] = (), roles: Collection[Role] = ()
) -> Callable[[View], View]:
    """Declare who may open a view: holders of `permit`, or parties of `kinds` in `roles` (empty: any).

    `@page()` opens to everyone who is signed in. The view finds `request.actor` and `request.now`.
    """
    return _with(Door(permit, frozenset(kinds), frozenset(roles)))


def public_page() -> Callable[[View], View]:
    """Declare that a view opens to strangers as well; it shows nothing of any case."""
    return _with(Door(to_all=True))


def _with(door: Door) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return declare


class GateMiddleware:
    """Stands before every view: sign-in, second factor, declaration; and turns our errors into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Bullets, one test each:

        - the API is let through: it has its own check
        - an address with a null character, which no database takes, is refused
        - of the account pages, only those we serve
        - a view without a declaration opens to nobody
        - a stranger is led to the sign-in, except to public pages
        - a person without a second factor is led to set one up, where the installation asks for one
        - a person whom the declaration does not name is refused
        """
        match = request.resolver_match
        route = match.route if match else ""
        if route.startswith(API):
            return None
        if "\x00" in request.path or any(
            "\x00" in text for texts in request.GET.lists() for text in texts[1]
        ):
            raise BadRequest("An address never holds a null character.")
        if route.startswith(ACCOUNT):
            name = (match.url_name if match else None) or ""
            if name not in ACCOUNT_PAGES and not name.startswith("mfa_"):
                raise Http404
            if request.user.is_authenticated and not _lacks_second_factor(request):
                _know(request)
            return None
        door: Door | None = getattr(view, "door", None)
        if door is None:
            raise PermissionDenied
        if request.user.is_authenticated:
            _know(request)
        if door.to_all:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        if not door.opens_to(request.actor):  # type: ignore[attr-defined]
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Our own errors become a page that says what happened and how to mend it; others pass on."""
        match = request.resolver_match
        if isinstance(error, TertibError) and not (match and match.route.startswith(API)):
            return error_page(request, error)
        return None


def _know(request: HttpRequest) -> None:
    """Give the request its actor, and its times the zone of the actor's office."""
    actor = actor_of_person(request.user)  # type: ignore[arg-type]
    request.actor = actor  # type: ignore[attr-defined]
    timezone.activate(ZoneInfo(actor.home.time_zone))


def _lacks_second_factor(request: HttpRequest) -> bool:
    return bool(settings.TERTIB_SECOND_FACTOR and not is_mfa_enabled(request.user))
