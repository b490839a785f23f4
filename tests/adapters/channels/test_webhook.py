import asyncio
import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from tertib.adapters.channels.webhook.certificate import certificate_end, read_end
from tertib.adapters.channels.webhook.channel import MAX_BODY_BYTES, message
from tertib.adapters.channels.webhook.signature import read_secrets, signed_headers
from tertib.errors import DeliveryRefused, OutsideError, SettingWrong
from tertib.vocabulary import ChannelKind
from tests.adapters.channels.test_contract import PARCEL, SECRET, run, side

OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
NOW = datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)


@given(
    key=st.text("ABCDEFG0123456789-_", min_size=1, max_size=40),
    body=st.text(max_size=200),
    secret=st.binary(min_size=24, max_size=64),
    now=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_our_signature_is_the_one_of_the_reference_library(key, body, secret, now):
    body = body.encode("utf-8", "replace").decode()
    headers = signed_headers(key=key, now=now, body=body.encode(), secrets=(secret,))
    assert headers["webhook-signature"] == Webhook(secret).sign(key, now, body)


def test_while_a_secret_is_replaced_both_the_old_and_the_new_verify():
    body = message(PARCEL)
    headers = signed_headers(
        key=PARCEL.key, now=datetime.now(UTC), body=body, secrets=read_secrets(f"{SECRET} {OTHER}")
    )
    for secret in (SECRET, OTHER):
        assert Webhook(secret).verify(body, headers)["type"] == "notices.sent"


def test_the_message_is_the_same_at_every_attempt_and_says_little():
    assert message(PARCEL) == message(PARCEL)
    assert json.loads(message(PARCEL)) == {
        "type": "notices.sent",
        "timestamp": "2026-03-02T03:04:05Z",
        "data": {"dispatch": "D-7K3M9QXD2A4B", "count": 12, "policy": "used-clothing"},
    }


def test_a_summary_that_is_not_thin_is_refused():
    with pytest.raises(DeliveryRefused, match=str(MAX_BODY_BYTES)):
        message(replace(PARCEL, summary={"x": "y" * MAX_BODY_BYTES}))


@pytest.mark.parametrize("status", [300, 301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_only_a_2xx_is_success(status):
    async def play():
        async with side(ChannelKind.WEBHOOK) as here:
            here.receiver._statuses = [status]
            with pytest.raises(OutsideError, match=str(status)) as caught:
                await here.send()
            return caught.value, len(here.receiver.headers)

    error, requests = run(play())
    assert error.retry
    assert requests == 1  # a redirect is not followed


def test_a_receiver_that_does_not_answer_in_time_is_worth_another_try():
    async def play():
        async with side(ChannelKind.WEBHOOK, wait_seconds=5) as here:
            with pytest.raises(OutsideError, match="timeout") as caught:
                await here.send()
            return caught.value

    assert run(play()).retry


@pytest.mark.parametrize(
    "secret", ["", "abc", "whsec_", "whsec_!!!!", "whsec_YWJj", "whsec_x whsec_y whsec_z", SECRET[6:]]
)
def test_a_signing_secret_that_is_none_is_refused_without_being_shown(secret):
    with pytest.raises(SettingWrong) as caught:
        read_secrets(secret)
    assert len(secret) < 7 or secret not in str(caught.value)


def test_a_contact_without_a_secret_is_refused_for_good_before_anything_leaves():
    async def play():
        async with side(ChannelKind.WEBHOOK) as here:
            with pytest.raises(DeliveryRefused, match="signing secret"):
                await here.send(address=replace(here.address, secret=""))
            return here.receiver.headers

    assert run(play()) == []


def test_a_secret_is_never_shown_with_its_address():
    async def play():
        async with side(ChannelKind.WEBHOOK) as here:
            return repr(here.address)

    assert SECRET not in run(play())


@pytest.mark.parametrize(
    "target",
    [
        "http://a.example/",
        "https://localhost/",
        "https://127.0.0.1/x",
        "https://[::1]/",
        "https://a.example:8443/",
    ],
)
def test_no_certificate_is_looked_at_inside_or_on_other_ports(target):
    assert asyncio.run(certificate_end(target)) is None


@pytest.mark.parametrize("shown", [None, {}, {"notAfter": 5}, {"notAfter": "soon"}])
def test_a_certificate_without_a_readable_end_has_none(shown):
    assert read_end(shown) is None
