"""The manifests of the reference system's two stages: the published recipe's steps and labels.

Steps, labels and eligibility as in the reference packages of this repository, with the sizes and folds of a checkpoint. A
test holds them against `models/tiny-roi` and the two-fold package of the engine's tests, which share them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seriesflow_models.checkpoints.manifest import model, step
from seriesflow_models.checkpoints.reference_labels import eligibility, labels

LOCATION_ORDER = (1, 0, 3, 2, 5, 4, 6, 8, 7, 10, 9, 11, 12)
_NAMES = ("location", "presence", "modality")
_FLIPS = ([], ["y"], ["z"], ["y", "z"], ["x"], ["x", "y"], ["x", "z"], ["x", "y", "z"])
_LINEAR = {"interpolation": "linear", "antialias": False}
_VOLUME = {"type": "volume", "description": "a normalised series: rescaled, LPS, array order z y x"}

_ROI_RULES = [
    {
        "when": "absent",
        "then": "full-volume",
        "code": "NO_ROI_MASK",
        "reason": "No slice showed the region; the full volume is looked at.",
    },
    {
        "when": "extent-below",
        "voxels": 1,
        "then": "full-volume",
        "code": "DEGENERATE_ROI",
        "reason": "The votes gave a box without voxels; the full volume is looked at.",
    },
]


def _head(identifier: str, title: str, task: str, training: str, licence: str) -> dict[str, Any]:
    return {
        "manifest": 1,
        "id": identifier,
        "version": "1.0.0",
        "title": title,
        "task": task,
        "training": training,
        "licence": licence,
        "intendedUse": "Research only, on head angiography and head MR of adults: intracranial aneurysms. Not a medical device. "
        "MODEL_CARD.md says what its makers know of it.",
    }


def _slice_steps(patch: Sequence[int], folds: Sequence[str]) -> list[dict[str, Any]]:
    """One slice of stage 1, from `slice` to the tight box of its mask."""
    call = step("network", "onnx", None, {"image": "image"}, model="fold", outputs=["logits"])
    windows = step(
        "windows",
        "tile",
        None,
        {"image": "image"},
        window=list(patch),
        step=0.5,
        blending={"weights": "gaussian", "sigma": 0.125, "truncate": 4.0, "peak": 10.0},
        batch=16,
        body={"steps": [call], "outputs": {"logits": "network.logits"}},
    )
    return [
        step("normal", "intensity", "z-score", {"image": "slice"}, ddof=0, floor=1e-8, masked=False),
        step(
            "fine",
            "resample",
            "to-spacing",
            {"image": "normal.image"},
            spacingMm=[0.55, 0.5],
            alignCorners=False,
            **_LINEAR,
        ),
        step("padded", "crop", "pad", {"image": "fine.image"}, atLeast=list(patch)),
        step(
            "ensemble",
            "folds",
            None,
            {"image": "padded.image"},
            models=list(folds),
            **{"as": "fold"},
            body={"steps": [windows], "outputs": {"logits": "windows.logits"}},
        ),
        step("logits", "reduce", "mean", {"values": "ensemble.logits"}),
        step("unpadded", "crop", "box", {"image": "logits.values", "box": "padded.inner"}, marginVoxels=[0, 0]),
        step("native", "resample", "like", {"image": "unpadded.image", "like": "slice"}, alignCorners=False, **_LINEAR),
        step("decided", "activate", "argmax", {"values": "native.image"}),
        step("tight", "crop", "non-zero-box", {"mask": "decided.mask"}),
    ]


def roi(
    identifier: str,
    training: str,
    licence: str,
    body_parts: Sequence[str],
    patch: Sequence[int],
    networks: Mapping[str, bytes],
) -> dict[str, Any]:
    """Stage 1: three slices of each axis, segmented in 2D, vote for a box. `patch` is (rows, columns)."""
    tensor = {"type": "float32", "axes": ["batch", "channel", "y", "x"]}
    image = tensor | {
        "shape": ["any", 1, *patch],
        "content": "intensity",
        "channels": ["intensity as z-score of the slice"],
    }
    logits = tensor | {"shape": ["any", 2, *patch], "content": "logits", "channels": ["background", "vessel box"]}
    models = {
        file.removesuffix(".onnx"): model(file, content, {"image": image}, {"logits": logits})
        for file, content in networks.items()
    }
    return _head(
        identifier,
        "Region of interest for intracranial aneurysms, tri-axial 2D segmentation",
        "region-of-interest",
        training,
        licence,
    ) | {
        "consumes": {"volume": _VOLUME},
        "labels": {},
        "models": models,
        "eligibility": eligibility(body_parts),
        "steps": [
            step(
                "planes",
                "select-slices",
                "fractions",
                {"volume": "volume"},
                axes=["z", "y", "x"],
                fractions=[0.5, 0.25, 0.75],
                skipAllZero=True,
                distinct=True,
            ),
            step(
                "votes",
                "for-each",
                None,
                {"slice": "planes.slices"},
                over=["slice"],
                body={"steps": _slice_steps(patch, list(models)), "outputs": {"box": "tight.box"}},
            ),
            step("fused", "fuse-boxes", "mean-of-votes", {"boxes": "votes.box", "volume": "volume"}),
            step("guarded", "guard", None, {"value": "fused.box", "volume": "volume"}, rules=_ROI_RULES),
        ],
        "produces": {"roi": {"role": "region-of-interest", "from": "guarded.value"}},
    }


def _classifier_steps(edge: int, folds: Sequence[str]) -> list[dict[str, Any]]:
    """Stage 2, from `volume` and `box` to logits and probabilities."""
    call = step("network", "onnx", None, {"volume": "image"}, model="fold", outputs=list(_NAMES))
    passes = step(
        "passes",
        "tta",
        "flips",
        {"image": "image"},
        transforms=[{"flip": axes} for axes in _FLIPS],
        inverse={
            "location": {"kind": "permute-labels", "whenFlipped": "x", "order": list(LOCATION_ORDER)},
            "presence": {"kind": "none"},
            "modality": {"kind": "none"},
        },
        body={"steps": [call], "outputs": {name: f"network.{name}" for name in _NAMES}},
    )
    means = [step(f"{name}-mean", "reduce", "mean", {"values": f"passes.{name}"}) for name in _NAMES]
    steps = [
        step("region", "crop", "box", {"image": "volume", "box": "box"}, marginVoxels=[0, 0, 0]),
        step("normal", "intensity", "z-score", {"image": "region.image"}, ddof=1, floor=1e-8, masked=False),
        step(
            "resized", "resample", "to-shape", {"image": "normal.image"}, shape=[edge] * 3, alignCorners=True, **_LINEAR
        ),
        step(
            "ensemble",
            "folds",
            None,
            {"image": "resized.image"},
            models=list(folds),
            **{"as": "fold"},
            body={"steps": [passes, *means], "outputs": {name: f"{name}-mean.values" for name in _NAMES}},
        ),
    ]
    for name in _NAMES:
        steps.append(step(f"{name}-logits", "reduce", "mean", {"values": f"ensemble.{name}"}))
        activation = "softmax" if name == "modality" else "sigmoid"
        steps.append(step(f"{name}-probabilities", "activate", activation, {"values": f"{name}-logits.values"}))
    return steps


def classifier(
    identifier: str, training: str, licence: str, body_parts: Sequence[str], edge: int, networks: Mapping[str, bytes]
) -> dict[str, Any]:
    """Stage 2: the region, resized once, through each fold in eight mirrorings. `edge` in voxels of the cubic input."""
    sets = labels()
    volume = {
        "type": "float32",
        "shape": [1, 1, edge, edge, edge],
        "axes": ["batch", "channel", "z", "y", "x"],
        "content": "intensity",
        "channels": ["intensity as z-score of the crop"],
    }
    outputs = {
        name: {
            "type": "float32",
            "shape": [1, len(sets[name]["entries"])],
            "axes": ["batch", "label"],
            "content": "logits",
            "labels": name,
        }
        for name in _NAMES
    }
    models = {
        file.removesuffix(".onnx"): model(file, content, {"volume": volume}, outputs)
        for file, content in networks.items()
    }
    produces = {f"{name}-logits": {"role": "logits", "from": f"{name}-logits.values"} for name in _NAMES}
    produces |= {name: {"role": "probabilities", "from": f"{name}-probabilities.values"} for name in _NAMES}
    return _head(identifier, "Intracranial aneurysm scores by location", "classification", training, licence) | {
        "consumes": {
            "volume": _VOLUME,
            "box": {"type": "box", "description": "the region of interest, in voxels of the volume"},
        },
        "labels": sets,
        "models": models,
        "eligibility": eligibility(body_parts),
        "steps": _classifier_steps(edge, list(models)),
        "produces": produces,
    }
