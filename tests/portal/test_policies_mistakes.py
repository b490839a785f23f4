"""Mistakes in a policy's files reach the reader in the reader's language, each with its place and how to mend it."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import tertib.core.detection
import tertib.core.policies
from tertib.core.detection.versions import read_version
from tertib.core.policies.versions import files_of
from tertib.errors import PolicyMistake
from tertib.portal.page.errors_policy import FORMS, LINE, TOML, TOML_END, TOML_PLACE, is_mistake
from tertib.portal.page.errors_values import said_anew

SHIPPED = Path(str(tertib.core.policies.__file__)).parents[2] / "policies" / "pakaian-bekas-impor"
RAISED = ("fail", "PolicyMistake")
FLOORS = (tertib.core.detection, tertib.core.policies)


def said() -> list[tuple[str, str]]:
    """Where each mistake stands, and how it reads with the value 7 everywhere, without its place in a file."""
    found = []
    for path in sorted(path for floor in FLOORS for path in Path(str(floor.__file__)).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in RAISED:
                text = _text(node.args[-1])
                if text is not None and text != "7, line 7: 7":
                    bare = text.removeprefix("7: ").removeprefix("7/7: ")
                    found.append((f"{path.name}:{node.lineno}", bare))
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values)
    return None


def test_every_mistake_is_of_a_known_form() -> None:
    assert [(where, text) for where, text in said() if not is_mistake(text)] == []
    assert len(said()) > 40


def test_every_form_is_said_in_indonesian() -> None:
    with translation.override("id"):
        every = (*FORMS, *TOML, LINE, TOML_PLACE, TOML_END)
        assert [form for form in every if translation.gettext(form) == form] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "indonesian"),
    [
        ("policy.toml", "[scope]", "[lingkup]", "'lingkup' tidak dikenal"),
        ("terms.toml", "status =", "statsu =", "tidak dikenal; yang dikenal di sini:"),
        ("detection.toml", "[[question]]", "[[question]", "di akhir deklarasi"),
        ("terms.toml", "words = [", "words = ", "perbaiki agar menjadi TOML dalam UTF-8"),
    ],
)
def test_a_slip_in_a_real_policy_is_said_with_its_place(
    file: str, old: str, new: str, indonesian: str
) -> None:
    files = files_of(SHIPPED)
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    with pytest.raises(PolicyMistake) as raised:
        read_version(files, policy_id=SHIPPED.name)
    with translation.override("id"):
        told = said_anew(str(raised.value))
    assert indonesian in told
    assert file in told
    with translation.override("en"):
        assert said_anew(str(raised.value)).replace("(line", "(at line") == str(raised.value)
