"""`tertib policy check`: read policy folders as the program does, and say what is wrong with them or what they say."""

import argparse
import sys
from pathlib import Path

from tertib.core.detection.rules import Rules, load_rules
from tertib.core.notices import Wording, load_wording
from tertib.core.notices.content import LANGUAGES
from tertib.core.policies import Policy, load_policy
from tertib.core.policies.load import POLICY_FILE
from tertib.errors import PolicyMistake
from tertib.vocabulary import BasisStatus, TermStatus


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="check")
    check = acts.add_parser("check", help="read policy folders and say what is wrong")
    check.add_argument("folder", type=Path, nargs="+", help="a policy's folder, or the folder above several")


def run(args: argparse.Namespace) -> int:
    """Check every folder; 0 if all are in order, 2 if one is not."""
    wordings = [load_wording(language) for language in LANGUAGES]
    mistakes = 0
    for folder in _policy_folders(args.folder):
        try:
            policy = load_policy(folder)
            _check_letters(policy, wordings)
            rules = load_rules(folder)
        except PolicyMistake as mistake:
            mistakes += 1
            print(f"tertib: {mistake}", file=sys.stderr)
        else:
            print("\n".join([*_lines(policy), *_rule_lines(rules)]))
    return 2 if mistakes else 0


def _policy_folders(given: list[Path]) -> list[Path]:
    folders: list[Path] = []
    for path in given:
        below = sorted(one.parent for one in path.glob(f"*/{POLICY_FILE}"))
        folders += [path.resolve()] if (path / POLICY_FILE).exists() or not below else below
    return folders


def _check_letters(policy: Policy, wordings: list[Wording]) -> None:
    wanted = {*policy.wording.values(), *(rung.wording for rung in policy.rungs)}
    for wording in wordings:
        lacking = sorted(wanted - set(wording.letters))
        if lacking:
            known = ", ".join(sorted(wording.letters))
            raise PolicyMistake(
                f"{policy.id}/{POLICY_FILE}: there is no letter {', '.join(lacking)} in {wording.language}; "
                f"use one of {known}"
            )


def _lines(policy: Policy) -> list[str]:
    unread = [basis.key for basis in policy.legal_bases if basis.status is not BasisStatus.CONFIRMED]
    lines = [f"{policy.id} {policy.version}  {policy.digest}"]
    for basis in policy.legal_bases:
        until = basis.valid_to.isoformat() if basis.valid_to else "in force"
        lines.append(f"  basis     {basis.key:24} {basis.valid_from} to {until:10}  {basis.status}")
    for urgency, rule in policy.deadlines.items():
        lines.append(f"  deadline  {urgency:24} {rule.amount} {rule.unit}, {rule.zone}, {rule.standing}")
    lines += [
        f"  rung      {rung.key:24} {rung.times} x {rung.period_days} days, {rung.standing}"
        for rung in policy.rungs
    ]
    if unread:
        lines.append(f"  to do     read in the official text and confirm: {', '.join(unread)}")
    return lines


def _rule_lines(rules: Rules) -> list[str]:
    used = [term for term in rules.terms if term.status is TermStatus.ACTIVE]
    candidates = [term.key for term in rules.terms if term.status is TermStatus.CANDIDATE]
    spellings = sum(len(term.words) for term in used)
    counts = (
        f"{len(used)} terms in {spellings} spellings, {len(rules.groups)} groups, {len(rules.signs)} signs"
    )
    lines = [
        f"  questions {', '.join(question.key for question in rules.questions)}",
        f"  detection {counts}",
    ]
    if candidates:
        lines.append(f"  candidate {', '.join(candidates)}: matched nowhere until a person accepts them")
    return lines
