"""Command line of `seriesflow-models`. Each command says in its own module what it takes; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seriesflow_models import parity
from seriesflow_models.evaluation import command as evaluation
from seriesflow_models.evaluation import picture
from seriesflow_models.checkpoints import command as export_command
from seriesflow_models.packages import PACKAGES
from seriesflow_models.phantom import command as phantoms
from seriesflow_models.training import command as training


def _repository_root() -> Path:
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "models").is_dir() and (folder / "model-tools").is_dir():
            return folder
    raise SystemExit(
        "seriesflow-models: no repository found at or above the current folder; name it with --root"
    )


def _package_name(name: str) -> str:
    known = [p.name for p in PACKAGES]
    if name not in known:
        raise argparse.ArgumentTypeError(f"no package is called {name}; known: {', '.join(known)}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="seriesflow-models",
        description="Makes, measures and converts model packages.",
    )
    parser.add_argument(
        "--root", type=Path, help="repository root (default: found from the current folder upwards)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser(
        "build",
        help="write the ONNX files",
        description="Writes the ONNX files and brings their sha256 lines in the packages' manifest.yaml up to date.",
    )
    build.add_argument(
        "package",
        nargs="*",
        type=_package_name,
        metavar="PACKAGE",
        help=f"packages to build: {', '.join(p.name for p in PACKAGES)} (default: all)",
    )
    build.add_argument(
        "--segmentation",
        type=Path,
        metavar="FILE",
        help="write instead to FILE the trained classifier with its two segmentations as further outputs",
    )
    golden = commands.add_parser(
        "golden",
        help="write the golden inputs and outputs",
        description="Runs the reference reading of both stages on small synthetic volumes; writes inputs and results.",
    )
    golden.add_argument(
        "--out", type=Path, help="target folder (default: inference/src/test/resources/golden)"
    )
    export_command.add_arguments(commands)
    phantoms.add_commands(commands)
    training.add_commands(commands)
    parity.add_commands(commands)
    picture.add_commands(commands)
    evaluation.add_commands(commands)
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "export":
        return export_command.run(options)
    root = options.root or _repository_root()
    if hasattr(options, "run"):
        return options.run(root, options)
    if options.command == "build":
        from seriesflow_models.build import build, build_segmentation

        if options.segmentation:
            build_segmentation(options.segmentation)
            return 0
        for built in build(root, tuple(options.package)):
            state = "written" if built.changed else "same"
            print(f"{state:8}{built.size:>10}  {built.digest}  {built.path.relative_to(root)}")
    else:
        from seriesflow_models.golden import write_goldens

        for path in write_goldens(root, options.out or root / "inference/src/test/resources/golden"):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
