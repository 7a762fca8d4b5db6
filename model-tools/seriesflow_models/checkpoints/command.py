"""The subcommand `export`: arguments and output."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from seriesflow_models.checkpoints.refusal import Refused

_TOLERANCE = 1e-3


def add_arguments(commands: Any) -> None:
    """Adds `export` to the subparsers of the command line."""
    export = commands.add_parser(
        "export",
        help="make packages from checkpoints of your own",
        description="Makes model packages from checkpoints. Needs the extra `nnunet`: pip install 'seriesflow-models[nnunet]'.",
    )
    kinds = export.add_subparsers(dest="kind", required=True)
    nnunet = kinds.add_parser(
        "nnunet",
        help="a trained-model folder of nnU-Net v2",
        description="A folder with plans.json, dataset.json and fold_*/checkpoint_final.pth becomes a segmentation package. "
        "What the engine does not serve is refused by the name of the key.",
    )
    nnunet.add_argument(
        "results", type=Path, metavar="RESULTS_FOLDER", help="for example .../nnUNetTrainer__nnUNetPlans__3d_fullres"
    )
    nnunet.add_argument("--configuration", required=True, choices=("2d", "3d_fullres"))
    nnunet.add_argument(
        "--folds", type=_listed, default=(), metavar="0,1,...", help="(default: all that have the checkpoint)"
    )
    nnunet.add_argument("--checkpoint", default="checkpoint_final.pth", metavar="FILE", help="(default: %(default)s)")
    nnunet.add_argument("--title", required=True)
    nnunet.add_argument(
        "--orientation",
        metavar="LPS|RAS|LAS|...",
        help="in which order the files that were trained on are stored, x first; "
        "needed where the image reader keeps it and no mask in fold_*/validation shows it",
    )
    nnunet.add_argument(
        "--modality", metavar="CT|MR|...", help="DICOM modality, where the channel's name does not say it"
    )
    _common(nnunet)
    reference = kinds.add_parser(
        "reference",
        help="the reference system's two stages",
        description="Folders in the layout of the RSNA 2025 2nd place: a 2D results folder (stage 1) and one or more with a residual "
        "encoder and attention heads (stage 2, one network a fold). Which is which is recognised from the weights. "
        "Writes OUT/ID-roi and OUT/ID-classifier; the steps are the recipe's, not the plans'.",
    )
    reference.add_argument(
        "folders", type=Path, nargs="+", metavar="FOLDER", help="searched for fold_*/CHECKPOINT, itself and below"
    )
    reference.add_argument(
        "--checkpoint", default="checkpoint_final.pth", metavar="FILE", help="(default: %(default)s)"
    )
    _common(reference)
    full = kinds.add_parser(
        "demo-full-size",
        help="the reference classifier at its published size, untrained",
        description="Writes the classifier of the reference system at full size (109.36 M parameters, 91.6 M of them in the file, "
        "366 MB) with seeded random weights, for measurements of speed. Its scores mean nothing. Not to be committed.",
    )
    full.add_argument("--out", type=Path, required=True, metavar="DIR")
    full.add_argument("--json", action="store_true", help="the result as JSON on stdout")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--id", required=True, dest="identifier", metavar="ID", help="lower case, digits and hyphens")
    parser.add_argument("--licence", required=True, metavar="SPDX", help="of the weights, for example CC-BY-4.0")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument(
        "--training", default="trained", choices=("trained", "synthetic", "untrained"), help="(default: %(default)s)"
    )
    parser.add_argument(
        "--body-parts",
        type=_listed,
        default=(),
        metavar="HEAD,BRAIN,...",
        help="values of Body Part Examined that it is for (default: none, which refuses every series until the manifest names "
        "some; for `reference` the head)",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=_TOLERANCE,
        help="largest difference of ONNX from PyTorch (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="the result as JSON on stdout")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def run(options: argparse.Namespace) -> int:
    """Runs the command; what is refused ends with status 2 and one line on stderr."""
    try:
        results = _export(options)
    except Refused as e:
        print(f"seriesflow-models: refused: {e}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([dataclasses.asdict(one) for one in results], indent=2))
        return 0
    for one in results:
        print(f"{one.package}: {one.parameters:,} parameters")
        for file, digest in one.files.items():
            print(f"  {file}  {digest}")
        print(f"  ONNX against PyTorch: at most {one.onnx_difference:.2e}")
        if one.preprocessing_difference is not None:
            print(f"  network's input against nnU-Net's preprocessor: at most {one.preprocessing_difference:.2e}")
        for note in one.notes:
            print(f"  note: {note}")
    return 0


def _export(options: argparse.Namespace) -> list[Any]:
    def say(line: str) -> None:
        print(line, file=sys.stderr)

    if options.kind == "demo-full-size":
        from seriesflow_models.checkpoints.full_size import export as export_full_size

        return [export_full_size(options.out, say)]
    if not _is_identifier(options.identifier):
        raise Refused("--id", f"'{options.identifier}' must be lower case, digits and hyphens")
    if options.kind == "nnunet":
        from seriesflow_models.checkpoints import nnunet

        return [
            nnunet.export(
                nnunet.Request(
                    options.results,
                    options.configuration,
                    options.identifier,
                    options.title,
                    options.licence,
                    options.out,
                    options.folds,
                    options.checkpoint,
                    options.orientation,
                    options.training,
                    options.body_parts,
                    options.modality,
                    options.tolerance,
                ),
                say,
            )
        ]
    from seriesflow_models.checkpoints import reference_system

    return reference_system.export(
        reference_system.Request(
            tuple(options.folders),
            options.identifier,
            options.licence,
            options.out,
            options.checkpoint,
            options.training,
            options.body_parts,
            options.tolerance,
        ),
        say,
    )


def _is_identifier(text: str) -> bool:
    from seriesflow_models.checkpoints.manifest import identifier

    return bool(text) and identifier(text) == text
