"""Coming in: password, second factor, closed sign-up, the person's language; and the demo's open doors."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django import Settings

from tertib.queries.types import Party
from tertib.store.models import Order
from tertib.vocabulary import PartyKind, Role
from tests.factories import make_party, make_person

PASSWORD = "panjang-dan-rahasia-71"

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = PASSWORD) -> str:
    answer = client.post("/akun/login/", {"login": email, "password": password})
    return str(answer.headers.get("location", answer.status_code))


@pytest.mark.usefixtures("one_factor")
def test_a_person_comes_in_with_mail_address_and_password(client: Client, authority: Party) -> None:
    person = make_person(authority, password=PASSWORD, language="id")
    assert sign_in(client, person.email) == "/"
    assert client.get("/", follow=True).redirect_chain == [("/hari-ini/", 302)]
    assert client.cookies["django_language"].value == "id"


def test_a_wrong_password_says_nothing_of_who_exists(client: Client, authority: Party) -> None:
    person = make_person(authority, password=PASSWORD)
    wrong = client.post("/akun/login/", {"login": person.email, "password": "x"}).content.decode()
    nobody = client.post(
        "/akun/login/", {"login": "siapa@kementerian-contoh.example", "password": "x"}
    ).content.decode()
    errors = [page.split('role="alert"')[1].split("</div>")[0] for page in (wrong, nobody)]
    assert errors[0] == errors[1]


def test_someone_with_a_second_factor_is_asked_for_it(
    client: Client, authority: Party, settings: Settings
) -> None:
    settings.TERTIB_SECOND_FACTOR = True
    person = make_person(authority, password=PASSWORD)
    secret = generate_totp_secret()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    assert sign_in(client, person.email) == "/akun/2fa/authenticate/"
    assert client.get("/perintah/").status_code == 302
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    assert client.post("/akun/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/perintah/").status_code == 200


def test_someone_new_sets_the_second_factor_up_after_the_password(
    client: Client, authority: Party, settings: Settings
) -> None:
    settings.TERTIB_SECOND_FACTOR = True
    person = make_person(authority, password=PASSWORD)
    sign_in(client, person.email)
    page = client.get("/hari-ini/", follow=True)
    assert page.redirect_chain == [("/akun/2fa/totp/activate/", 302)]
    assert "data:image/svg+xml" in page.content.decode()


@pytest.mark.usefixtures("one_factor")
@pytest.mark.parametrize(
    "address",
    ["/akun/2fa/", "/akun/2fa/recovery-codes/generate/", "/akun/2fa/webauthn/", "/akun/password/change/"],
)
def test_the_pages_of_the_account_wear_the_frame(address: str, client: Client, authority: Party) -> None:
    person = make_person(authority, password=PASSWORD)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()}
    )
    client.force_login(person)
    page = client.get(address, follow=True, headers={"accept-language": "id"}).content.decode()
    assert '<html lang="id">' in page
    assert "/static/tertib/tertib.css" in page
    assert "Are you sure" not in page


def test_nobody_signs_up(client: Client) -> None:
    assert client.post("/akun/signup/", {"email": "x@y.example", "password1": PASSWORD}).status_code == 404
    assert not EmailAddress.objects.exists()


@pytest.mark.usefixtures("one_factor")
def test_the_demo_lets_a_visitor_be_anyone_with_one_press(
    client: Client, authority: Party, settings: Settings
) -> None:
    settings.TERTIB_DEMO = True
    person = make_person(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER, name="Rina")
    assert client.get("/")["location"] == "/demo/"
    assert "Rina" in client.get("/demo/").content.decode()
    client.post("/demo/masuk/", {"person": person.pk})
    assert client.get("/hari-ini/").context["user"] == person


@pytest.mark.usefixtures("one_factor")
def test_the_large_list_is_handed_in_by_an_analyst_or_by_whom_one_is(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.TERTIB_DEMO, settings.TERTIB_HOME = True, tmp_path
    first, second = (make_party(name, PartyKind.AUTHORITY) for name in ("badan-contoh", "kementerian-contoh"))
    approver = make_person(first, Role.APPROVER, name="Sekar")  # the first of all who may hand in
    make_person(second, Role.APPROVER, name="Bagus")
    analyst = make_person(second, Role.ANALYST, name="Rani")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "daftar.xlsx").write_bytes(b"PK")
    client.post("/demo/perintah/")
    assert client.get("/hari-ini/").context["user"] == analyst
    client.post("/demo/masuk/", {"person": approver.pk})
    client.post("/demo/perintah/")
    assert client.get("/hari-ini/").context["user"] == approver
    assert list(Order.objects.order_by("pk").values_list("authority", flat=True)) == [second.pk, first.pk]


def test_without_a_demo_its_doors_are_not_there(client: Client, authority: Party, settings: Settings) -> None:
    settings.TERTIB_DEMO = False
    person = make_person(authority)
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/masuk/", {"person": person.pk}).status_code == 404
    assert client.post("/demo/perintah/").status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.get("/")["location"] == "/akun/login/"


@pytest.mark.parametrize("number", ["", "x", "0", "99999", "²"])
def test_a_person_who_is_not_there_is_nobody(number: str, client: Client, settings: Settings) -> None:
    settings.TERTIB_DEMO = True
    assert client.post("/demo/masuk/", {"person": number}).status_code == 404
