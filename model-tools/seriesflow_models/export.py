"""Networks to ONNX bytes that are the same on every run."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping, Sequence

import onnx
import torch
from torch import nn

from seriesflow_models.packages import ClassifierNetwork, RoiNetwork

OPSET = 17


def onnx_bytes(spec: RoiNetwork | ClassifierNetwork) -> bytes:
    """The network of a package of this repository, with static spatial shapes."""
    return traced(
        spec.network(),
        spec.example(),
        spec.input_name,
        spec.output_names,
        spec.dynamic_axes(),
        {"training": "untrained", "seed": str(spec.seed)},
    )


def traced(
    network: nn.Module,
    example: torch.Tensor,
    input_name: str,
    output_names: Sequence[str],
    dynamic_axes: Mapping[str, Mapping[int, str]],
    properties: Mapping[str, str],
) -> bytes:
    """Traces a network on an example; all axes but the dynamic ones are baked in (so is an attention's token count)."""
    buffer = io.BytesIO()
    # Without gradients nothing of the pass is kept: at 224 cubed that would be more than 10 GB.
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", message=".*instance_norm.*set to train=True")
        torch.onnx.export(
            network,
            (example,),
            buffer,
            dynamo=False,
            opset_version=OPSET,
            input_names=[input_name],
            output_names=list(output_names),
            dynamic_axes=dynamic_axes,
        )
    model = onnx.load_from_string(buffer.getvalue())
    _forget_build_machine(model)
    onnx.helper.set_model_props(model, dict(properties))
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _forget_build_machine(model: onnx.ModelProto) -> None:
    """Doc strings of traced nodes may hold source paths."""
    model.doc_string = ""
    model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
