"""How persons come in: allauth's adapter. Nobody signs up; persons are invited by their party."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from tertib.errors import OutsideError

SETS_UP_WITHIN_SECONDS = 600  # after the sign-in; later, or to change a factor, the password is asked again


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closed sign-up; a person's own language from sign-in on; mail trouble said plainly."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_language(request, response, user.language)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Someone who just came in and has no second factor yet sets one up without a second password."""
        request = self.request
        if app == "allauth.mfa" and not is_mfa_enabled(request.user):
            records = get_authentication_records(request, request.user)
            wall = import_string(settings.TERTIB_WALL_CLOCK)()  # by which allauth keeps its records
            if records and wall.timestamp() - records[-1]["at"] < SETS_UP_WITHIN_SECONDS:
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            raise OutsideError("The mail could not be sent: the mail server did not answer.") from error


def remember_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Keep the person's language in the cookie, unless this browser already chose one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
