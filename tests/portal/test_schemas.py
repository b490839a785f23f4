"""The forms of notices and replies are open to all, cached by their tag, and the same as those of the API."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tertib.portal.schemas.pages import PUBLISHED

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["notice-1.json", "reply-1.json"])
def test_a_stranger_reads_a_form_and_need_not_fetch_it_twice(client: Client, name: str) -> None:
    answer = client.get(f"/skema/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=86400"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    Draft202012Validator.check_schema(json.loads(answer.content))
    assert answer.content == client.get(f"/api/v1/schemas/{name}").content
    again = client.get(f"/skema/{name}", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert client.head(f"/skema/{name}").status_code == 200


def test_every_published_example_is_what_it_says(client: Client) -> None:
    for name in PUBLISHED:
        document = json.loads(client.get(f"/skema/{name}").content)
        if name.startswith("contoh/"):
            form = json.loads(client.get(f"/skema/{document['schema']}.json").content)
            Draft202012Validator(form).validate(document)


@pytest.mark.parametrize("name", ["notice-2.json", "contoh/bad-reply-1-two-parts.json", "../errors.py", "x/"])
def test_nothing_else_of_the_folder_is_served(client: Client, name: str) -> None:
    assert client.get(f"/skema/{name}").status_code == 404


def test_the_page_of_formats_leads_to_each(client: Client) -> None:
    page = client.get("/skema/", headers={"accept-language": "en"}).content.decode()
    assert all(f'href="/skema/{name}"' in page for name in PUBLISHED)
