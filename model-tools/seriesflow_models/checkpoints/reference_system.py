"""`seriesflow-models export reference`: the reference system's two stages become two packages.

Its folders are results folders of nnU-Net's kind: one of a plain 2D network (stage 1), one or more of the residual encoder
with heads (stage 2). The published run took two trainings of stage 2, each of which is a fold of the ensemble here. What is
taken from plans.json: the 2D architecture and the sizes of the patches. The steps are the recipe's: the published inference
code uses neither the spacing nor the resampling of its plans.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from seriesflow_models.checkpoints import (
    architecture,
    card,
    loading,
    manifest,
    network_check,
    nnunet_library,
    reference_manifest,
)
from seriesflow_models.checkpoints import plans as plans_file
from seriesflow_models.checkpoints.nnunet import Exported, parameters
from seriesflow_models.checkpoints.reference_network import OUTPUTS, Exportable, ReferenceNetwork, canonical, shape_of
from seriesflow_models.checkpoints.refusal import Refused
from seriesflow_models.export import sha256, traced


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    folders: tuple[Path, ...]
    identifier: str
    licence: str
    out: Path
    checkpoint: str = "checkpoint_final.pth"
    training: str = "trained"
    #: Empty: the parts of the head that the published system was made for.
    body_parts: tuple[str, ...] = ()
    tolerance: float = network_check.DEFAULT_TOLERANCE


def export(request: Request, say: Callable[[str], None] = lambda line: None) -> list[Exported]:
    """Writes both packages. Raises `Refused` with the field that is not served; nothing is written then."""
    nnunet_library.require()
    stages: dict[str, list[tuple[Path, Mapping[str, Tensor]]]] = {"roi": [], "classifier": []}
    for path in _checkpoints(request):
        weights = loading.load(path)["network_weights"]
        stage = stage_of(weights, str(path))
        say(f"{path}: {'stage 1, region of interest' if stage == 'roi' else 'stage 2, classifier'}")
        stages[stage].append((path, weights))
    for stage, found in stages.items():
        if not found:
            raise Refused(
                "FOLDER",
                f"no checkpoint in them is the {'2D network of stage 1' if stage == 'roi' else 'classifier of stage 2'}",
            )
    results = [_roi(request, stages["roi"]), _classifier(request, stages["classifier"], say)]
    return [_written(request, *one) for one in results]


def stage_of(weights: Mapping[str, Tensor], field: str) -> str:
    """`roi` or `classifier`, by the weights: a head's attention, or convolutions of a plane."""
    if any(key.endswith(".cross_attention.in_proj_weight") for key in weights):
        return "classifier"
    kernels = {value.ndim - 2 for key, value in weights.items() if key.endswith("conv.weight")}
    if kernels == {2}:
        return "roi"
    raise Refused(f"{field}: network_weights", "is neither a 2D network nor one with attention heads")


def _checkpoints(request: Request) -> list[Path]:
    found: list[Path] = []
    for folder in request.folders:
        here = sorted(folder.glob(f"**/fold_*/{request.checkpoint}"))
        if not here:
            raise Refused(str(folder), f"no fold_*/{request.checkpoint} in it or below")
        found += [path for path in here if path not in found]
    return found


def _roi(
    request: Request, checkpoints: list[tuple[Path, Mapping[str, Tensor]]]
) -> tuple[Exported, dict[str, bytes], dict[str, Any]]:
    result = Exported(f"{request.identifier}-roi")
    networks: dict[str, bytes] = {}
    patches = set()
    for number, (path, weights) in enumerate(checkpoints):
        plans = plans_file.read(path.parent.parent, "2d")
        if len(plans.labels) != 2:
            raise Refused(
                f"{path.parent.parent / 'dataset.json'}: labels",
                f"are {list(plans.labels)}; stage 1 has background and vessel box",
            )
        network = architecture.rebuild(plans)
        architecture.load_weights(network, weights, f"{path}: network_weights")
        content = traced(
            architecture.exportable(network),
            torch.zeros(1, 1, *plans.patch),
            "image",
            ["logits"],
            {"image": {0: "batch"}, "logits": {0: "batch"}},
            {"training": request.training},
        )
        network_check.require_served(
            content, str(path), {"image": ["any", 1, *plans.patch]}, {"logits": ["any", 2, *plans.patch]}
        )
        difference = network_check.compare(
            content, network, torch.zeros(2, 1, *plans.patch), "image", ["logits"], request.tolerance, str(path)
        )
        _keep(result, networks, f"roi-{number}.onnx", content, parameters(network), difference)
        patches.add(plans.patch)
    if len(patches) > 1:
        raise Refused("plans.json.configurations.2d.patch_size", f"differs between the folds: {sorted(patches)}")
    content_of_manifest = reference_manifest.roi(
        result.package, request.training, request.licence, request.body_parts, patches.pop(), networks
    )
    return result, networks, content_of_manifest


