"""New words over the API: those that stood in a policy in force, for every member's own search."""

import json

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.pages import Word
from tertib.queries.terms.shared_words import shared_file

router = Router(auth=Key(), tags=["words"])


class SharedWordOut(Schema):
    """A word that sellers took up after takedowns. It names no shop, no listing and no person."""

    term: str
    kind: str
    policy: str
    status: str
    first_seen_week: str = Field(description="ISO week, such as 2026-W47.")
    sellers: int | None = Field(description="Null: fewer than three, or not known.")
    meaning: dict[str, str] = Field(description="By language.")
    needs: list[str] = Field(description="Groups of the policy's words; it counts only beside one of them.")
    unless: list[str]
    places: list[str]


class WordsOut(Schema):
    """A file in the open form `words-1`, whole: see `/skema/words-1.json`."""

    model_config = {"populate_by_name": True}

    form: str = Field(alias="schema")
    by: str
    made_at: str
    words: list[SharedWordOut]
    digest: str


@router.get("/words", response=answers({200: WordsOut}), by_alias=True)
def list_words(request: ApiRequest, policy: Word = "") -> HttpResponse:
    """All new words that stood in a policy in force, the same file that offices give each other; at most 2,000."""
    content = shared_file(request.actor, now=request.now, policy=policy, in_force_only=True)
    return HttpResponse(json.dumps(json.loads(content), ensure_ascii=False), content_type="application/json")
