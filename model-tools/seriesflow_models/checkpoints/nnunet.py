"""`seriesflow-models export nnunet`: a results folder of nnU-Net v2 becomes a segmentation package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from seriesflow_models.checkpoints import (
    architecture,
    card,
    loading,
    manifest,
    network_check,
    nnunet_library,
    orientation,
    reading,
    steps as pipeline,
)
from seriesflow_models.checkpoints import plans as plans_file
from seriesflow_models.checkpoints.plans import Plans
from seriesflow_models.checkpoints.refusal import Refused
from seriesflow_models.export import sha256, traced

_MR_WORDS = ("mr", "t1", "t2", "flair", "tof", "adc", "dwi")


@dataclass(frozen=True)
class Request:
    """What the command line asks for. `folds` empty: all that have the checkpoint."""

    results: Path
    configuration: str
    identifier: str
    title: str
    licence: str
    out: Path
    folds: tuple[str, ...] = ()
    checkpoint: str = "checkpoint_final.pth"
    orientation: str | None = None
    training: str = "trained"
    body_parts: tuple[str, ...] = ()
    modality: str | None = None
    tolerance: float = network_check.DEFAULT_TOLERANCE


@dataclass
class Exported:
    """What was written, and the figures of the checks."""

    package: str
    files: dict[str, str] = field(default_factory=dict)
    parameters: int = 0
    orientation: str = ""
    axes: str = ""
    onnx_difference: float = 0.0
    preprocessing_difference: float | None = None
    notes: list[str] = field(default_factory=list)


def export(request: Request, say: Callable[[str], None] = lambda line: None) -> Exported:
    """Writes the package. Raises `Refused` with the field that is not served; nothing is written then."""
    nnunet_library.require()
    plans = plans_file.read(request.results, request.configuration)
    folders = _folds(request)
    modality = _modality(request, plans)
    stored = orientation.of_training(plans.reader, plans.reader_field, request.orientation, list(folders.values()))
    codes = orientation.transposed(stored, plans.transpose_forward)
    say(f"trained in {stored} ({plans.reader}); the network's axes are {codes}")
    network = architecture.rebuild(plans)
    result = Exported(request.out.name, orientation=stored, axes=codes, parameters=parameters(network))
    networks: dict[str, bytes] = {}
    mirrorings: list[tuple[int, ...]] = []
    for number, (fold, folder) in enumerate(folders.items(), 1):
        say(f"fold {fold} ({number} of {len(folders)}): {request.checkpoint}")
        file = f"fold-{fold}.onnx"
        networks[file] = _network(request, plans, network, folder, mirrorings, result)
        result.files[file] = sha256(networks[file])
    if len(set(mirrorings)) > 1:
        raise Refused(
            f"{request.checkpoint}: inference_allowed_mirroring_axes", f"differs from fold to fold: {mirrorings}"
        )
    names = [Path(file).stem for file in networks]
    steps = pipeline.segmentation(plans, codes, names, mirrorings[0])
    # What is always turned to RAS must come out the same however it is stored.
    result.preprocessing_difference = reading.compare(
        request.results, plans, "LPS" if plans.reader == "NibabelIOWithReorient" else stored, codes, steps
    )
    say(
        f"ONNX against PyTorch: {result.onnx_difference:.2e}; the network's input against nnU-Net's: {result.preprocessing_difference:.2e}"
    )
    content = _manifest(request, plans, steps, networks, modality)
    manifest.write(request.out, content, networks, _card(request, plans, result, steps, mirrorings[0]))
    if not request.body_parts:
        result.notes.append(
            "eligibility.anatomy.bodyParts is empty, so every series is refused: fill it in (or --body-parts)"
        )
    result.notes.append("MODEL_CARD.md has sections that are to be filled in")
    return result


def parameters(network: nn.Module) -> int:
    """Distinct parameters; nnU-Net's state dictionaries name some of them twice."""
    return sum(p.numel() for p in network.parameters())


def _folds(request: Request) -> dict[str, Path]:
    found = {
        folder.name.removeprefix("fold_"): folder
        for folder in sorted(request.results.glob("fold_*"))
        if (folder / request.checkpoint).is_file()
    }
    if not found:
        raise Refused(str(request.results), f"no fold_*/{request.checkpoint} in it")
    if not request.folds:
        # As nnU-Net does: the fold of all data stands in only where there are no others.
        return {fold: folder for fold, folder in found.items() if fold != "all"} or found
    for fold in request.folds:
        if fold not in found:
            raise Refused(
                "--folds",
                f"{request.results / f'fold_{fold}' / request.checkpoint} is not there; there are {', '.join(found)}",
            )
    return {fold: found[fold] for fold in request.folds}


