"""`seriesflow-models train`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

#: Steps after which a network is trained; the learning rate is laid out over them.
STEPS = {"roi": 800, "classifier": 6500}


def add_commands(commands: argparse._SubParsersAction) -> None:
    train = commands.add_parser(
        "train",
        help="train a network on phantoms, or go on training it",
        description="Trains on phantoms rendered as they are needed. Leaves a checkpoint behind at each validation and at the end; "
        "called again, it goes on from there. `build` then writes the ONNX files.",
    )
    train.add_argument("network", choices=sorted(STEPS))
    train.add_argument("--steps", type=int, help=f"steps in all, over all runs (default: {STEPS})")
    train.add_argument("--minutes", type=float, default=24 * 60.0, help="end this run after so many minutes (default: a day)")
    train.add_argument("--workers", type=int, default=1, help="processes that render phantoms (default: 1)")
    train.add_argument("--threads", type=int, default=2, help="threads of the network (default: 2)")
    train.add_argument("--device", help="cpu or cuda (default: cuda where there is one)")
    train.add_argument("--every", type=int, default=400, help="steps between validations (default: 400)")
    train.set_defaults(run=run)


def run(root: Path, options: argparse.Namespace) -> int:
    import torch

    from seriesflow_models.packages import CHECKPOINTS, CLASSIFIER, ROI
    from seriesflow_models.training.checkpoint import steps_of
    from seriesflow_models.training.classifier import ClassifierTask
    from seriesflow_models.training.roi import RoiTask
    from seriesflow_models.training.run import train

    torch.set_num_threads(options.threads)
    spec, task = {"roi": (ROI, RoiTask), "classifier": (CLASSIFIER, ClassifierTask)}[options.network]
    path = CHECKPOINTS / spec.checkpoint
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    # A run that goes on draws other heads than the one before.
    learning = task(spec, spec.seed + steps_of(path), options.workers, device)
    steps = options.steps or STEPS[options.network]
    progress = train(learning, spec.seed, path, steps, options.minutes, say, options.every)
    print(f"{options.network}: {progress.step} of {steps} steps, {progress.phantoms} phantoms, {progress.seconds / 60:.0f} minutes in all")
    return 0
