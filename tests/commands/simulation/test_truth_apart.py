"""The product's side of a simulation never sees the truth: not by import, not by what it is handed."""

import ast
from pathlib import Path

import pytest

import tertib.commands.simulation as package
from tertib.commands.simulation.eyes import Told
from tertib.commands.simulation.office import Office
from tertib.sandbox.campaign.world import Size, World

FOLDER = Path(package.__file__).parent
PRODUCT = (
    "casebook",
    "eyes",
    "fetched",
    "hours",
    "loops",
    "office",
    "patrol",
    "returns_desk",
    "sellers_desk",
    "shown",
    "words_desk",
)
ALLOWED = {"tertib.sandbox.campaign.seen", "tertib.sandbox.campaign.world"}


def imported(name: str) -> dict[str, set[str]]:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found.setdefault(node.module, set()).update(one.name for one in node.names)
        elif isinstance(node, ast.Import):
            found |= {one.name: set() for one in node.names}
    return found


@pytest.mark.parametrize("name", PRODUCT)
def test_no_file_of_the_product_imports_more_of_the_world_than_its_face(name: str):
    found = imported(name)
    assert {module for module in found if module.startswith("tertib.sandbox")} <= ALLOWED
    assert found.get("tertib.sandbox.campaign.world", set()) <= {"Outside"}
    ours = {module.rpartition(".")[2] for module in found if module.startswith("tertib.commands.simulation.")}
    assert ours <= set(PRODUCT)


def test_every_file_is_either_the_products_or_above_the_comparison():
    above = {"__init__", "aims", "compare", "lives", "others", "plots", "report", "tables", "watching"}
    assert {path.stem for path in FOLDER.glob("*.py")} == above | set(PRODUCT)


def test_what_the_office_does_does_not_hang_on_whether_anyone_reads_the_truth():
    def told(*, read: bool) -> list[tuple[object, ...]]:
        world = World(seed=9, size=Size(days=2, dealers=8, honest=20))
        office = Office(world.outside(), Told(world.outside()))

        def look(_: int) -> None:
            if read:
                truth = world.truth()
                assert truth.on_sale([0.0])
                assert truth.moves()

        office.run(2, tell=look)
        return [(file.id, file.case, tuple(file.turns)) for file in office.book.files.values()]

    assert told(read=True) == told(read=False)
