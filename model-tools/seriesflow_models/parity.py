"""`seriesflow-models parity`: the whole way twice, by `seriesflow predict` and by the plain reading in Python with PyTorch."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from seriesflow_models.evaluation.predictor import Predictor
from seriesflow_models.packages import Package, package
from seriesflow_models.phantom import LABELS, evaluation_cases, render
from seriesflow_models.phantom.dicom import write_series
from seriesflow_models.reference import Box, Network, classify, locate
from seriesflow_models.series import read_series

#: Logits may differ by this much; the box not at all.
LARGEST_DIFFERENCE = 1e-3
GOLDEN = Path("cli/src/test/resources/golden/phantoms.json")


@dataclass(frozen=True)
class Reading:
    """What one of the two ways says of a series: half-open voxel box ((z0,z1),(y0,y1),(x0,x1)) and logit by label."""

    box: Box
    logits: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    series: str
    same_box: bool
    largest_difference: float
    label: str

    @property
    def passed(self) -> bool:
        return self.same_box and self.largest_difference <= LARGEST_DIFFERENCE


def torch_network(network: torch.nn.Module, names: tuple[str, ...]) -> Network:
    def run(batch: np.ndarray) -> dict[str, np.ndarray]:
        with torch.inference_mode():
            outputs = network(torch.from_numpy(np.ascontiguousarray(batch)))
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        return {name: output.numpy() for name, output in zip(names, outputs, strict=True)}

    return run


class Reader:
    """The reference reading with both packages' networks in PyTorch, single precision."""

    def __init__(self, roi: Package, classifier: Package) -> None:
        self.roi, self.classifier = roi, classifier
        self.locator = torch_network(roi.networks[0].network(), roi.networks[0].output_names)
        self.folds = [torch_network(n.network(), n.output_names) for n in classifier.networks]

    def read(self, path: Path) -> Reading:
        volume = read_series(path)
        values = volume.values()
        spec = self.roi.networks[0]
        found = locate(values, volume.spacing_zyx(), spec.patch, self.locator, spec.spacing_mm)
        said = classify(values, found.box, self.classifier.networks[0].edge, self.folds, self.classifier.flips)
        logits = dict(zip(LABELS, said.logits["location"], strict=True))
        logits["aneurysm-present"] = said.logits["presence"][0]
        return Reading(found.box, logits)


def compare(series: str, ours: Reading, theirs: Reading) -> Comparison:
    """Raises KeyError where a label has no logit."""
    differences = {label: abs(ours.logits[label] - value) for label, value in theirs.logits.items()}
    worst = max(differences, key=differences.get)
    return Comparison(series, ours.box == theirs.box, differences[worst], worst)


def add_commands(commands: argparse._SubParsersAction) -> None:
    parity = commands.add_parser(
        "parity",
        help="compare `seriesflow predict` with the reference reading in PyTorch",
        description=f"The same box and logits within {LARGEST_DIFFERENCE:g} on every label, on phantoms and on series given.",
    )
    parity.add_argument("--roi", default="aneurysm-roi", help="package in models/ (default: aneurysm-roi)")
    parity.add_argument("--classifier", default="aneurysm-classifier", help="package in models/ (default: aneurysm-classifier)")
    parity.add_argument("--cases", type=int, default=20, help="number of phantoms (default: 20)")
    parity.add_argument("--seed", type=int, default=900_000, help="first anatomy (default: 900000)")
    parity.add_argument("--input", type=Path, nargs="*", default=[], help="folders or .zip files of one series each")
    parity.add_argument(
        "--golden",
        action="store_true",
        help="write instead what the reference reading says of the shipped phantoms, for the tests of `seriesflow predict`",
    )
    parity.add_argument("--json", action="store_true", help="a JSON document on standard output")
    parity.set_defaults(run=run)


def run(root: Path, options: argparse.Namespace) -> int:
    reader = Reader(package(options.roi), package(options.classifier))
    if options.golden:
        print(write_golden(root, reader).relative_to(root))
        return 0
    compared = []
    with tempfile.TemporaryDirectory(prefix="seriesflow-parity-") as scratch:
        folders = [root / "models" / name for name in (options.roi, options.classifier)]
        with Predictor(root / "seriesflow", *folders, Path(scratch) / "predict.log") as predictor:
            for name, path in _inputs(options, Path(scratch)):
                predictor.ask(path)
                theirs = reader.read(path)
                compared.append(compare(name, _served(predictor, path), theirs))
                print(_line(compared[-1]), file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps([vars(c) | {"passed": c.passed} for c in compared], indent=1))
    failed = sum(not c.passed for c in compared)
    print(f"{len(compared) - failed} of {len(compared)} series alike", file=sys.stderr)
    return 1 if failed or not compared else 0


def write_golden(root: Path, reader: Reader) -> Path:
    """The reading of each shipped phantom: box as half-open ranges [z,y,x], logit by label."""
    phantoms = root / "models" / "phantoms"
    listed = json.loads((phantoms / "phantoms.json").read_text(encoding="utf-8"))["series"]
    readings = []
    for entry in listed:
        said = reader.read(phantoms / entry["file"])
        low, high = zip(*said.box)
        readings.append({"file": entry["file"], "box": {"min": low, "max": high}, "logits": said.logits})
    document = {
        "roi": reader.roi.name,
        "classifier": reader.classifier.name,
        "logitTolerance": LARGEST_DIFFERENCE,
        "series": readings,
    }
    path = root / GOLDEN
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return path


def _inputs(options: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, Path]]:
    for spec in evaluation_cases(options.cases, options.seed):
        folder = scratch / spec.name
        write_series(render(spec), folder, spec.name)
        yield spec.name, folder
    for path in options.input:
        yield path.name, path.resolve()


def _served(predictor: Predictor, path: Path) -> Reading:
    answer = predictor.answer(path)
    if len(answer.series) != 1 or answer.series[0].logits is None:
        said: Any = answer.error or [(s.status, s.reason) for s in answer.series]
        raise SystemExit(f"{path}: predict gave no logits of one series: {said}")
    series = answer.series[0]
    return Reading(tuple(zip(series.box.low, series.box.high)), series.logits)


def _line(one: Comparison) -> str:
    verdict = "same" if one.passed else "DIFFERENT"
    box = "same box" if one.same_box else "ANOTHER BOX"
    return f"{verdict:10}{one.series}: {box}, largest difference of logits {one.largest_difference:.1e} ({one.label})"