def _classifier(
    request: Request, checkpoints: list[tuple[Path, Mapping[str, Tensor]]], say: Callable[[str], None]
) -> tuple[Exported, dict[str, bytes], dict[str, Any]]:
    result = Exported(f"{request.identifier}-classifier")
    networks: dict[str, bytes] = {}
    edges = set()
    for number, (path, weights) in enumerate(checkpoints):
        field = f"{path}: network_weights"
        edge = _edge(path.parent.parent / "plans.json")
        network = ReferenceNetwork(shape_of(weights, field)).eval()
        architecture.load_weights(network, canonical(weights, field), field)
        say(f"fold {number}: ONNX of {edge}³, a moment for each of the checks")
        content, difference = traced_and_checked(network, edge, request.training, request.tolerance, str(path))
        _keep(result, networks, f"classifier-{number}.onnx", content, parameters(network), difference)
        edges.add(edge)
    if len(edges) > 1:
        raise Refused("plans.json.configurations.3d_fullres.patch_size", f"differs between the folds: {sorted(edges)}")
    content_of_manifest = reference_manifest.classifier(
        result.package, request.training, request.licence, request.body_parts, edges.pop(), networks
    )
    return result, networks, content_of_manifest


def traced_and_checked(
    network: ReferenceNetwork,
    edge: int,
    training: str,
    tolerance: float,
    field: str,
    properties: Mapping[str, str] | None = None,
    rounds: int = 2,
) -> tuple[bytes, float]:
    """ONNX of the encoder and the heads, with its difference from PyTorch in the published layout."""
    example = torch.zeros(1, 1, edge, edge, edge)
    content = traced(
        Exportable(network).eval(), example, "volume", OUTPUTS, {}, {"training": training, **(properties or {})}
    )
    sizes = {"location": [1, 13], "presence": [1, 1], "modality": [1, 4]}
    network_check.require_served(content, field, {"volume": list(example.shape)}, sizes)
    return content, network_check.compare(content, network, example, "volume", OUTPUTS, tolerance, field, rounds)


def _edge(path: Path) -> int:
    """Edge of the cubic input, in voxels: the one thing that the recipe takes from the plans of stage 2."""
    if not path.is_file():
        raise Refused(str(path), "there is no such file; it has the size of the input")
    patch = (
        json.loads(path.read_text(encoding="utf-8")).get("configurations", {}).get("3d_fullres", {}).get("patch_size")
    )
    if not isinstance(patch, list) or len(patch) != 3 or len(set(patch)) != 1 or patch[0] % 32:
        raise Refused(
            f"{path}: configurations.3d_fullres.patch_size", f"is {patch}; a cube whose edge 32 divides is needed"
        )
    return int(patch[0])


def _keep(
    result: Exported, networks: dict[str, bytes], file: str, content: bytes, count: int, difference: float
) -> None:
    networks[file] = content
    result.files[file] = sha256(content)
    result.parameters = count
    result.onnx_difference = max(result.onnx_difference, difference)


def _written(request: Request, result: Exported, networks: dict[str, bytes], content: dict[str, Any]) -> Exported:
    result.notes.append("MODEL_CARD.md has sections that are to be filled in")
    manifest.write(
        request.out / result.package,
        content,
        networks,
        card.text(
            title=content["title"],
            identifier=result.package,
            licence=request.licence,
            training=request.training,
            origin=[
                f"**Made by**: `seriesflow-models export reference`, {len(networks)} fold(s): {', '.join(networks)}"
            ],
            tensors=[
                f"`{name}` {tensor['shape']}, axes {', '.join(tensor['axes'])}: {tensor['content']}"
                for one in list(content["models"].values())[:1]
                for name, tensor in (one["inputs"] | one["outputs"]).items()
            ]
            + [f"{result.parameters:,} parameters a fold in the checkpoint; segmentation decoders are not exported"],
            steps=[
                f"`{one['id']}`: {one['operator']}{' ' + one['mode'] if 'mode' in one else ''}"
                for one in content["steps"]
            ],
            checks=[
                f"ONNX Runtime against PyTorch in the layout of the checkpoint, on random inputs: at most {result.onnx_difference:.1e}"
            ],
            differences=[
                "The published run used half precision; here it is float32 throughout.",
                "A series that cannot be read gets no scores, where the published run gave 0.5 to every label.",
            ],
        ),
    )
    return result
