"""nnU-Net's way from a volume to a mask (nnunetv2 2.6, DefaultPreprocessor and nnUNetPredictor) as steps of a manifest.

Order as there: turn to the axes of training, crop to what is not 0, normalise, resample; pad to the patch, sliding window
with mirroring, mean of the folds' logits; cut the padding off, resample the logits, argmax, put back, turn back. One thing
differs on purpose: nnU-Net sums its windows in half precision, which at the corners of a volume, where the gaussian is
near 0, leaves of a logit only a few steps; the engine sums in float32.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from seriesflow_models.checkpoints.manifest import step
from seriesflow_models.checkpoints.plans import Normalisation, Plans

_FLOOR = 1e-8
_GAUSSIAN = {"weights": "gaussian", "sigma": 0.125, "truncate": 4.0, "peak": 10.0}
_STEP = 0.5
_AXIS_NAMES = ("z", "y", "x")


def window(plans: Plans) -> list[int]:
    """The sliding window along z, y, x: a 2D network sees the slices along z one by one."""
    return [1, *plans.patch] if plans.rank == 2 else list(plans.patch)


def segmentation(plans: Plans, codes: str, folds: Sequence[str], mirror_axes: Sequence[int]) -> list[dict[str, Any]]:
    """The steps from `volume` (LPS) to `mask.image`.

    codes: axis codes that the network sees (reader and transpose_forward); folds: names of the networks; mirror_axes: as
    the checkpoint has them, 0 the first axis of the patch.
    """
    turned, steps = "volume", []
    if codes != "LPS":
        steps.append(step("turned", "reorient", "signed-permutation", {"volume": "volume"}, to=codes))
        turned = "turned.volume"
    steps += [
        step("content", "crop", "non-zero-box", {"image": turned}),
        step(
            "found",
            "guard",
            None,
            {"value": "content.box"},
            rules=[
                {
                    "when": "absent",
                    "then": "withhold",
                    "code": "EMPTY_IMAGE",
                    "reason": "Every voxel is 0; there is nothing to segment.",
                }
            ],
        ),
        step("region", "crop", "box", {"image": turned, "box": "found.value"}, marginVoxels=[0, 0, 0]),
    ]
    image = "region.image"
    if (normal := normalisation(plans.normalisation, image)) is not None:
        steps.append(normal)
        image = "normal.image"
    target = ["same", *plans.spacing_mm] if plans.rank == 2 else list(plans.spacing_mm)
    steps += [
        step("grid", "resample", "to-spacing", {"image": image}, spacingMm=target, **plans.data.keys()),
        step("padded", "crop", "pad", {"image": "grid.image"}, atLeast=window(plans)),
        _ensemble(plans, folds, mirror_axes),
        step("logits", "reduce", "mean", {"values": "ensemble.logits"}),
        step("unpadded", "crop", "box", {"image": "logits.values", "box": "padded.inner"}, marginVoxels=[0, 0, 0]),
        step("native", "resample", "like", {"image": "unpadded.image", "like": "region.image"}, **plans.scores.keys()),
        step("decided", "activate", "argmax", {"values": "native.image"}),
        step("mask", "crop", "uncrop", {"image": "decided.mask", "box": "found.value", "like": turned}, outside=0),
    ]
    if codes != "LPS":
        steps[-1]["id"] = "placed"
        steps.append(step("mask", "reorient", "axes", {"image": "placed.image"}, **{"from": codes, "to": "LPS"}))
    return steps


def normalisation(normal: Normalisation, image: str) -> dict[str, Any] | None:
    """The step of a scheme, or None where values stay as they are. Only the z-score knows a mask, as in nnU-Net."""
    match normal.scheme:
        case "ZScoreNormalization" if normal.use_mask:
            return step("normal", "intensity", "foreground-z-score", {"image": image}, ddof=0, floor=_FLOOR)
        case "ZScoreNormalization":
            return step("normal", "intensity", "z-score", {"image": image}, ddof=0, floor=_FLOOR, masked=False)
        case "CTNormalization":
            known: Mapping[str, float] = normal.statistics
            return step(
                "normal",
                "intensity",
                "ct-scheme",
                {"image": image},
                low=known["percentile_00_5"],
                high=known["percentile_99_5"],
                mean=known["mean"],
                std=known["std"],
                floor=_FLOOR,
            )
        case "RescaleTo01Normalization":
            return step("normal", "intensity", "min-max", {"image": image}, floor=_FLOOR)
    return None


def mirrorings(plans: Plans, mirror_axes: Sequence[int]) -> list[list[str]]:
    """Every combination of the axes that may be mirrored, none first, in nnU-Net's order."""
    names = _AXIS_NAMES[3 - plans.rank :]
    axes = [names[axis] for axis in mirror_axes]
    return [list(c) for n in range(len(axes) + 1) for c in itertools.combinations(axes, n)]


def _ensemble(plans: Plans, folds: Sequence[str], mirror_axes: Sequence[int]) -> dict[str, Any]:
    call = step("network", "onnx", None, {"image": "image"}, model="fold", outputs=["logits"])
    flips = mirrorings(plans, mirror_axes)
    if len(flips) == 1:
        inside = {"steps": [call], "outputs": {"logits": "network.logits"}}
    else:
        passes = step(
            "passes",
            "tta",
            "flips",
            {"image": "image"},
            transforms=[{"flip": axes} for axes in flips],
            inverse={"logits": {"kind": "spatial"}},
            body={"steps": [call], "outputs": {"logits": "network.logits"}},
        )
        mean = step("mean", "reduce", "mean", {"values": "passes.logits"})
        inside = {"steps": [passes, mean], "outputs": {"logits": "mean.values"}}
    windows = step(
        "windows",
        "tile",
        None,
        {"image": "image"},
        window=window(plans),
        step=_STEP,
        blending=dict(_GAUSSIAN),
        batch=1,
        body=inside,
    )
    return step(
        "ensemble",
        "folds",
        None,
        {"image": "padded.image"},
        models=list(folds),
        **{"as": "fold"},
        body={"steps": [windows], "outputs": {"logits": "windows.logits"}},
    )
