"""How a policy folder is read and checked."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tertib.core.deadlines import DeadlineRule
from tertib.core.policies.fields import Fields
from tertib.core.policies.model import LegalBasis, Policy, Route, Rung
from tertib.errors import PolicyMistake
from tertib.vocabulary import (
    AskedAction,
    BasisStatus,
    ChannelType,
    DeadlineUnit,
    LadderMeasure,
    LegalStanding,
    LegalZone,
    PartyKind,
    Urgency,
)

POLICY_FILE = "policy.toml"
SHIPPED_POLICIES = Path(__file__).parents[2] / "policies"
POLICY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LETTERS = ("dispatch", "reminder")  # the wordings that every policy names

TOP_KEYS = (
    *(
        "id",
        "version",
        "name",
        "scope",
        "asked",
        "redress",
        "wording",
        "legal_basis",
        "deadline",
        "route",
        "rung",
    ),
    "detection",  # read by the detection rules, not here
)


def load_policies(root: Path = SHIPPED_POLICIES) -> dict[str, Policy]:
    """Every policy folder under `root`, by id. Raises PolicyMistake, as `load_policy` does."""
    folders = sorted(path.parent for path in root.glob(f"*/{POLICY_FILE}"))
    if not folders:
        raise PolicyMistake(
            f"{root.name}: no folder with a {POLICY_FILE} in it; give the folder above the policies"
        )
    return {policy.id: policy for policy in map(load_policy, folders)}


def load_policy(folder: Path) -> Policy:
    """Read one policy folder.

    Raises PolicyMistake naming file, line and mend: not TOML, a key missing, misspelt or of the
    wrong kind, an id that is not the folder's name, an urgency without a deadline, a basis that
    ends before it begins, successive provisions that overlap or leave a gap.
    """
    path = folder / POLICY_FILE
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as mistake:
        raise PolicyMistake(f"{folder.name}: there is no readable {POLICY_FILE}; add one") from mistake
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise PolicyMistake(
            f"{folder.name}/{POLICY_FILE}: {mistake}; mend it so that it is TOML in UTF-8"
        ) from mistake
    fields = Fields(f"{folder.name}/{POLICY_FILE}", text, table)
    fields.only(*TOP_KEYS)
    return _policy(fields, folder=folder)


def digest_folder(folder: Path) -> str:
    """SHA-256 over every file of the folder: name, length and bytes, in the order of the names.

    Line ends are read as LF, so that a checkout on another system has the same digest.
    """
    whole = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return f"sha256:{whole.hexdigest()}"


def _policy(fields: Fields, *, folder: Path) -> Policy:
    policy_id = fields.text_of("id")
    if policy_id != folder.name or not POLICY_ID.fullmatch(policy_id):
        fields.fail(
            "id", f"id is {policy_id!r}, the folder is {folder.name!r}; use the same lower-case-words"
        )
    asked, redress = fields.part("asked"), fields.part("redress")
    asked.only("action", "text")
    redress.only("platform", "seller", "contact")
    return Policy(
        id=policy_id,
        version=fields.text_of("version"),
        digest=digest_folder(folder),
        name=fields.both("name"),
        scope=fields.both("scope"),
        action=asked.word("action", AskedAction),
        asked=asked.both("text"),
        redress_platform=redress.both("platform"),
        redress_seller=redress.both("seller"),
        redress_contact=redress.both("contact"),
        legal_bases=tuple(_legal_bases(fields)),
        deadlines=_deadlines(fields),
        deadline_sources={part.text_of("key"): part.both("source") for part in fields.parts("deadline")},
        routes=tuple(_route(part) for part in fields.parts("route")),
        rungs=tuple(_rungs(fields)),
        wording={key: fields.part("wording").text_of(key) for key in LETTERS},
    )


def _legal_bases(fields: Fields) -> Iterator[LegalBasis]:
    seen: dict[str, LegalBasis] = {}
    for part in fields.parts("legal_basis"):
        part.only("key", "title", "provision", "valid_from", "valid_to", "status", "source", "follows")
        basis = LegalBasis(
            key=part.text_of("key"),
            title=part.both("title"),
            provision=part.both("provision"),
            valid_from=part.day("valid_from"),
            valid_to=part.optional_day("valid_to"),
            status=part.word("status", BasisStatus),
            source=part.text_of("source"),
        )
        if basis.key in seen:
            part.fail("key", f"the key {basis.key!r} stands twice; give each provision its own")
        if basis.valid_to is not None and basis.valid_to < basis.valid_from:
            part.fail(
                "valid_to", f"valid_to {basis.valid_to} lies before valid_from {basis.valid_from}; mend one"
            )
        if "follows" in part.table:
            _check_follows(part, basis, seen.get(part.text_of("follows")))
        seen[basis.key] = basis
        yield basis


def _check_follows(part: Fields, basis: LegalBasis, former: LegalBasis | None) -> None:
    if former is None:
        part.fail(
            "follows", f"follows names {part.text_of('follows')!r}, which does not stand above; mend the key"
        )
    wanted = basis.valid_from - timedelta(days=1)
    if former.valid_to != wanted:
        part.fail(
            "valid_from",
            f"{basis.key} follows {former.key}, so {former.key} must end on {wanted}, not {former.valid_to}; "
            f"otherwise a day has two of them or none",
        )


def _deadlines(fields: Fields) -> dict[Urgency, DeadlineRule]:
    rules: dict[Urgency, DeadlineRule] = {}
    for part in fields.parts("deadline"):
        part.only("key", "urgency", "unit", "amount", "zone", "standing", "source")
        rule = DeadlineRule(
            key=part.text_of("key"),
            urgency=part.word("urgency", Urgency),
            unit=part.word("unit", DeadlineUnit),
            amount=part.whole("amount", at_least=1),
            zone=part.word("zone", LegalZone),
            standing=part.word("standing", LegalStanding),
            source=part.both("source").id,  # a letter in English takes `deadline_sources`
        )
        if rule.urgency in rules:
            part.fail("urgency", f"urgency {rule.urgency!s} has two deadlines; keep one")
        rules[rule.urgency] = rule
    missing = [urgency.value for urgency in Urgency if urgency not in rules]
    if missing:
        fields.fail("deadline", f"no deadline for {', '.join(missing)}; add a [[deadline]] for each")
    return rules


def _route(part: Fields) -> Route:
    part.only("channel_types", "to", "source")
    return Route(
        channel_types=frozenset(part.words("channel_types", ChannelType)),
        to=part.words("to", PartyKind),
        source=part.text_of("source"),
    )


def _rungs(fields: Fields) -> Iterator[Rung]:
    seen: set[str] = set()
    for part in fields.parts("rung"):
        part.only(
            *("key", "name", "issuer", "measure", "at_least", "at_least_cases", "window_days", "period_days"),
            *("times", "standing", "source", "wording"),
        )
        key = part.text_of("key")
        if key in seen:
            part.fail("key", f"the rung {key!r} stands twice; use `times` for a rung that is issued again")
        seen.add(key)
        measure, at_least = part.word("measure", LadderMeasure), part.number("at_least", above=0)
        if measure is LadderMeasure.OVERDUE_SHARE and at_least > 1:
            part.fail("at_least", f"at_least is {at_least:g}; a share lies between 0 and 1, such as 0.1")
        yield Rung(
            key=key,
            name=part.both("name"),
            issuer=part.both("issuer"),
            measure=measure,
            at_least=at_least,
            at_least_cases=part.whole("at_least_cases", at_least=1),
            window_days=part.whole("window_days", at_least=1),
            period_days=part.whole("period_days", at_least=1),
            times=part.whole("times", at_least=1),
            standing=part.word("standing", LegalStanding),
            source=part.both("source"),
            wording=part.text_of("wording"),
        )
