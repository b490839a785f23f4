"""Errors with values reach the reader in the reader's language, and no floor invents a form that no page knows."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import tertib.actions
import tertib.queries
from tertib.errors import BadInput, MoveNotAllowed
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.errors_values import FORMS, is_known, said_anew

RAISED = {"BadInput", "Conflict", "NotFound", "NotPermitted", "MoveNotAllowed"}
FLOORS = [
    path
    for floor in (tertib.actions, tertib.queries)
    for path in sorted(Path(str(floor.__file__)).parent.rglob("*.py"))
]


def with_values() -> list[tuple[str, str]]:
    """Where each error with values stands, and how it reads with the value 7 everywhere."""
    found = []
    for path in FLOORS:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in RAISED and isinstance(node.args[0], ast.JoinedStr):
                parts = node.args[0].values
                text = "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in parts)
                found.append((f"{path.name}:{node.lineno}", text))
    return found


def test_every_error_with_values_is_of_a_known_form() -> None:
    assert [(where, text) for where, text in with_values() if not is_known(text)] == []
    assert len(with_values()) > 10


def test_every_form_is_said_in_indonesian() -> None:
    with translation.override("id"):
        assert [form for form in FORMS if translation.gettext(form) == form] == []


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        (
            "There are 120,000 rows; at most 100,000 are taken at once. Split the list.",
            "Ada 120.000 baris; paling banyak 100.000 diterima sekaligus. Bagi daftarnya.",
        ),
        (
            "acted.at: lies in the future (2026-11-24T16:00:00Z); write when it was done",
            "acted.at: berada di masa depan (2026-11-24T16:00:00Z); tulis kapan dilakukan",
        ),
        (
            "reply 'entah' is unknown; write selesai, tolak, tidak_bisa or tanya; ground is missing; say it in words",
            (
                "reply 'entah' tidak dikenal; tulis selesai, tolak, tidak_bisa, atau tanya; "
                "ground belum diisi; tulis dengan kata-kata"
            ),
        ),
        ("nobody knows this", "nobody knows this"),
        ("", ""),
    ],
)
def test_values_stay_and_words_change(english: str, indonesian: str) -> None:
    with translation.override("en"):
        assert said_anew(english) == english
    with translation.override("id"):
        assert said_anew(english) == indonesian


def test_a_page_of_errors_speaks_the_reader_s_language() -> None:
    with translation.override("id"):
        state = in_plain_words(MoveNotAllowed("A case that is closed cannot take 'replied'."))
        assert state.detail.startswith("Kasus yang berstatus Ditutup tidak dapat menerima")
        assert (
            "Perbaiki tanggalnya"
            in in_plain_words(
                BadInput("The letter is dated 2026-12-01, after today (2026-11-24). Correct the date.")
            ).detail
        )
