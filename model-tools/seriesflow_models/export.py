"""Networks to ONNX bytes that are the same on every run."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import torch
from torch import nn

from seriesflow_models.packages import ClassifierNetwork, EvidenceNetwork, RoiNetwork

OPSET = 17


def onnx_bytes(spec: RoiNetwork | ClassifierNetwork | EvidenceNetwork) -> bytes:
    """The network of a package of this repository, with static spatial shapes."""
    trained = spec.checkpoint is not None
    return traced(
        spec.network(),
        spec.example(),
        spec.input_name,
        spec.output_names,
        spec.dynamic_axes(),
        {"training": "synthetic" if trained else "untrained", "seed": str(spec.seed)},
        halved=trained,
    )


def traced(
    network: nn.Module,
    example: torch.Tensor,
    input_name: str,
    output_names: Sequence[str],
    dynamic_axes: Mapping[str, Mapping[int, str]],
    properties: Mapping[str, str],
    halved: bool = False,
) -> bytes:
    """Traces a network on an example; all axes but the dynamic ones are baked in (so is an attention's token count).

    `halved`: large weights that half precision holds exactly are stored in it.
    """
    buffer = io.BytesIO()
    # Without gradients nothing of the pass is kept: at 224 cubed that would be more than 10 GB.
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
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
    if halved:
        _halve(model)
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


#: Initialisers below this many numbers stay as they are.
_WORTH_HALVING = 1024


def _halve(model: onnx.ModelProto) -> None:
    """Stores large weights in half precision, each widened by a Cast that a runtime folds away when it opens the file.

    Checkpoints hold half precision, so that no number changes; a weight that would change is left alone.
    """
    for weights in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(weights)
        halves = values.astype(np.float16)
        if values.dtype != np.float32 or values.size < _WORTH_HALVING or (halves.astype(np.float32) != values).any():
            continue
        stored = onnx.numpy_helper.from_array(halves, weights.name + ".half")
        model.graph.initializer.remove(weights)
        model.graph.initializer.append(stored)
        cast = onnx.helper.make_node("Cast", [stored.name], [weights.name], to=onnx.TensorProto.FLOAT)
        model.graph.node.insert(0, cast)
