"""`seriesflow-models picture`: the region of interest over maximum intensity projections, and the scores, as they are served."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from seriesflow_models.evaluation.predictions import SeriesPrediction
from seriesflow_models.evaluation.predictor import Predictor
from seriesflow_models.evaluation.served_packages import read_package
from seriesflow_models.nifti import StoredVolume
from seriesflow_models.series import read_series

_AXES = "zyx"
#: What is seen along each array axis: name, and the array axes that run downwards and to the right.
_VIEWS = (("axial", 1, 2), ("coronal", 0, 2), ("sagittal", 0, 1))


def add_commands(commands: argparse._SubParsersAction) -> None:
    picture = commands.add_parser(
        "picture",
        help="draw the region of interest over projections of a series",
        description="Draws what `seriesflow predict` says of one series: the region over maximum intensity projections along "
        "each axis, and the scores. Left of the patient is on the right of the axial and the coronal picture.",
    )
    picture.add_argument("--input", type=Path, required=True, help="folder or .zip file of one series")
    picture.add_argument("--roi", default="aneurysm-roi", help="package (default: aneurysm-roi)")
    picture.add_argument("--classifier", default="aneurysm-classifier", help="package (default: aneurysm-classifier)")
    picture.add_argument("--out", type=Path, required=True, help="the PNG file to write")
    picture.set_defaults(run=run)


def run(root: Path, options: argparse.Namespace) -> int:
    packages = [read_package(name, root / "models").folder for name in (options.roi, options.classifier)]
    with tempfile.TemporaryDirectory(prefix="seriesflow-picture-") as scratch:
        with Predictor(root / "seriesflow", *packages, Path(scratch) / "predict.log") as predictor:
            predictor.ask(options.input.resolve())
            answer = predictor.answer(options.input.resolve())
    if len(answer.series) != 1 or answer.series[0].box is None:
        said = answer.error or [(s.status, s.reason) for s in answer.series]
        print(f"seriesflow-models picture: no region of one series in {options.input}: {said}", file=sys.stderr)
        return 1
    series = answer.series[0]
    draw(read_series(options.input), series, options.out)
    print(f"{series.status}, presence {series.presence:.3f}, {100 * series.box.share_of(series.shape):.0f} % of the volume kept")
    for label, score in sorted(series.locations.items(), key=lambda pair: -pair[1]):
        print(f"  {score:.3f}  {label}")
    return 0


def draw(volume: StoredVolume, series: SeriesPrediction, path: Path) -> None:
    """Three projections with the box, one PNG."""
    values = volume.values()
    spacing = volume.spacing_zyx()
    figure = Figure(figsize=(13, 5), dpi=90, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, 3)
    for axis, (panel, (name, down, right)) in enumerate(zip(panels, _VIEWS)):
        seen = values.max(axis=axis)
        low, high = np.percentile(seen, (1, 99.7))
        # Heads stand upright: z runs upwards in a picture.
        origin = "lower" if down == 0 else "upper"
        panel.imshow(seen, cmap="gray", vmin=low, vmax=high, aspect=spacing[down] / spacing[right], origin=origin)
        corner = (series.box.low[right] - 0.5, series.box.low[down] - 0.5)
        size = (series.box.high[right] - series.box.low[right], series.box.high[down] - series.box.low[down])
        panel.add_patch(Rectangle(corner, *size, fill=False, edgecolor="orange", linewidth=1.5))
        panel.set_title(f"{name}, projected along {_AXES[axis]}")
        panel.axis("off")
    leading = max(series.locations.items(), key=lambda pair: pair[1])
    figure.suptitle(
        f"{series.status}: presence {series.presence:.3f}, highest location {leading[0]} {leading[1]:.3f}. Research software, not a medical device."
    )
    figure.savefig(path)
