"""The manifests of the reference system's two stages: the published recipe's steps and labels.

Steps, labels and eligibility as in the reference packages of this repository, with the sizes and folds of a checkpoint. A
test holds them against `models/tiny-roi` and the two-fold package of the engine's tests, which share them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seriesflow_models.checkpoints.manifest import model, step

LOCATION_ORDER = (1, 0, 3, 2, 5, 4, 6, 8, 7, 10, 9, 11, 12)
_FLIPS = ([], ["y"], ["z"], ["y", "z"], ["x"], ["x", "y"], ["x", "z"], ["x", "y", "z"])
_LINEAR = {"interpolation": "linear", "antialias": False}
_VOLUME = {"type": "volume", "description": "a normalised series: rescaled, LPS, array order z y x"}

_LOCATIONS = (
    ("infraclinoid-ica", "infraclinoid internal carotid artery", None),
    ("supraclinoid-ica", "supraclinoid internal carotid artery", None),
    ("mca", "middle cerebral artery", ("17232002", "Middle Cerebral Artery")),
    ("anterior-communicating-artery", "anterior communicating artery", ("8012006", "Anterior communicating artery")),
    ("aca", "anterior cerebral artery", ("60176003", "Anterior Cerebral Artery")),
    ("pcoma", "posterior communicating artery", ("43119007", "posterior communicating artery")),
    ("basilar-tip", "basilar tip", None),
    ("other-posterior-circulation", "other posterior circulation", None),
)
_HEAD_PARTS = ["HEAD", "BRAIN", "SKULL", "HEADNECK", "HEAD AND NECK", "HEAD_NECK"]
_HEAD_WORDS = ["head", "brain", "cranial", "cranium", "crane", "intracranial", "cerebral", "cerebrale", "neuro", "willis", "cow",
               "schaedel", "schädel", "hirn"]
_OTHER_WORDS = [
    "spine", "cspine", "tspine", "lspine", "spinal", "cervical", "thoracic", "lumbar", "lumbosacral", "sacrum", "wirbel", "chest",
    "thorax", "lung", "abdomen", "abdominal", "pelvis", "liver", "kidney", "renal", "cardiac", "heart", "coronary", "aorta", "knee",
    "hip", "shoulder", "ankle", "foot", "hand", "wrist", "elbow", "breast", "prostate",
]
_UNPAIRED = ("anterior-communicating-artery", "basilar-tip", "other-posterior-circulation")


def _codes(code: tuple[str, str] | None) -> dict[str, Any]:
    return {} if code is None else {"codes": [{"scheme": "SCT", "value": code[0], "meaning": code[1]}]}


def labels() -> dict[str, Any]:
    locations = []
    for name, words, code in _LOCATIONS:
        if name in _UNPAIRED:
            locations.append({"id": name, "name": words} | _codes(code))
            continue
        for side in ("left", "right"):
            locations.append({"id": f"{side}-{name}", "name": f"{side} {words}", "laterality": side} | _codes(code))
    modalities = (("CTA", "CT angiography"), ("MRA", "MR angiography"), ("T2", "T2-weighted MR"),
                  ("T1post", "T1-weighted MR after contrast"))
    present = {"id": "aneurysm-present", "name": "aneurysm present"} | _codes(("85659009", "Aneurysm"))
    return {
        "location": {"role": "location", "entries": locations},
        "presence": {"role": "presence", "entries": [present]},
        "modality": {"role": "modality", "entries": [{"id": i, "name": name} for i, name in modalities]},
    }


def eligibility(body_parts: Sequence[str]) -> dict[str, Any]:
    """For heads, as the RSNA 2025 set of series: CTA, MRA (time of flight), T1 after contrast, T2."""
    given_contrast = {"contrastAgent": {"wordsForNone": ["none", "no", "non", "without", "ohne"]}}
    angiography = ["angio", "angiography", "angiogram", "angiographie"]
    arteries_only = {"without": ["mrv", "venous", "venography", "venogram"]}
    t1 = {"words": ["t1", "mprage", "fspgr", "spgr", "bravo", "vibe", "tfl"]}
    after = {"words": ["gd", "gado", "gadolinium", "gadovist", "dotarem", "post", "postcontrast", "ce", "km", "contrast", "+c", "c+"]}
    not_t2 = {"without": ["t2*", "t2star", "flair", "swi", "gre", "dwi", "adc", "perfusion"]}
    return {
        "anatomy": {"bodyParts": list(body_parts or _HEAD_PARTS), "words": _HEAD_WORDS, "refusedWords": _OTHER_WORDS},
        "refusedImageTypes": ["PROJECTION IMAGE", "LOCALIZER", "MIP"],
        "sequences": [
            {"id": "CTA", "modality": "CT", "anyOf": [{"words": ["cta", *angiography, "arterial"]}, given_contrast]},
            {"id": "MRA", "modality": "MR", "anyOf": [
                {"all": [{"angioFlag": True}, arteries_only]},
                {"all": [{"words": ["tof", "mra", *angiography, "time of flight"]}, arteries_only]},
            ]},
            {"id": "T1post", "modality": "MR", "anyOf": [{"all": [t1, given_contrast]}, {"all": [t1, after]}]},
            {"id": "T2", "modality": "MR", "anyOf": [{"all": [{"words": ["t2", "t2w"]}, not_t2]}]},
        ],
        "geometry": {"sliceStepMm": {"least": 0.1, "greatest": 7.0}, "extentMm": {"least": 30.0, "greatest": 600.0}},
    }


def _head(identifier: str, title: str, task: str, training: str, licence: str) -> dict[str, Any]:
    return {
        "manifest": 1, "id": identifier, "version": "1.0.0", "title": title, "task": task, "training": training, "licence": licence,
        "intendedUse": "Research only, on head angiography and head MR of adults: intracranial aneurysms. Not a medical device. "
        "MODEL_CARD.md says what its makers know of it.",
    }


def roi(identifier: str, training: str, licence: str, body_parts: Sequence[str], patch: Sequence[int],
        networks: Mapping[str, bytes]) -> dict[str, Any]:
    """Stage 1: three slices of each axis, segmented in 2D, vote for a box. `patch` is (rows, columns)."""
    tensor = {"type": "float32", "axes": ["batch", "channel", "y", "x"]}
    image = tensor | {"shape": ["any", 1, *patch], "content": "intensity", "channels": ["intensity as z-score of the slice"]}
    logits = tensor | {"shape": ["any", 2, *patch], "content": "logits", "channels": ["background", "vessel box"]}
    models = {file.removesuffix(".onnx"): model(file, content, {"image": image}, {"logits": logits}) for file, content in networks.items()}
    call = step("network", "onnx", None, {"image": "image"}, model="fold", outputs=["logits"])
    windows = step(
        "windows", "tile", None, {"image": "image"}, window=list(patch), step=0.5,
        blending={"weights": "gaussian", "sigma": 0.125, "truncate": 4.0, "peak": 10.0}, batch=16,
        body={"steps": [call], "outputs": {"logits": "network.logits"}},
    )
    slice_steps = [
        step("normal", "intensity", "z-score", {"image": "slice"}, ddof=0, floor=1e-8, masked=False),
        step("fine", "resample", "to-spacing", {"image": "normal.image"}, spacingMm=[0.55, 0.5], alignCorners=False, **_LINEAR),
        step("padded", "crop", "pad", {"image": "fine.image"}, atLeast=list(patch)),
        step("ensemble", "folds", None, {"image": "padded.image"}, models=list(models), **{"as": "fold"},
             body={"steps": [windows], "outputs": {"logits": "windows.logits"}}),
        step("logits", "reduce", "mean", {"values": "ensemble.logits"}),
        step("unpadded", "crop", "box", {"image": "logits.values", "box": "padded.inner"}, marginVoxels=[0, 0]),
        step("native", "resample", "like", {"image": "unpadded.image", "like": "slice"}, alignCorners=False, **_LINEAR),
        step("decided", "activate", "argmax", {"values": "native.image"}),
        step("tight", "crop", "non-zero-box", {"mask": "decided.mask"}),
    ]
    rules = [
        {"when": "absent", "then": "full-volume", "code": "NO_ROI_MASK",
         "reason": "No slice showed the region; the full volume is looked at."},
        {"when": "extent-below", "voxels": 1, "then": "full-volume", "code": "DEGENERATE_ROI",
         "reason": "The votes gave a box without voxels; the full volume is looked at."},
    ]
    return _head(identifier, "Region of interest for intracranial aneurysms, tri-axial 2D segmentation", "region-of-interest",
                 training, licence) | {
        "consumes": {"volume": _VOLUME}, "labels": {}, "models": models, "eligibility": eligibility(body_parts),
        "steps": [
            step("planes", "select-slices", "fractions", {"volume": "volume"}, axes=["z", "y", "x"], fractions=[0.5, 0.25, 0.75],
                 skipAllZero=True, distinct=True),
            step("votes", "for-each", None, {"slice": "planes.slices"}, over=["slice"],
                 body={"steps": slice_steps, "outputs": {"box": "tight.box"}}),
            step("fused", "fuse-boxes", "mean-of-votes", {"boxes": "votes.box", "volume": "volume"}),
            step("guarded", "guard", None, {"value": "fused.box", "volume": "volume"}, rules=rules),
        ],
        "produces": {"roi": {"role": "region-of-interest", "from": "guarded.value"}},
    }


def classifier(identifier: str, training: str, licence: str, body_parts: Sequence[str], edge: int,
               networks: Mapping[str, bytes]) -> dict[str, Any]:
    """Stage 2: the region, resized once, through each fold in eight mirrorings. `edge` in voxels of the cubic input."""
    sets = labels()
    volume = {"type": "float32", "shape": [1, 1, edge, edge, edge], "axes": ["batch", "channel", "z", "y", "x"],
              "content": "intensity", "channels": ["intensity as z-score of the crop"]}
    names = ("location", "presence", "modality")
    outputs = {
        name: {"type": "float32", "shape": [1, len(sets[name]["entries"])], "axes": ["batch", "label"], "content": "logits", "labels": name}
        for name in names
    }
    models = {file.removesuffix(".onnx"): model(file, content, {"volume": volume}, outputs) for file, content in networks.items()}
    call = step("network", "onnx", None, {"volume": "image"}, model="fold", outputs=list(names))
    passes = step(
        "passes", "tta", "flips", {"image": "image"}, transforms=[{"flip": axes} for axes in _FLIPS],
        inverse={"location": {"kind": "permute-labels", "whenFlipped": "x", "order": list(LOCATION_ORDER)},
                 "presence": {"kind": "none"}, "modality": {"kind": "none"}},
        body={"steps": [call], "outputs": {name: f"network.{name}" for name in names}},
    )
    means = [step(f"{name}-mean", "reduce", "mean", {"values": f"passes.{name}"}) for name in names]
    steps = [
        step("region", "crop", "box", {"image": "volume", "box": "box"}, marginVoxels=[0, 0, 0]),
        step("normal", "intensity", "z-score", {"image": "region.image"}, ddof=1, floor=1e-8, masked=False),
        step("resized", "resample", "to-shape", {"image": "normal.image"}, shape=[edge] * 3, alignCorners=True, **_LINEAR),
        step("ensemble", "folds", None, {"image": "resized.image"}, models=list(models), **{"as": "fold"},
             body={"steps": [passes, *means], "outputs": {name: f"{name}-mean.values" for name in names}}),
    ]
    for name in names:
        steps.append(step(f"{name}-logits", "reduce", "mean", {"values": f"ensemble.{name}"}))
        activation = "softmax" if name == "modality" else "sigmoid"
        steps.append(step(f"{name}-probabilities", "activate", activation, {"values": f"{name}-logits.values"}))
    produces = {f"{name}-logits": {"role": "logits", "from": f"{name}-logits.values"} for name in names}
    produces |= {name: {"role": "probabilities", "from": f"{name}-probabilities.values"} for name in names}
    return _head(identifier, "Intracranial aneurysm scores by location", "classification", training, licence) | {
        "consumes": {"volume": _VOLUME, "box": {"type": "box", "description": "the region of interest, in voxels of the volume"}},
        "labels": sets, "models": models, "eligibility": eligibility(body_parts), "steps": steps, "produces": produces,
    }
