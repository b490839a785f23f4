"""Read settings from the environment: each with its meaning, its default, and a check at start."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from tertib.errors import SettingWrong


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it means, its default as text, and whether its value is a secret."""

    name: str
    meaning: str
    default: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("TERTIB_HOME", "Folder that holds all embedded state.", "./var"),
    Setting(
        "TERTIB_DATABASE_URL",
        "postgres://user:password@host:port/name; empty for SQLite in TERTIB_HOME.",
        "",
        True,
    ),
    Setting(
        "TERTIB_FILES_URL",
        "Where files are kept: a folder or s3://bucket/prefix; empty for TERTIB_HOME/files.",
        "",
    ),
    Setting(
        "TERTIB_FEEDS_URL",
        "Where watched folders of feeds lie: a folder or s3://bucket/prefix, which is only read; empty: off.",
        "",
    ),
    Setting(
        "TERTIB_SECRET_KEY",
        "At least 50 random characters; empty: made once and kept in TERTIB_HOME.",
        "",
        True,
    ),
    Setting("TERTIB_URL", "The address at which others reach this installation.", "http://127.0.0.1:8800"),
    Setting(
        "TERTIB_HOSTS", "Host names to answer to, comma-separated.", "127.0.0.1,localhost,tertib.localhost"
    ),
    Setting(
        "TERTIB_DEMO",
        "1 offers every demo role's sign-in on one page. Never on an installation with real data.",
        "0",
    ),
    Setting("TERTIB_CLOCK_FILE", "A file that makes the clock run fast (demo only).", ""),
    Setting("TERTIB_PLATFORM_FILES", "More platform tables (TOML), comma-separated.", ""),
    Setting("TERTIB_TEMPLATE_FILES", "More page templates (TOML), comma-separated.", ""),
    Setting("TERTIB_CONTROL_FILES", "Control pages of platforms (TOML), comma-separated.", ""),
    Setting(
        "TERTIB_SANDBOX_HOSTS",
        "Hosts under .localhost that we may reach: host=address:port, comma-separated.",
        "",
    ),
    Setting(
        "TERTIB_AGENT_CONTACT",
        "Mail address or page named in the user agent of our looks.",
        "https://tertib.example/looks",
    ),
    Setting(
        "TERTIB_EXITS",
        "Networks by which looks go out, each named, comma-separated: NAME=direct or "
        "NAME=http://user:password@host:port (an HTTP proxy); empty: direct alone. With two or more, only looks by "
        "two of them make a listing down.",
        "",
        True,
    ),
    Setting(
        "TERTIB_SMTP_URL",
        "smtp://user:password@host:port (smtps:// for TLS) for mail out.",
        "smtp://127.0.0.1:25",
        True,
    ),
    Setting("TERTIB_MAIL_FROM", "Sender address of our mail.", "tertib@tertib.localhost"),
    Setting(
        "TERTIB_REPLY_DOMAIN", "Domain of the tagged reply addresses, balas+TAG@domain.", "tertib.localhost"
    ),
    Setting("TERTIB_LMTP", "address:port on which the worker takes mail in by LMTP; empty: off.", ""),
    Setting(
        "TERTIB_SECOND_FACTOR", "1 asks every person for a second factor before any page with cases.", "1"
    ),
    Setting(
        "TERTIB_SECOND_READING_SHARE",
        "Share of the decisions on findings that a second person reads again, from 0 to 1.",
        "0.1",
    ),
    Setting(
        "TERTIB_PROXY",
        "1 behind a proxy that sets X-Forwarded-Proto and ends TLS: secure cookies, HSTS.",
        "0",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def text(name: str) -> str:
    """The setting's value, or its default."""
    return os.environ.get(name, _BY_NAME[name].default).strip()


def described() -> list[tuple[str, str, str]]:
    """Every setting as (name, meaning, value to show); a secret's value is never shown."""
    found = []
    for setting in SETTINGS:
        value = text(setting.name)
        shown = ("(set)" if value else "(empty)") if setting.secret else (value or "(empty)")
        found.append((setting.name, setting.meaning, shown))
    return found


def flag(name: str) -> bool:
    """A setting that is 0 or 1. Raises SettingWrong for anything else."""
    value = text(name)
    if value not in ("0", "1"):
        raise SettingWrong(f"{name} is {value!r}; it must be 0 or 1.")
    return value == "1"


def share(name: str) -> float:
    """A setting from 0 to 1. Raises SettingWrong for anything else."""
    value = text(name)
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise SettingWrong(f"{name} is {value!r}; it must be a number from 0 to 1.")
    return number


def many(name: str) -> list[str]:
    """A comma-separated setting as a list without empty parts."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def files(name: str) -> list[Path]:
    """A list of files that must be there. Raises SettingWrong naming the first that is not."""
    paths = [Path(part) for part in many(name)]
    for path in paths:
        if not path.is_file():
            raise SettingWrong(f"{name} names {str(path)!r}, but there is no such file.")
    return paths


def address(name: str) -> tuple[str, int] | None:
    """A setting `address:port`, None when empty. Raises SettingWrong."""
    value = text(name)
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingWrong(f"{name} is {value!r}; write it as address:port, such as 127.0.0.1:8824.")
    return host, int(port)


def hosts(name: str) -> dict[str, tuple[str, int]]:
    """`host=address:port` pairs. Only hosts under .localhost are taken. Raises SettingWrong."""
    found: dict[str, tuple[str, int]] = {}
    for part in many(name):
        host, _, where = part.partition("=")
        place, _, port = where.rpartition(":")
        if not host.endswith(".localhost") or not place or not port.isdigit():
            raise SettingWrong(f"{name}: {part!r} must look like shop.localhost=127.0.0.1:8801.")
        found[host.lower()] = (place, int(port))
    return found


def database(home: Path) -> dict[str, object]:
    """Django's settings of the database. Raises SettingWrong for an address that is no PostgreSQL URL."""
    url = text("TERTIB_DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "tertib.sqlite",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456",
            },
        }
    parts = urlparse(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise SettingWrong("TERTIB_DATABASE_URL must look like postgres://user:password@host:port/name.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def smtp() -> dict[str, Any]:
    """host, port, user, password, tls of the mail server. Raises SettingWrong."""
    parts = urlparse(text("TERTIB_SMTP_URL"))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingWrong("TERTIB_SMTP_URL must look like smtp://user:password@host:port.")
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtps",
    }


def kept_secret(home: Path, make: Callable[[], str]) -> str:
    """The secret key: from the environment, else made once and kept readable by its owner only."""
    given = text("TERTIB_SECRET_KEY")
    if given:
        if len(given) < 50:
            raise SettingWrong(
                "TERTIB_SECRET_KEY has fewer than 50 characters; take at least 50 random ones."
            )
        return given
    path = home / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix="secret.key.", dir=home)  # for its owner only
        with os.fdopen(handle, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # whole or not at all, whoever is killed meanwhile; the first one stays
        except FileExistsError:  # another process of ours was quicker
            pass
        finally:
            os.unlink(fresh)
        return path.read_text().strip()
