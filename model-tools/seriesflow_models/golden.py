"""Golden files: a volume (.nii) and what the reference reading says about it (.json), one pair a case."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from seriesflow_models import nifti
from seriesflow_models.packages import package
from seriesflow_models.golden_volumes import Case, cases
from seriesflow_models.reference import ClassifierReading, RoiReading, SliceVote, classify, locate
from seriesflow_models.runtime import open_package

AXES = "zyx"
#: A box may differ by one voxel only where the logit margin behind the bound is below this.
TRUSTED_MARGIN = 1e-4
LOGIT_TOLERANCE = 1e-3


def write_goldens(root: Path, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for case in cases():
        volume_path = folder / f"{case.name}.nii"
        nifti.write(case.volume, volume_path)
        result_path = folder / f"{case.name}.json"
        result = describe(root, case, volume_path)
        result_path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        written += [volume_path, result_path]
    return written


def describe(root: Path, case: Case, volume_path: Path) -> dict[str, Any]:
    """Reads the volume back from its file, so that both sides see the same float32 affine."""
    volume = nifti.read(volume_path)
    values = volume.values()
    roi_package, classifier_package = package(case.roi), package(case.classifier)
    roi = locate(
        values,
        volume.spacing_zyx(),
        roi_package.networks[0].patch,
        open_package(root, roi_package)[0],
        roi_package.networks[0].spacing_mm,
    )
    classification = classify(
        values,
        roi.box,
        classifier_package.networks[0].edge,
        open_package(root, classifier_package),
        classifier_package.flips,
    )
    return {
        "case": case.name,
        "purpose": case.purpose,
        "volume": volume_path.name,
        "shape": list(values.shape),
        "spacingMm": list(volume.spacing_zyx()),
        "slope": volume.slope,
        "intercept": volume.intercept,
        "trustedMargin": TRUSTED_MARGIN,
        "logitTolerance": LOGIT_TOLERANCE,
        "roiPackage": case.roi,
        "classifierPackage": case.classifier,
        "roi": _roi(roi),
        "classifier": _classifier(classification),
    }


def _roi(reading: RoiReading) -> dict[str, Any]:
    return {
        "box": {
            "min": [low for low, _ in reading.box],
            "max": [high for _, high in reading.box],
        },
        "margin": {
            "min": [_finite(low) for low, _ in reading.margins],
            "max": [_finite(high) for _, high in reading.margins],
        },
        "fullAxes": [AXES[axis] for axis in reading.full_axes],
        "noMask": len(reading.full_axes) == 3,
        "slices": [_vote(v) for v in reading.votes],
    }


def _finite(number: float) -> float | None:
    return None if math.isinf(number) else number


def _vote(vote: SliceVote) -> dict[str, Any]:
    described: dict[str, Any] = {
        "axis": AXES[vote.axis],
        "index": vote.index,
        "allZero": vote.all_zero,
    }
    if not vote.all_zero:
        described |= {
            "resized": list(vote.resized),
            "windows": vote.windows,
            "maskPixels": vote.mask_pixels,
            "rows": list(vote.rows) if vote.rows else None,
            "columns": list(vote.columns) if vote.columns else None,
            "rowMargins": list(vote.row_margins),
            "columnMargins": list(vote.column_margins),
        }
    return described


def _classifier(reading: ClassifierReading) -> dict[str, Any]:
    return {
        "input": _samples(reading.tensor),
        "passes": reading.passes,
        "logits": reading.logits,
        "probabilities": reading.probabilities,
    }


def _samples(tensor: np.ndarray) -> dict[str, Any]:
    """Some voxels of the network's input, to tell a wrong input from a wrong sum of outputs."""
    edge = tensor.shape[0]
    random = np.random.Generator(np.random.PCG64(99))
    indices = [[0, 0, 0], [edge - 1] * 3, *random.integers(0, edge, (14, 3)).tolist()]
    return {
        "shape": [1, 1, *tensor.shape],
        "mean": float(tensor.mean(dtype=np.float64)),
        "voxels": [{"zyx": index, "value": float(tensor[tuple(index)])} for index in indices],
    }
