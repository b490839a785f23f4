"""What all tests share: the choice of database, its place on disk, and the browser."""

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from tools.browser import HOW_TO_MEND, find_chromium

NEEDS_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "django_db_setup"}


# Machines that run tests are often busy: a slow moment is no failure, and a failure can be played again.
settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only what touches the database: on SQLite and again on PostgreSQL",
    )
    parser.addoption("--no-database", action="store_true", help="run only what needs no database")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {connections['default'].vendor}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only, without = config.getoption("--only-database"), config.getoption("--no-database")
    if only or without:
        left_out = [item for item in items if touches_database(item) is not bool(only)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def touches_database(item: pytest.Item) -> bool:
    """Django's mark, a fixture that brings the database, or our own mark for tests that start processes."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("both_databases")
    return bool(marked) or not NEEDS_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite keeps its test database in a file, as it does at work: in memory there is no WAL to meet."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium. A machine without one fails here: browser tests never silently skip."""
    found = find_chromium()
    if found is None:
        pytest.fail(f"{HOW_TO_MEND}; `make browser` fetches one", pytrace=False)
    return str(found)
