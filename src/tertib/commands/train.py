"""`tertib train`: learn from labelled listings what a policy's rules leave open, and write the model with its card."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertib import __version__
from tertib.commands.detect import policy_folder
from tertib.commands.labels import LabelFile, read_labels
from tertib.core.detection.compiled import MODEL_FILE, CompiledPolicy, compile_policy
from tertib.core.detection.model import save_model
from tertib.core.detection.model.gate import Verdict, forward_test
from tertib.core.detection.model.train import LEAST_OF_EACH, Labelled, Trained, train
from tertib.core.detection.run import log_odds
from tertib.errors import BadInput

CARD_FILE = "model.json"
MICROSECONDS_A_DAY = 86_400_000_000


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("--policy", required=True, help="a shipped policy's id, or a policy's folder")
    parser.add_argument(
        "--labels", type=Path, nargs="+", required=True, help="listing files with a label column"
    )
    parser.add_argument("--label", help="the label's column (label, the question's key, or condition)")
    parser.add_argument("--question", default="used", help="the question that the labels answer (used)")
    parser.add_argument(
        "--negatives", type=Path, nargs="*", default=[], help="listing files known to be all lawful"
    )
    parser.add_argument("-o", "--output", type=Path, help="folder for the model and its card (the policy's)")
    parser.add_argument(
        "--try", dest="only_try", action="store_true", help="say how it would do; write nothing"
    )


def run(args: argparse.Namespace) -> int:
    """0 the model was written (or would be); 1 it does worse than the one in use; 2 the input is wrong."""
    folder = policy_folder(args.policy)
    policy = compile_policy(folder)
    if args.question not in policy.rules.question_index():
        known = ", ".join(policy.rules.question_index())
        raise BadInput(f"--question {args.question!r} is none of the policy's. It asks: {known}.")
    files = [read_labels(path, label=args.label, question=args.question) for path in args.labels]
    files += [read_labels(path, label=None, question=args.question, all_no=True) for path in args.negatives]
    data, old = _labelled(files, policy, question=args.question)
    yes, no = int((data.label > 0.5).sum()), int((data.label <= 0.5).sum())
    if min(yes, no) < LEAST_OF_EACH:
        raise BadInput(
            f"There are {yes} listings labelled yes and {no} no; at least {LEAST_OF_EACH} of each are needed."
        )
    trained = train(data, question=args.question)
    verdict = forward_test(data, old, question=args.question, unseen=trained.unseen)
    _say(trained, verdict, yes=yes, no=no)
    if not verdict.passed:
        print("tertib: the new model does worse than the one in use; nothing was written", file=sys.stderr)
        return 1
    if not args.only_try:
        _write(args.output or folder, trained, verdict, files=files, policy=policy, question=args.question)
    return 0


def _labelled(
    files: list[LabelFile], policy: CompiledPolicy, *, question: str
) -> tuple[Labelled, npt.NDArray[np.float64]]:
    """All labelled listings as one, and the log-odds that the policy as it stands gives each."""
    listings = pa.Table.from_batches([file.listings for file in files]).combine_chunks().to_batches()[0]
    label = np.concatenate([file.label for file in files])
    known = ~np.isnan(label)
    listings, label = listings.filter(pa.array(known)), label[known]
    shops = listings.column("shop").to_pylist()
    number = {shop: place for place, shop in enumerate(sorted({str(shop) for shop in shops}))}
    days = pc.cast(pc.floor_temporal(listings.column("listed_at"), unit="day"), pa.int64())
    data = Labelled(
        listings=listings,
        rules=log_odds(listings, policy, question=question, learned=False),
        label=label,
        shop=np.array([number[str(shop)] for shop in shops], dtype=np.int64),
        day=pc.fill_null(days, 0).to_numpy(zero_copy_only=False) // MICROSECONDS_A_DAY,
    )
    return data, log_odds(listings, policy, question=question)


def _say(trained: Trained, verdict: Verdict, *, yes: int, no: int) -> None:
    how = "on what came later" if verdict.forward else "on shops that it had not seen"
    old = "the model in use" if verdict.forward else "the rules alone"
    pieces = int(np.count_nonzero(trained.model.weights))
    print(
        f"{yes} yes, {no} no; penalty {trained.penalty:g}; {pieces} pieces of words\n"
        f"{how}: log-loss {verdict.new_log_loss:.4f} ({old} {verdict.old_log_loss:.4f}), "
        f"average precision {verdict.new_ap:.3f} ({verdict.old_ap:.3f})",
        file=sys.stderr,
    )


def _write(
    folder: Path,
    trained: Trained,
    verdict: Verdict,
    *,
    files: list[LabelFile],
    policy: CompiledPolicy,
    question: str,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{MODEL_FILE}.new.npz"
    save_model(trained.model, fresh)
    card = {
        "question": question,
        "rules": policy.reference.split("#")[0],
        "trained_with": f"tertib {__version__}",
        "data": [
            {
                "file": file.name,
                "sha256": file.sha256,
                "yes": int((file.label == 1).sum()),
                "no": int((file.label == 0).sum()),
                "unknown": int(np.isnan(file.label).sum()),
            }
            for file in files
        ],
        "penalty": trained.penalty,
        "pieces": int(np.count_nonzero(trained.model.weights)),
        "test": asdict(verdict),
    }
    (folder / CARD_FILE).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    fresh.replace(folder / MODEL_FILE)
    print(f"{folder / MODEL_FILE} and {CARD_FILE} written", file=sys.stderr)