def _network(
    request: Request,
    plans: Plans,
    network: nn.Module,
    folder: Path,
    mirrorings: list[tuple[int, ...]],
    result: Exported,
) -> bytes:
    path = folder / request.checkpoint
    where = f"{folder.name}/{request.checkpoint}"
    checkpoint = loading.load(path)
    configuration = checkpoint.get("init_args", {}).get("configuration", request.configuration)
    if configuration != request.configuration:
        raise Refused(f"{where}: init_args.configuration", f"is {configuration}, not {request.configuration}")
    mirrorings.append(_mirror_axes(checkpoint, plans, where))
    architecture.load_weights(network, checkpoint["network_weights"], f"{where}: network_weights")
    example = torch.zeros(1, 1, *pipeline.window(plans))
    original = architecture.OfOneSlice(network).eval() if plans.rank == 2 else network
    content = traced(
        architecture.exportable(original),
        example,
        "image",
        ["logits"],
        {},
        {
            "training": request.training,
            "origin": f"nnU-Net v2, {plans.dataset_name}, {plans.configuration}, {folder.name}",
        },
    )
    sizes = list(example.shape)
    network_check.require_served(
        content, f"fold {folder.name}", {"image": sizes}, {"logits": [1, len(plans.labels), *sizes[2:]]}
    )
    difference = network_check.compare(content, original, example, "image", ["logits"], request.tolerance, folder.name)
    result.onnx_difference = max(result.onnx_difference, difference)
    return content


def _mirror_axes(checkpoint: dict[str, Any], plans: Plans, where: str) -> tuple[int, ...]:
    axes = tuple(checkpoint.get("inference_allowed_mirroring_axes") or ())
    if any(axis not in range(plans.rank) for axis in axes) or len(set(axes)) != len(axes):
        raise Refused(
            f"{where}: inference_allowed_mirroring_axes",
            f"is {axes}; a patch of {plans.rank} axes has 0 to {plans.rank - 1}",
        )
    return axes


def _modality(request: Request, plans: Plans) -> str:
    """The DICOM modality, where the channel's name says it; never guessed."""
    if request.modality:
        return request.modality
    name = plans.channel.lower()
    if name == "ct":
        return "CT"
    if any(name.startswith(word) for word in _MR_WORDS):
        return "MR"
    raise Refused(
        "dataset.json.channel_names",
        f"'{plans.channel}' names no modality that is known here; state it with --modality",
    )


def _manifest(
    request: Request, plans: Plans, steps: Sequence[dict[str, Any]], networks: dict[str, bytes], modality: str
) -> dict[str, Any]:
    size = pipeline.window(plans)
    axes = ["batch", "channel", "z", "y", "x"]
    tensor = {"type": "float32", "axes": axes}
    image = tensor | {"shape": [1, 1, *size], "content": "intensity", "channels": [plans.channel]}
    logits = tensor | {"shape": [1, len(plans.labels), *size], "content": "logits", "channels": list(plans.labels)}
    return {
        "manifest": 1,
        "id": request.identifier,
        "version": "1.0.0",
        "title": request.title,
        "task": "segmentation",
        "training": request.training,
        "licence": request.licence,
        "intendedUse": f"Research only: {request.title}. Not a medical device. MODEL_CARD.md says what its makers know of it.",
        "consumes": {
            "volume": {"type": "volume", "description": "a normalised series: rescaled, LPS, array order z y x"}
        },
        "labels": {
            "structures": {"role": "structure", "entries": manifest.label_entries(plans.labels, "dataset.json.labels")}
        },
        "models": {
            Path(file).stem: manifest.model(file, content, {"image": image}, {"logits": logits})
            for file, content in networks.items()
        },
        "eligibility": manifest.eligibility(request.body_parts, modality),
        "steps": list(steps),
        "produces": {"mask": {"role": "mask", "from": "mask.image"}},
    }


def _card(
    request: Request, plans: Plans, result: Exported, steps: Sequence[dict[str, Any]], mirror_axes: Sequence[int]
) -> str:
    size = " × ".join(map(str, plans.patch))
    labels = ", ".join(f"{i} {name}" for i, name in enumerate(plans.labels))
    ignored = (
        []
        if plans.ignore_label is None
        else [f"Voxels with the label {plans.ignore_label} (ignore) were left out in training; it is never output."]
    )
    return card.text(
        title=request.title,
        identifier=request.identifier,
        licence=request.licence,
        training=request.training,
        origin=[
            f"**Made by**: `seriesflow-models export nnunet` from {plans.dataset_name}, configuration {plans.configuration}, "
            f"{len(result.files)} fold(s): {', '.join(result.files)}"
        ],
        tensors=[
            f"`image` [1,1,{','.join(map(str, pipeline.window(plans)))}]: {plans.channel}, axes {result.axes} (x first), "
            f"{', '.join(f'{mm:g}' for mm in plans.spacing_mm)} mm, patch {size}",
            f"`logits`, one channel a label: {labels}",
            f"{result.parameters:,} parameters a fold",
            *ignored,
        ],
        steps=[f"`{one['id']}`: {one['operator']}{' ' + one['mode'] if 'mode' in one else ''}" for one in steps]
        + [
            f"Windows are mirrored in {len(pipeline.mirrorings(plans, mirror_axes))} ways; no label changes sides by that."
        ],
        checks=[
            f"ONNX Runtime against PyTorch on random inputs: at most {result.onnx_difference:.1e}",
            f"The network's input by these steps, read plainly, against nnU-Net's own reader and preprocessor on three synthetic "
            f"volumes: at most {result.preprocessing_difference:.1e}",
            f"Orientation of training: {result.orientation} ({plans.reader})",
        ],
        differences=[
            "nnU-Net sums overlapping windows in half precision, here it is float32. Masks differ where logits nearly tie, and at the corners of a volume.",
            "nnU-Net's postprocessing (largest component), if one was chosen, is not part of the package.",
            "An image of zeros only gives no mask, with the code EMPTY_IMAGE.",
        ],
    )
