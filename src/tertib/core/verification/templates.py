"""How pages are told apart, as data: `templates.toml` and further files of the same schema."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tertib.core.verification.status_api import StatusApi, read_status_api
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState

SCHEMA = 1
GENERAL_FILE = Path(__file__).with_name("templates.toml")
MARKETPLACES_FILE = Path(__file__).with_name("marketplaces.toml")

ABSENT = frozenset({PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE})
WALLS = frozenset({PageState.BLOCKED_US, PageState.LOGIN_WALL, PageState.APP_ONLY, PageState.ERROR})

_LISTS = ("title", "text", "marker", "meta", "script", "header", "final_host")
_KEYS = frozenset({"name", "state", "hint", "status", "final_path", "redirected", *_LISTS})
_PLACES = {"home", "search", "shop"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One rule: its conditions all hold, or it does not match. Empty conditions are not asked."""

    name: str  # "captcha-en", or "<platform>/<name>"
    state: PageState | None  # None for a hint
    hint: str | None = None
    status: frozenset[int] = frozenset()
    title: tuple[str, ...] = ()  # folded
    text: tuple[str, ...] = ()  # folded
    marker: tuple[tuple[str, str], ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    script: tuple[str, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    final_host: tuple[str, ...] = ()
    final_path: re.Pattern[str] | None = None
    redirected: bool | None = None

    @property
    def rests_on_text(self) -> bool:
        """Whether nothing but words that a seller may have written speaks for it."""
        return bool(self.text) and not (self.marker or self.meta or self.script or self.header)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformTemplates:
    """One platform's templates in order, and the paths where its redirects for absent listings end."""

    name: str
    templates: tuple[Template, ...] = ()
    places: tuple[tuple[str, re.Pattern[str]], ...] = ()  # ("home" | "search" | "shop", pattern of a path)
    status_api: StatusApi | None = None
    is_unverified: bool = False  # written from hearsay: may show a listing up, never gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """All rules of one run. `digest` names exactly this data: SHA-256 over the files, hexadecimal."""

    rules: tuple[Template, ...]
    platforms: Mapping[str, PlatformTemplates] = field(default_factory=dict)
    digest: str

    def of(self, platform: str) -> PlatformTemplates:
        """Return the platform's templates; none for a platform that no file names."""
        return self.platforms.get(platform) or PlatformTemplates(name=platform)


def load_templates(*paths: Path | str) -> Templates:
    """Read the general rules, the shipped marketplaces and then `paths`, in this order.

    Raises SettingWrong, naming file, entry and mend, if a file is missing or breaks a rule of the schema
    that stands at the top of `templates.toml`.
    """
    digest = hashlib.sha256()
    rules: list[Template] = []
    platforms: dict[str, PlatformTemplates] = {}
    for path in (GENERAL_FILE, MARKETPLACES_FILE, *(Path(each) for each in paths)):
        try:
            raw = path.read_bytes()
            table = tomllib.loads(raw.decode("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingWrong(f"{path}: cannot read page templates: {error}") from error
        digest.update(len(raw).to_bytes(8, "big") + raw)
        try:
            _read_file(table, rules=rules, platforms=platforms)
        except (SettingWrong, TypeError, ValueError, AttributeError, re.error) as error:
            raise SettingWrong(f"{path}: {error}") from error
    return Templates(rules=tuple(rules), platforms=platforms, digest=digest.hexdigest())


def _read_file(
    table: Mapping[str, Any], *, rules: list[Template], platforms: dict[str, PlatformTemplates]
) -> None:
    if table.get("schema") != SCHEMA:
        raise SettingWrong(f"schema is {table.get('schema')!r}; this version reads schema = {SCHEMA}")
    if unknown := set(table) - {"schema", "version", "rule", "platform"}:
        raise SettingWrong(f"unknown key {min(unknown)!r}; see the schema at the top of templates.toml")
    if not isinstance(table.get("version"), str):
        raise SettingWrong('version is missing; write for example version = "2026-11-24"')
    for entry in table.get("rule", ()):
        rule = _read_template(entry, scope="")
        if rule.state is not None and rule.state not in WALLS:
            raise SettingWrong(
                f"rule {rule.name!r}: a general rule cannot give {rule.state}; only {_names(WALLS)}"
            )
        rules.append(rule)
    for entry in table.get("platform", ()):
        name = entry.get("name")
        if not isinstance(name, str) or not name:
            raise SettingWrong("a [[platform]] has no name; write it as in platforms.toml")
        if unknown := set(entry) - {"name", "unverified", "template", "status_api", *_PLACES}:
            raise SettingWrong(f"platform {name!r}: unknown key {min(unknown)!r}")
        if not isinstance(entry.get("unverified", False), bool):
            raise SettingWrong(f"platform {name!r}: unverified must be true or false")
        is_unverified = bool(entry.get("unverified", False))
        before = platforms.get(name, PlatformTemplates(name=name))
        if before.is_unverified and not is_unverified:
            before = PlatformTemplates(name=name)  # who has looked at the pages replaces what we only heard
        added = tuple(_read_template(each, scope=f"{name}/") for each in entry.get("template", ()))
        names = [each.name for each in (*before.templates, *added)]
        if twice := {each for each in names if names.count(each) > 1}:
            raise SettingWrong(f"template {min(twice)!r} stands twice; give each its own name")
        places = tuple((place, re.compile(entry[place])) for place in sorted(_PLACES & set(entry)))
        platforms[name] = PlatformTemplates(
            name=name,
            templates=before.templates + added,
            places=before.places + places,
            status_api=read_status_api(entry["status_api"], where=f"platform {name!r}")
            if "status_api" in entry
            else before.status_api,
            is_unverified=is_unverified,
        )


def _read_template(entry: Mapping[str, Any], *, scope: str) -> Template:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise SettingWrong(f"an entry of {scope or 'the general rules'} has no name")
    where = f"{'template' if scope else 'rule'} {scope}{name}"
    if unknown := set(entry) - _KEYS:
        raise SettingWrong(f"{where}: unknown key {min(unknown)!r}; known are {', '.join(sorted(_KEYS))}")
    if ("state" in entry) == ("hint" in entry):
        raise SettingWrong(f"{where}: give either state or hint")
    if not set(entry) - {"name", "state", "hint"}:
        raise SettingWrong(f"{where}: has no condition, so it would match every page")
    for key in _LISTS:
        listed = entry.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
            raise SettingWrong(f'{where}: {key} must be a list of texts, such as {key} = ["..."]')
    status = entry.get("status", [])
    if not isinstance(status, list) or not all(type(each) is int and 100 <= each <= 599 for each in status):
        raise SettingWrong(f"{where}: status must be a list of HTTP statuses, such as status = [404, 410]")
    if not isinstance(entry.get("redirected", False), bool):
        raise SettingWrong(f"{where}: redirected must be true or false")
    template = Template(
        name=scope + name,
        state=PageState(entry["state"]) if "state" in entry else None,
        hint=entry.get("hint"),
        status=frozenset(status),
        title=tuple(" ".join(each.split()).casefold() for each in entry.get("title", ())),
        text=tuple(" ".join(each.split()).casefold() for each in entry.get("text", ())),
        marker=_pairs(entry, "marker", where),
        meta=_pairs(entry, "meta", where),
        script=tuple(entry.get("script", ())),
        header=_pairs(entry, "header", where),
        final_host=tuple(each.lower() for each in entry.get("final_host", ())),
        final_path=re.compile(entry["final_path"]) if "final_path" in entry else None,
        redirected=entry.get("redirected"),
    )
    _check_proof(template, where=where)
    return template


def _check_proof(template: Template, *, where: str) -> None:
    """Refuse a template that would call a listing up or gone on less than the platform's own word."""
    own_words = [f"{key}={value}" for key, value in (*template.marker, *template.meta)] + list(
        template.script
    )
    if template.state is PageState.UP_CHANGED:
        raise SettingWrong(
            f"{where}: UP_CHANGED needs a first look to compare with; a template cannot give it"
        )
    if template.state is PageState.UP and not any("{id}" in each for each in own_words):
        raise SettingWrong(f"{where}: an UP template needs {{id}} in a marker, meta or script")
    if template.state in ABSENT and not (own_words or template.text):
        raise SettingWrong(
            f"{where}: {template.state} needs a marker, meta, script or text; a status or title lies"
        )
    if template.state is PageState.GONE_HARD and not (template.status and template.status <= {404, 410}):
        raise SettingWrong(
            f"{where}: GONE_HARD needs status = [404], [410] or both; use GONE_SOFT for other pages"
        )


def _pairs(entry: Mapping[str, Any], key: str, where: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for each in entry.get(key, ()):
        name, equals, value = each.partition("=")
        if not (name and equals):
            raise SettingWrong(f'{where}: {key} {each!r} must be "name=value"')
        pairs.append((name.strip().lower(), value))
    return tuple(pairs)


def _names(states: frozenset[PageState]) -> str:
    return ", ".join(sorted(states))
