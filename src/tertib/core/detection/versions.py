"""Read the files of a version that is written here, as texts, and say what is wrong with them before it is published."""

import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tertib.core.detection.model import TextModel, load_model
from tertib.core.detection.rules.load import RULES_FILE, TERMS_FILE, load_rules
from tertib.core.detection.rules.model import Rules
from tertib.core.notices import load_wording
from tertib.core.notices.content import LANGUAGES
from tertib.core.policies import Policy, load_policy
from tertib.core.policies.load import POLICY_FILE
from tertib.core.policies.versions import write_files
from tertib.errors import PolicyMistake

TEXT_FILES = (TERMS_FILE, RULES_FILE, POLICY_FILE)
"""The files that a person may write, in the order in which they are most often changed."""
MODEL_FILE = "model.npz"
KEPT = 12  # readings, each some hundred kilobytes


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be read: what it says, and the reference by which it is cited."""

    policy: Policy
    rules: Rules
    model: TextModel | None

    @property
    def reference(self) -> str:
        """`id@version#digest`."""
        return self.policy.reference


_READ: OrderedDict[str, Version] = OrderedDict()


def read_version(files: Mapping[str, str], *, policy_id: str) -> Version:
    """Read and check a version's files; the same files are read once. Raises PolicyMistake with file, line and mend."""
    mark = _mark(files, policy_id)
    known = _READ.get(mark)
    if known is None:
        known = _READ[mark] = _read(files, policy_id)
        while len(_READ) > KEPT:
            _READ.popitem(last=False)
    return known


def _read(files: Mapping[str, str], policy_id: str) -> Version:
    with tempfile.TemporaryDirectory(prefix="tertib-policy-") as place:
        folder = Path(place) / policy_id
        write_files(files, folder)
        policy, rules = load_policy(folder), load_rules(folder)
        _check_letters(policy)
        path = folder / MODEL_FILE
        model = load_model(path) if path.exists() else None
    if model is not None and model.question not in rules.question_index():
        raise PolicyMistake(
            f"{policy_id}/{RULES_FILE}: the model answers the question {model.question!r}, which is nowhere; keep it"
        )
    return Version(policy, rules, model)


def _check_letters(policy: Policy) -> None:
    wanted = {*policy.wording.values(), *(rung.wording for rung in policy.rungs)}
    for language in LANGUAGES:
        lacking = sorted(wanted - set(load_wording(language).letters))
        if lacking:
            raise PolicyMistake(
                f"{policy.id}/{POLICY_FILE}: there is no letter {', '.join(lacking)} in {language}; name one there is"
            )


def _mark(files: Mapping[str, str], policy_id: str) -> str:
    whole = hashlib.sha256(policy_id.encode())
    for name in sorted(files):
        content = files[name].encode()
        whole.update(f"\0{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()
